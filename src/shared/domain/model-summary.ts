// The layer table: type, output shape and parameters of each layer, from the experiment alone.
import type { LayerSpec } from '../experiment/layers'
import { inputLengthOf, vocabularySizeOf, type Experiment } from '../experiment/schema'
import type { Problem } from '../protocol/result'
import { layerParameters, type LayerParameters } from './layer-parameters'
import { shapeAfter, type Shape } from './layer-shapes'

export interface LayerSummary extends LayerParameters {
  /** Keras's way: `simple_rnn`, `simple_rnn_1`, ...; the same names stand in the saved model. */
  readonly name: string
  /** The layer's type; a wrapper names what it wraps, e.g. `Bidirectional(LSTM)`. */
  readonly type: string
  readonly outputShape: Shape
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

type Summarized = Pick<Experiment, 'model' | 'text'>

/** Shapes and parameters layer by layer; stops at the first layer that does not fit and says why. */
export function summarizeModel(experiment: Summarized): ModelSummary {
  const inputShape: Shape = [null, inputLengthOf(experiment)]
  const names = layerNames(experiment.model.layers)
  const layers: LayerSummary[] = []
  const problems: Problem[] = []
  let shape = inputShape
  for (const [index, layer] of experiment.model.layers.entries()) {
    const problem = needsEmbedding(index, layer)
    const step = problem ? { problem } : shapeAfter(layer, shape)
    if ('problem' in step) {
      problems.push({
        path: `model.layers.${index}`,
        message: `Layer ${index + 1} (${layerLabel(layer)}): ${step.problem}`,
      })
      break
    }
    const width = shape[shape.length - 1] ?? 0
    const parameters = layerParameters(layer, width, vocabularySizeOf(experiment.text))
    layers.push({
      ...parameters,
      name: names[index],
      type: layerLabel(layer),
      outputShape: step.shape,
    })
    shape = step.shape
  }
  const total = layers.reduce((sum, layer) => sum + layer.count, 0)
  return { inputShape, layers, total, trainable: total, nonTrainable: 0, problems }
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

/** A unique name for each layer: the one given, else Keras's snake case with a counter. */
export function layerNames(layers: readonly LayerSpec[]): string[] {
  const taken = new Set(layers.flatMap((layer) => (layer.name ? [layer.name] : [])))
  return layers.map((layer) => {
    if (layer.name) return layer.name
    const base = kerasNames[layer.type]
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
