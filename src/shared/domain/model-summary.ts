// The layer table: type, output shape and parameters of each layer, from the experiment alone.
import type { LayerSpec } from '../experiment/layers'
import type { ModelOptions } from '../experiment/model'
import { inputLengthOf, type Experiment } from '../experiment/schema'
import { targetTextOf, vocabularySizeOf } from '../experiment/text'
import type { Problem } from '../protocol/result'
import { attentionRows, type AttentionRow } from './attention-rows'
import { layerParameters, type LayerParameters } from './layer-parameters'
import { shapeAfter, type Shape } from './layer-shapes'

export interface LayerSummary extends LayerParameters {
  /**
   * Keras's way: `simple_rnn`, `simple_rnn_1`, ...; of an encoder-decoder `encoder_lstm`, `decoder_lstm`, ...
   * The same names stand in the saved model.
   */
  readonly name: string
  /** The layer's type; a wrapper names what it wraps, e.g. `Bidirectional(LSTM)`. */
  readonly type: string
  readonly outputShape: Shape
  /** Of an encoder-decoder. */
  readonly part?: Part
  /** What a recurrent layer runs on in this run and why, e.g. `native`; known to the trainer alone. */
  readonly kernels?: string
}

export interface ModelSummary {
  readonly inputShape: Shape
  /** The layers up to the first that does not fit. */
  readonly layers: readonly LayerSummary[]
  readonly total: number
  readonly trainable: number
  readonly nonTrainable: number
  /** Why a layer cannot stand where it stands; the path is `model.layers.2`. */
  readonly problems: readonly Problem[]
}

export type Part = 'encoder' | 'decoder'

/** The layers that a person chose: all of a model, or those of an encoder or a decoder. */
export interface ModelPart {
  readonly part?: Part
  /** In the experiment file. */
  readonly path: 'model.layers' | 'model.decoder.layers'
  readonly layers: readonly LayerSpec[]
  /** Of each layer. */
  readonly names: readonly string[]
}

type Summarized = Pick<Experiment, 'task' | 'model' | 'text'>

/** A model's layers in their order, with their names. */
export function partsOf({
  layers,
  decoder,
}: Pick<ModelOptions, 'layers' | 'decoder'>): readonly ModelPart[] {
  const path = 'model.layers'
  if (!decoder) return [{ path, layers, names: layerNames(layers) }]
  return [
    { part: 'encoder', path, layers, names: layerNames(layers, 'encoder_') },
    {
      part: 'decoder',
      path: 'model.decoder.layers',
      layers: decoder.layers,
      names: layerNames(decoder.layers, 'decoder_'),
    },
  ]
}

/** Shapes and parameters layer by layer; stops at the first layer that does not fit and says why. */
export function summarizeModel(experiment: Summarized): ModelSummary {
  const inputShape: Shape = [null, inputLengthOf(experiment)]
  const [first, decoder] = partsOf(experiment.model)
  const source = vocabularySizeOf(experiment.text)
  const before = followLayers(first, inputShape, source)
  if (!decoder || before.problem) return summaryOf(inputShape, [withTied(before, experiment)])
  const attention = attentionOf(experiment, before.shape)
  if ('path' in attention) return summaryOf(inputShape, [{ ...before, problem: attention }])
  const target = vocabularySizeOf(targetTextOf(experiment.text))
  const after = followLayers(decoder, [null, null], target, attention)
  return summaryOf(inputShape, [before, after])
}

interface Followed {
  readonly rows: readonly LayerSummary[]
  /** How many of the rows' parameters are not trained. */
  readonly fixed: number
  /** After the last layer that fits. */
  readonly shape: Shape
  readonly problem?: Problem
}

/** Gives the rows of an attention that looks from a layer of this width. */
type RowsAfter = (width: number) => readonly AttentionRow[]

