// Which weights a described model has and of which shapes, followed from layer to layer before anything is made of the description: a stranger's
// numbers could ask for more memory than there is.
import type { Options } from './keras-object'
import type { TfjsLayer } from './layer'
import { broken, shown } from './refusal'
import type { KerasTopology, PlacedLayer } from './topology'

type Shape = readonly (number | null)[]

/** A weight that a layer has, named as tfjs names it. */
export interface PlannedWeight {
  readonly name: string
  readonly shape: readonly number[]
}

interface Followed {
  readonly outputs: readonly Shape[]
  readonly weights: readonly PlannedWeight[]
}

/** Each layer's weights, in tfjs's order, which is Keras's. Throws when layers do not fit together, or go round in a circle. */
export function planWeights({
  layers,
  inputs,
}: KerasTopology): ReadonlyMap<string, readonly PlannedWeight[]> {
  const known = new Map<string, readonly Shape[]>(
    [...inputs].map(([name, shape]) => [name, [shape]]),
  )
  const plans = new Map<string, readonly PlannedWeight[]>()
  let waiting = layers
  while (waiting.length > 0) {
    const next = waiting.filter((layer) => !follow(layer))
    if (next.length === waiting.length)
      throw broken(
        `layer ${shown(next[0].config.name)} reads from a layer that is not there, or from itself`,
      )
    waiting = next
  }
  return plans

  /** False while what it reads is not known. */
  function follow({ class_name, config, inputs: read }: PlacedLayer): boolean {
    const shapes = read.map(([name, , output]) => known.get(name)?.[output])
    if (shapes.some((shape) => shape === undefined)) return false
    if (known.has(config.name)) throw broken(`two layers are called ${shown(config.name)}`)
    const reading = shapes.filter((shape) => shape !== undefined)
    const { outputs, weights } = followLayer({ class_name, config }, reading)
    known.set(config.name, outputs)
    plans.set(
      config.name,
      weights.map(({ name, shape }) => ({ name: `${config.name}/${name}`, shape })),
    )
    return true
  }
}

const gates: Readonly<Record<string, number>> = { SimpleRNN: 1, GRU: 3, LSTM: 4 }

function followLayer(layer: TfjsLayer, inputs: readonly Shape[]): Followed {
  const { class_name: type, config } = layer
  const [shape] = inputs
  const whole = shape.slice(0, -1)
  const unweighted = (output: Shape): Followed => ({ outputs: [output], weights: [] })
  switch (type) {
    case 'Embedding': {
      const [rows, columns] = [size(config, 'input_dim', layer), size(config, 'output_dim', layer)]
      const weights = [{ name: 'embeddings', shape: [rows, columns] }]
      return { outputs: [[...shape, columns]], weights }
    }
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return followRecurrent(layer, shape)
    case 'Bidirectional':
      return followBidirectional(layer, shape)
    case 'TimeDistributed': {
      const inner = innerOf(config)
      const { outputs, weights } = followLayer(inner, [[shape[0] ?? null, ...shape.slice(2)]])
      const [[batch, ...rest]] = outputs
      return { outputs: [[batch, shape[1] ?? null, ...rest]], weights }
    }
    case 'Dense': {
      const units = size(config, 'units', layer)
      const kernel = { name: 'kernel', shape: [widthOf(shape, layer), units] }
      const bias = config['use_bias'] === false ? [] : [{ name: 'bias', shape: [units] }]
      return { outputs: [[...whole, units]], weights: [kernel, ...bias] }
    }
    case 'LayerNormalization': {
      const width = widthOf(shape, layer)
      const names = [
        ...(config['scale'] === false ? [] : ['gamma']),
        ...(config['center'] === false ? [] : ['beta']),
      ]
      return { outputs: [shape], weights: names.map((name) => ({ name, shape: [width] })) }
    }
    case 'Flatten':
      return unweighted([shape[0] ?? null, product(shape.slice(1))])
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return unweighted([shape[0] ?? null, shape[shape.length - 1] ?? null])
    case 'Concatenate':
      return unweighted([...whole, sum(inputs.map((one) => one[one.length - 1] ?? null))])
    case 'Add':
      return unweighted(shape.map((_, index) => broadcast(inputs.map((one) => one[index] ?? null))))
    case 'Dot':
      return unweighted(dotOf(config, inputs))
    case 'Permute':
      return unweighted([
        shape[0] ?? null,
        ...numbers(config['dims']).map((dim) => shape[dim] ?? null),
      ])
    case 'Reshape':
      return unweighted([shape[0] ?? null, ...sides(config['target_shape'])])
    default:
      return unweighted(shape)
  }
}

