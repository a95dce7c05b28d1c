// Layers in their order, forward from a signal and backward to it: what networks, encoders and decoders are made of.
import { apart, merge, mergeBackward, mergedWidth, sideBySide } from './bidirectional'
import { dense, denseBackward } from './dense'
import { flatten, flattenBackward } from './flatten'
import { layerNormalization, layerNormalizationBackward } from './layer-normalization'
import { averagePooling, averagePoolingBackward, maxPooling, maxPoolingBackward } from './pooling'
import { outputOf, read, readBackward, type Reading } from './recurrent-layer'
import { lastState } from './run-cell'
import type {
  BackOptions,
  CellGradients,
  CellState,
  ForwardOptions,
  RecurrentTrace,
  ReferenceLayer,
  Signal,
} from './types'

/** All layers but the Embedding, which stands before them. */
export type InnerLayer = Exclude<ReferenceLayer, { type: 'Embedding' }>
type Recurrent = Extract<ReferenceLayer, { type: 'Recurrent' }>
type Bidirectional = Extract<ReferenceLayer, { type: 'Bidirectional' }>

/** How far layers came. */
export interface Passage {
  /** What went into the first layer, then what each layer gave. */
  readonly signals: readonly Signal[]
  /** Cells, in the order of the layers; of a Bidirectional forward, then backward. */
  readonly recurrent: readonly RecurrentTrace[]
  /** After the last step, one for each recurrent layer; of a Bidirectional both directions as one. */
  readonly states: readonly CellState[]
}

/**
 * Runs layers one after the other.
 * @param initial of each recurrent layer but a Bidirectional; null: zeros
 */
export function runLayers(
  layers: readonly InnerLayer[],
  input: Signal,
  options: ForwardOptions = {},
  initial: readonly CellState[] | null = null,
): Passage {
  const signals = [input]
  const recurrent: RecurrentTrace[] = []
  const states: CellState[] = []
  for (const layer of layers) {
    const before = signals[signals.length - 1]
    const traces = tracesOf(layer, before, options, initial?.[states.length] ?? null)
    signals.push(signalAfter(layer, before, traces))
    recurrent.push(...traces)
    if (traces.length > 0) states.push(joinedState(traces))
  }
  return { signals, recurrent, states }
}

function tracesOf(
  layer: InnerLayer,
  input: Signal,
  options: ForwardOptions,
  initial: CellState | null,
): RecurrentTrace[] {
  const { name } = layer
  if (layer.type === 'Recurrent') {
    const { weights, goBackwards } = layer
    return [read(input, { name, direction: null, weights, goBackwards, options, initial })]
  }
  if (layer.type !== 'Bidirectional') return []
  const either: Omit<Reading, 'direction' | 'weights'> = {
    ...{ name, options, goBackwards: false, initial: null },
  }
  return [
    read(input, { ...either, direction: 'forward', weights: layer.forward }),
    read(input, { ...either, direction: 'backward', weights: layer.backward, goBackwards: true }),
  ]
}

function signalAfter(layer: InnerLayer, input: Signal, traces: readonly RecurrentTrace[]): Signal {
  switch (layer.type) {
    case 'Recurrent':
      return outputOf(traces[0], layer.returnSequences)
    case 'Bidirectional': {
      const [forward, backward] = traces.map((trace) => outputOf(trace, layer.returnSequences))
      const { mergeMode } = layer
      const values = merge(mergeMode, forward.width, forward.values, backward.values)
      return { ...forward, values, width: mergedWidth(mergeMode, forward.width) }
    }
    case 'Dense':
      return dense(layer.weights, input)
    case 'Flatten':
      return flatten(input)
    case 'GlobalMaxPooling1D':
      return maxPooling(input)
    case 'GlobalAveragePooling1D':
      return averagePooling(input)
    case 'LayerNormalization':
      return layerNormalization(layer, input)
  }
}

// An encoder that reads both ways starts a decoder of twice its width.
function joinedState(traces: readonly RecurrentTrace[]): CellState {
  const [one, other] = traces.map(({ trace }) => lastState(trace)) as (CellState | undefined)[] // one or two
  if (!one) throw new Error('a recurrent layer has a trace')
  if (!other) return one
  const units = one.hidden.length
  return {
    hidden: sideBySide(units, one.hidden, other.hidden),
    cell: one.cell && other.cell && sideBySide(units, one.cell, other.cell),
  }
}

/** What comes back from layers. */
export interface PassageGradients {
  /** dL/d(what went in), as the first signal. */
  readonly input: Float64Array
  /** As `Passage.recurrent`. */
  readonly recurrent: readonly CellGradients[]
}

/**
 * The way back through layers.
 * @param gradient dL/d(what the last layer gave)
 * @param finals dL/d(the last state) of each recurrent layer, as `Passage.states`; null: nobody used them
 */
export function runLayersBackward(
  layers: readonly InnerLayer[],
  { signals, recurrent, states }: Passage,
  gradient: Float64Array,
  options: BackOptions = {},
  finals: readonly (CellState | null)[] | null = null,
): PassageGradients {
  const gradients: CellGradients[] = []
  let current = gradient
  let state = states.length
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]
    const end = recurrent.length - gradients.length
    if (layer.type === 'Recurrent') {
      const final = finals?.[--state] ?? null
      const [trace] = recurrent.slice(end - 1, end)
      const how = backOptions(options, recurrent.slice(0, end - 1))
      const back = readBackward(trace, current, layer.returnSequences, how, final)
      gradients.unshift(back)
      current = back.input
    } else if (layer.type === 'Bidirectional') {
      const final = finals?.[--state] ?? null
      const how = backOptions(options, recurrent.slice(0, end - 2))
      const both = bothBackward(layer, recurrent.slice(end - 2, end), current, how, final)
      gradients.unshift(...both)
      current = both[0].input.map((one, at) => one + both[1].input[at])
    } else current = backThrough(layer, signals[index], current)
  }
  return { input: current, recurrent: gradients }
}

/** A layer below that reads backwards hands what it read last to the first steps, so these count too. */
function backOptions(options: BackOptions, below: readonly RecurrentTrace[]): BackOptions {
  return below.some(({ trace }) => trace.goesBackwards) ? { ...options, from: 0 } : options
}

function bothBackward(
  layer: Bidirectional,
  traces: readonly RecurrentTrace[],
  gradient: Float64Array,
  options: BackOptions,
  final: CellState | null,
): CellGradients[] {
  const { returnSequences, mergeMode, forward } = layer
  const { units } = forward
  const [one, other] = traces.map((trace) => outputOf(trace, returnSequences).values)
  const into = mergeBackward(mergeMode, units, one, other, gradient)
  const hidden = final && apart(units, final.hidden)
  const cell = final?.cell && apart(units, final.cell)
  return traces.map((trace, index) =>
    readBackward(
      ...[trace, into[index], returnSequences, options],
      hidden && { hidden: hidden[index], cell: cell ? cell[index] : null },
    ),
  )
}

function backThrough(
  layer: Exclude<InnerLayer, Recurrent | Bidirectional>,
  input: Signal,
  gradient: Float64Array,
): Float64Array {
  switch (layer.type) {
    case 'Dense':
      return denseBackward(layer.weights, input, gradient)
    case 'Flatten':
      return flattenBackward(input, gradient)
    case 'GlobalMaxPooling1D':
      return maxPoolingBackward(input, gradient)
    case 'GlobalAveragePooling1D':
      return averagePoolingBackward(input, gradient)
    case 'LayerNormalization':
      return layerNormalizationBackward(layer, input, gradient)
  }
}