function followLayers(
  { path, part, layers, names }: ModelPart,
  inputShape: Shape,
  vocabulary: number,
  rowsAfterRecurrent?: RowsAfter,
): Followed {
  const place = part && { part }
  const lastRecurrent = layers.findLastIndex(isRecurrent)
  const rows: LayerSummary[] = []
  let fixed = 0
  let shape = inputShape
  for (const [index, layer] of layers.entries()) {
    const problem = needsEmbedding(index, layer)
    const step = problem ? { problem } : shapeAfter(layer, shape)
    if ('problem' in step) {
      return {
        ...{ rows, fixed, shape },
        problem: {
          path: `${path}.${index}`,
          message: `Layer ${index + 1} (${layerLabel(layer)})${part === 'decoder' ? ' of the decoder' : ''}: ${step.problem}`,
        },
      }
    }
    const parameters = layerParameters(layer, shape.at(-1) ?? 0, vocabulary)
    const label = { name: names[index], type: layerLabel(layer), outputShape: step.shape }
    rows.push({ ...parameters, ...label, ...place })
    shape = step.shape
    if (index !== lastRecurrent || !rowsAfterRecurrent) continue
    for (const { isTrained, ...row } of rowsAfterRecurrent(shape.at(-1) ?? 0)) {
      rows.push({ ...row, ...place })
      if (!isTrained) fixed += row.count
    }
  }
  return { rows, fixed, shape }
}

/** A tied output's kernel follows from the embeddings and has as many numbers; it is not trained by itself. */
function withTied(followed: Followed, { model }: Summarized): Followed {
  const isWhole = model.tieEmbeddings && followed.rows.length === model.layers.length
  return isWhole ? { ...followed, fixed: followed.fixed + followed.rows[0].count } : followed
}

function attentionOf({ model, text }: Summarized, encoded: Shape): RowsAfter | Problem {
  const attention = model.decoder?.attention ?? 'none'
  if (attention === 'none') return () => []
  if (encoded.length !== 3) {
    const index = model.layers.findLastIndex(isRecurrent)
    return {
      path: `model.layers.${Math.max(index, 0)}`,
      message: `Layer ${index + 1} (${layerLabel(model.layers[index])}): attention looks back at every step of the encoder. Set returnSequences on its last recurrent layer.`,
    }
  }
  const sizes = { encoder: encoded[2] ?? 0, vocabulary: vocabularySizeOf(text) }
  return (decoder) => attentionRows(attention, { ...sizes, decoder })
}

function summaryOf(inputShape: Shape, parts: readonly Followed[]): ModelSummary {
  const layers = parts.flatMap(({ rows }) => rows)
  const total = layers.reduce((sum, layer) => sum + layer.count, 0)
  const nonTrainable = parts.reduce((sum, { fixed }) => sum + fixed, 0)
  return {
    ...{ inputShape, layers, total, nonTrainable },
    trainable: total - nonTrainable,
    problems: parts.flatMap(({ problem }) => (problem ? [problem] : [])),
  }
}

/** Whether the layer goes through a sequence step by step, in one direction or both. */
export function isRecurrent({ type }: LayerSpec): boolean {
  return type === 'SimpleRNN' || type === 'LSTM' || type === 'GRU' || type === 'Bidirectional'
}

function needsEmbedding(index: number, layer: LayerSpec): string | undefined {
  return index === 0 && layer.type !== 'Embedding'
    ? 'the first layer has to be an Embedding, which turns token ids into vectors.'
    : undefined
}

/** `LSTM`, or `Bidirectional(LSTM)` for a wrapper. */
export function layerLabel(layer: LayerSpec): string {
  return 'layer' in layer ? `${layer.type}(${layer.layer.type})` : layer.type
}

/** A unique name for each layer: the one given, else `prefix` and Keras's snake case with a counter. */
export function layerNames(layers: readonly LayerSpec[], prefix = ''): string[] {
  const taken = new Set(layers.flatMap((layer) => (layer.name ? [layer.name] : [])))
  return layers.map((layer) => {
    if (layer.name) return layer.name
    const base = `${prefix}${kerasNames[layer.type]}`
    let name = base
    for (let count = 1; taken.has(name); count++) name = `${base}_${count}`
    taken.add(name)
    return name
  })
}

const kerasNames: Record<LayerSpec['type'], string> = {
  Embedding: 'embedding',
  SimpleRNN: 'simple_rnn',
  LSTM: 'lstm',
  GRU: 'gru',
  Bidirectional: 'bidirectional',
  Dropout: 'dropout',
  SpatialDropout1D: 'spatial_dropout1d',
  Dense: 'dense',
  Flatten: 'flatten',
  GlobalMaxPooling1D: 'global_max_pooling1d',
  GlobalAveragePooling1D: 'global_average_pooling1d',
  TimeDistributed: 'time_distributed',
  LayerNormalization: 'layer_normalization',
}
