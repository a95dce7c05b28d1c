// The numbers of a network by the names of its weights, and a network from such numbers.
import { attentionNames } from '#shared/domain/attention-rows'
import { partsOf, type ModelPart } from '#shared/domain/model-summary'
import type {
  CellWeights,
  DenseWeights,
  ReferenceAttention,
  ReferenceLayer,
  ReferenceNetwork,
} from '#shared/domain/reference/types'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import type { ExportSubject } from '../exporter'
import { weightName, weightPlaces, type WeightKind, type WeightPlace } from './weight-places'

/** The numbers of a weight, in Keras's layout. */
export type WeightNumbers = Float32Array | Float64Array
/** By `weightName`. */
export type NumbersByName = ReadonlyMap<string, WeightNumbers>

/** All numbers of a network by name; of a tied output the kernel too, which is no weight of its own. */
export function numbersOf(subject: ExportSubject['network']): NumbersByName {
  const found = new Map<string, WeightNumbers>()
  const add: Add = (layer, direction, kind, values) => {
    if (values) found.set(weightName({ layer, direction, kind }), values)
  }
  if (subject.kind === 'network') addLayers(subject.network, add)
  else {
    const { encoder, decoder, attention } = subject.network
    addLayers(encoder, add)
    addLayers(decoder, add)
    if (attention) addAttention(attention, add)
  }
  return found
}

type Add = (
  layer: string,
  direction: WeightPlace['direction'],
  kind: WeightKind,
  values: WeightNumbers | null,
) => void

function addLayers({ layers }: ReferenceNetwork, add: Add): void {
  for (const layer of layers) {
    const { name } = layer
    switch (layer.type) {
      case 'Embedding':
        add(name, null, 'embeddings', layer.embeddings)
        break
      case 'Recurrent':
        addCell(name, null, layer.weights, add)
        break
      case 'Bidirectional':
        addCell(name, 'forward', layer.forward, add)
        addCell(name, 'backward', layer.backward, add)
        break
      case 'Dense':
        add(name, null, 'kernel', layer.weights.kernel)
        add(name, null, 'bias', layer.weights.bias)
        break
      case 'LayerNormalization':
        add(name, null, 'gamma', layer.gamma)
        add(name, null, 'beta', layer.beta)
    }
  }
}

function addCell(
  name: string,
  direction: WeightPlace['direction'],
  { kernel, recurrentKernel, bias }: CellWeights,
  add: Add,
): void {
  add(name, direction, 'kernel', kernel)
  add(name, direction, 'recurrent_kernel', recurrentKernel)
  add(name, direction, 'bias', bias)
}

function addAttention({ query, key, score, combine }: ReferenceAttention, add: Add): void {
  add(attentionNames.query, null, 'kernel', query.kernel)
  add(attentionNames.key, null, 'kernel', key && key.kernel)
  add(attentionNames.scores, null, 'kernel', score && score.kernel)
  add(attentionNames.combine, null, 'kernel', combine.kernel)
}

type Model = Pick<Experiment, 'task' | 'model' | 'text'>

/** The network of an experiment from numbers that are there for each of its `weightPlaces`, in their sizes. */
export function networkFrom(experiment: Model, numbers: NumbersByName): ExportSubject['network'] {
  const [first, decoder] = partsOf(experiment.model)
  const weights = new Weights(experiment, numbers)
  const network = { layers: layersOf(first, weights) }
  if (!decoder)
    return {
      kind: 'network',
      network: experiment.model.tieEmbeddings ? withTiedOutput(network) : network,
    }
  return {
    kind: 'encoder-decoder',
    network: {
      encoder: network,
      decoder: { layers: layersOf(decoder, weights) },
      attention: attentionOf(experiment.model.decoder?.attention ?? 'none', weights),
    },
  }
}

/** Finds numbers and sizes by name. */
class Weights {
  readonly #places: ReadonlyMap<string, WeightPlace>
  readonly #numbers: NumbersByName

  constructor(experiment: Model, numbers: NumbersByName) {
    this.#places = new Map(weightPlaces(experiment).map((place) => [weightName(place), place]))
    this.#numbers = numbers
  }

  /** Null where the model has no such weight. */
  find(layer: string, kind: WeightKind, direction: WeightPlace['direction'] = null) {
    const name = weightName({ layer, direction, kind })
    const place = this.#places.get(name)
    if (!place) return null
    const values = this.#numbers.get(name)
    if (!values) throw new Error(`${name} is missing`)
    return { values, shape: place.shape }
  }

  get(layer: string, kind: WeightKind, direction: WeightPlace['direction'] = null) {
    const found = this.find(layer, kind, direction)
    if (!found) throw new Error(`the model has no ${weightName({ layer, direction, kind })}`)
    return found
  }
}

