// A model's weights as the reference implementation takes them, read as they are now or as a snapshot has them.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import type { Cell } from '#shared/domain/inside/cells'
import { partsOf, type ModelPart } from '#shared/domain/model-summary'
import type {
  CellWeights,
  DenseWeights,
  ReferenceAttention,
  ReferenceEncoderDecoder,
  ReferenceLayer,
  ReferenceNetwork,
} from '#shared/domain/reference/types'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { recurrenceOf, recurrentLayersOf, type RecurrentLayer } from '../kernels/recurrence'
import { wrappedLayer, type Layer } from './tfjs-internals'
import { findAttention, type AttentionLayers } from '../tasks/seq2seq/network/attention-layers'

/** The numbers of one of a model's weights. */
export type ReadWeight = (weight: Tensor) => Float32Array

/** As they are in the model now. */
export const readNow: ReadWeight = (weight) => weight.dataSync<'float32'>()

type WithModel = Pick<Experiment, 'model'>

/**
 * The network of a model that goes from token ids to an answer: classification, tagging or a language model. A tied output has
 * the embeddings for its kernel. Copies every weight and changes nothing; leaves no tensors behind.
 */
export function networkOf(
  model: LayersModel,
  { model: options }: WithModel,
  read: ReadWeight = readNow,
): ReferenceNetwork {
  const [part] = partsOf(options)
  const layers = layersOf(model, part, read)
  return { layers: options.tieEmbeddings ? withTiedOutput(layers) : layers }
}

/** The same of an encoder-decoder. */
export function encoderDecoderOf(
  model: LayersModel,
  { model: options }: WithModel,
  read: ReadWeight = readNow,
): ReferenceEncoderDecoder {
  const [encoder, decoder] = partsOf(options)
  const attention = findAttention(model)
  return {
    encoder: { layers: layersOf(model, encoder, read) },
    decoder: { layers: layersOf(model, decoder, read) },
    attention: attention && attentionOf(attention, read),
  }
}

/** What every layer of a recurrent model is to the lab: its cell's weights, by the layer that computes. */
export function cellWeightsOf(layer: RecurrentLayer, read: ReadWeight = readNow): CellWeights {
  const { cell, units, activation, recurrentActivation } = recurrenceOf(layer)
  const { kernel, recurrentKernel, bias } = layer.cell
  return {
    cell: cell satisfies Cell,
    inputs: kernel.read().shape[0],
    units,
    kernel: wide(kernel.read(), read),
    recurrentKernel: wide(recurrentKernel.read(), read),
    bias: bias && wide(bias.read(), read),
    activation,
    recurrentActivation: recurrentActivation ?? 'linear',
  }
}

function layersOf(model: LayersModel, part: ModelPart, read: ReadWeight): ReferenceLayer[] {
  return part.layers.flatMap((spec, index) => {
    const name = part.names[index]
    return layerOf(spec, name, model.getLayer(name), read) ?? []
  })
}

/** Null for layers that do nothing once a network is trained. */
function layerOf(
  spec: LayerSpec,
  name: string,
  layer: Layer,
  read: ReadWeight,
): ReferenceLayer | null {
  switch (spec.type) {
    case 'Embedding': {
      const [embeddings] = layer.weights
      return { type: 'Embedding', name, width: spec.units, embeddings: read(embeddings.read()) }
    }
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU': {
      const [recurrent] = recurrentLayersOf(layer)
      const { returnSequences, goBackwards } = spec
      const weights = cellWeightsOf(recurrent, read)
      return { type: 'Recurrent', name, weights, returnSequences, goBackwards }
    }
    case 'Bidirectional': {
      const [forward, backward] = recurrentLayersOf(layer).map((one) => cellWeightsOf(one, read))
      const { mergeMode, layer: inner } = spec
      const { returnSequences } = inner
      return { type: 'Bidirectional', name, forward, backward, returnSequences, mergeMode }
    }
    case 'TimeDistributed':
      return layerOf(spec.layer, name, wrappedLayer(layer), read)
    case 'Dense':
      return { type: 'Dense', name, weights: denseOf(layer, spec.activation, read) }
    case 'LayerNormalization':
      return normalizationOf(layer, spec, name, read)
    case 'Dropout':
    case 'SpatialDropout1D':
      return null
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return { type: spec.type, name }
  }
}

function denseOf(layer: Layer, activation: string, read: ReadWeight): DenseWeights {
  const [kernel, bias] = layer.weights.map((weight) => weight.read()) as [Tensor, Tensor?] // a bias where it has one
  const [inputs, units] = kernel.shape
  return {
    ...{ inputs, units, activation },
    kernel: wide(kernel, read),
    bias: bias ? wide(bias, read) : null,
  }
}

// tfjs adds gamma before beta, each where the layer has it.
function normalizationOf(
  layer: Layer,
  { epsilon, scale, center }: Extract<LayerSpec, { type: 'LayerNormalization' }>,
  name: string,
  read: ReadWeight,
): ReferenceLayer {
  const weights = layer.weights.map((weight) => wide(weight.read(), read))
  const gamma = scale ? weights[0] : null
  const beta = center ? weights[scale ? 1 : 0] : null
  return { type: 'LayerNormalization', name, epsilon, gamma, beta }
}

function attentionOf(layers: AttentionLayers, read: ReadWeight): ReferenceAttention {
  const dense = (name: 'query' | 'key' | 'scores' | 'combine', activation: string) => {
    const layer = layers.get(name)
    return layer && layer.weights.length > 0 ? denseOf(layer, activation, read) : null
  }
  const query = dense('query', 'linear')
  const combine = dense('combine', 'tanh')
  if (!query || !combine) throw new Error('the attention lacks its query or its combining layer')
  const key = dense('key', 'linear')
  const score = key && dense('scores', 'linear')
  return { kind: key ? 'bahdanau' : 'luong', query, key, score, combine }
}

/** The output's kernel is the embeddings, turned: [width, vocabulary]. */
function withTiedOutput(layers: readonly ReferenceLayer[]): ReferenceLayer[] {
  const first = layers[0]
  const last = layers[layers.length - 1]
  if (first.type !== 'Embedding' || last.type !== 'Dense') return [...layers]
  const { inputs, units } = last.weights
  const kernel = new Float64Array(inputs * units)
  for (let id = 0; id < units; id++)
    for (let column = 0; column < inputs; column++)
      kernel[column * units + id] = first.embeddings[id * inputs + column]
  return [...layers.slice(0, -1), { ...last, weights: { ...last.weights, kernel } }]
}

/** As 64-bit numbers; a typed array is copied at once, not number by number. */
function wide(weight: Tensor, read: ReadWeight): Float64Array {
  return new Float64Array(read(weight))
}