function followRecurrent(layer: TfjsLayer, shape: Shape): Followed {
  const { class_name: type, config } = layer
  if (shape.length !== 3) throw broken(`layer ${shown(config.name)} reads no sequence`)
  const units = size(config, 'units', layer)
  const columns = gates[type] * units
  const isResetAfter = type === 'GRU' && config['reset_after'] === true
  const bias = { name: 'bias', shape: isResetAfter ? [2, columns] : [columns] }
  const states =
    config['return_state'] === true ? Array(type === 'LSTM' ? 2 : 1).fill([null, units]) : []
  return {
    outputs: [
      config['return_sequences'] === true ? [shape[0], shape[1], units] : [shape[0], units],
      ...(states as Shape[]), // Array gives any
    ],
    weights: [
      { name: 'kernel', shape: [widthOf(shape, layer), columns] },
      { name: 'recurrent_kernel', shape: [units, columns] },
      ...(config['use_bias'] === false ? [] : [bias]),
    ],
  }
}

function followBidirectional({ config }: TfjsLayer, shape: Shape): Followed {
  const inner = innerOf(config)
  if (!(inner.class_name in gates))
    throw broken(`layer ${shown(config.name)} holds no recurrent layer`)
  const { outputs, weights } = followRecurrent(inner, shape)
  const [first, ...states] = outputs
  const units = first[first.length - 1] ?? 0
  const width =
    config['merge_mode'] === 'concat' || config['merge_mode'] === undefined ? 2 * units : units
  return {
    outputs: [[...first.slice(0, -1), width], ...states, ...states],
    weights: ['forward', 'backward'].flatMap((direction) =>
      weights.map(({ name, shape: own }) => ({
        name: `${direction}_${inner.config.name}/${name}`,
        shape: own,
      })),
    ),
  }
}

function innerOf(config: Options): TfjsLayer {
  return config['layer'] as TfjsLayer // readLayer made it
}

function size(config: Options, key: string, { config: { name } }: TfjsLayer): number {
  const value = config[key]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= 10_000_000)
    return value
  throw broken(`${key} of layer ${shown(name)} is no size`)
}

function widthOf(shape: Shape, { config: { name } }: TfjsLayer): number {
  const width = shape[shape.length - 1]
  if (shape.length < 2 || width === null || width === undefined)
    throw broken(`the width of what layer ${shown(name)} reads is not known`)
  return width
}

function product(all: Shape): number | null {
  return all.reduce((so_far, one) => (so_far === null || one === null ? null : so_far * one), 1)
}

function sum(all: Shape): number | null {
  return all.reduce((so_far, one) => (so_far === null || one === null ? null : so_far + one), 0)
}

/** Of the sides of shapes that are added: that which is not 1. */
function broadcast(all: Shape): number | null {
  const wide = all.filter((side) => side !== 1)
  return wide.length === 0 ? 1 : wide[0]
}

/** Both shapes without the sides that are multiplied and summed, and the batch once. */
function dotOf(config: Options, [first, second = []]: readonly Shape[]): Shape {
  const axes = config['axes']
  const [one, other] = typeof axes === 'number' ? [axes, axes] : numbers(axes)
  const without = (shape: Shape, axis: number) =>
    shape.slice(1).filter((_, index) => index + 1 !== (axis < 0 ? axis + shape.length : axis))
  const rest = [...without(first, one), ...without(second, other)]
  return [first[0] ?? null, ...(rest.length === 0 ? [1] : rest)]
}

function numbers(value: unknown): number[] {
  if (Array.isArray(value) && value.length <= 8 && value.every(Number.isSafeInteger))
    return value as number[] // just checked
  throw broken('a list of axes holds something else')
}

function sides(value: unknown): (number | null)[] {
  const isSide = (side: unknown) =>
    side === null || (Number.isSafeInteger(side) && Number(side) > 0)
  if (Array.isArray(value) && value.length <= 8 && value.every(isSide))
    return value as (number | null)[] // just checked
  throw broken('a target_shape holds something else than sizes')
}