function layersOf({ layers, names }: ModelPart, weights: Weights): ReferenceLayer[] {
  return layers.flatMap((spec, index) => layerOf(spec, names[index], weights) ?? [])
}

/** Null for layers that do nothing once a network is trained. */
function layerOf(spec: LayerSpec, name: string, weights: Weights): ReferenceLayer | null {
  switch (spec.type) {
    case 'Embedding': {
      const { values, shape } = weights.get(name, 'embeddings')
      const embeddings = values instanceof Float32Array ? values : Float32Array.from(values)
      return { type: 'Embedding', name, width: shape[1], embeddings }
    }
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU': {
      const { returnSequences, goBackwards } = spec
      const cell = cellOf(spec, name, null, weights)
      return { type: 'Recurrent', name, weights: cell, returnSequences, goBackwards }
    }
    case 'Bidirectional': {
      const { layer: inner, mergeMode } = spec
      const forward = cellOf(inner, name, 'forward', weights)
      const backward = cellOf(inner, name, 'backward', weights)
      const { returnSequences } = inner
      return { type: 'Bidirectional', name, forward, backward, returnSequences, mergeMode }
    }
    case 'TimeDistributed':
      return layerOf(spec.layer, name, weights)
    case 'Dense':
      return { type: 'Dense', name, weights: denseOf(name, spec, weights) }
    case 'LayerNormalization': {
      const gamma = wide(weights.find(name, 'gamma'))
      const beta = wide(weights.find(name, 'beta'))
      return { type: 'LayerNormalization', name, epsilon: spec.epsilon, gamma, beta }
    }
    case 'Dropout':
    case 'SpatialDropout1D':
      return null
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return { type: spec.type, name }
  }
}

/** As 64-bit numbers, which the reference computes with. */
function wide<Found extends { readonly values: WeightNumbers } | null>(
  found: Found,
): Float64Array | (null extends Found ? null : never) {
  if (found) return new Float64Array(found.values)
  return null as null extends Found ? null : never // only where there may be none
}

function cellOf(
  spec: RecurrentSpec,
  name: string,
  direction: WeightPlace['direction'],
  weights: Weights,
): CellWeights {
  const kernel = weights.get(name, 'kernel', direction)
  return {
    ...{ cell: spec.type, inputs: kernel.shape[0], units: spec.units, kernel: wide(kernel) },
    recurrentKernel: wide(weights.get(name, 'recurrent_kernel', direction)),
    bias: wide(weights.find(name, 'bias', direction)),
    activation: spec.activation,
    recurrentActivation: spec.type === 'SimpleRNN' ? 'linear' : spec.recurrentActivation,
  }
}

/** A tied output has no kernel of its own; it gets one from the embeddings. */
function denseOf(
  name: string,
  { units, activation }: { readonly units: number; readonly activation: string },
  weights: Weights,
): DenseWeights {
  const kernel = weights.find(name, 'kernel')
  return {
    ...{ inputs: kernel?.shape[0] ?? 0, units, activation },
    kernel: wide(kernel) ?? new Float64Array(0),
    bias: wide(weights.find(name, 'bias')),
  }
}

function attentionOf(
  kind: NonNullable<Experiment['model']['decoder']>['attention'],
  weights: Weights,
): ReferenceAttention | null {
  if (kind === 'none') return null
  const dense = (name: string, activation: string): DenseWeights => {
    const kernel = weights.get(name, 'kernel')
    const [inputs, units] = kernel.shape
    return { inputs, units, kernel: wide(kernel), bias: null, activation }
  }
  const { query, key, scores, combine } = attentionNames
  const isLuong = kind === 'luong'
  return {
    kind,
    query: dense(query, 'linear'),
    key: isLuong ? null : dense(key, 'linear'),
    score: isLuong ? null : dense(scores, 'linear'),
    combine: dense(combine, 'tanh'),
  }
}

/** The output's kernel is the embeddings, turned: [width, vocabulary]. */
function withTiedOutput({ layers }: ReferenceNetwork): ReferenceNetwork {
  const first = layers[0]
  const last = layers[layers.length - 1]
  if (first.type !== 'Embedding' || last.type !== 'Dense') return { layers }
  const { embeddings, width } = first
  const kernel = Float64Array.from(turned(embeddings, last.weights.units, width))
  return {
    layers: [
      ...layers.slice(0, -1),
      { ...last, weights: { ...last.weights, inputs: width, kernel } },
    ],
  }
}

/** Rows become columns: [rows, columns] to [columns, rows]. */
export function turned(values: WeightNumbers, rows: number, columns: number): Float32Array {
  const other = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      other[column * rows + row] = values[row * columns + column]
  return other
}
