// What ONNX cannot express of a run, in a sentence that names the layer.
import { layerLabel, partsOf } from '#shared/domain/model-summary'
import type { Activation, LayerSpec } from '#shared/experiment/layers'
import { failure, type Failure } from '#shared/protocol/result'
import type { LoadedRun } from '../../inference/load-run'
import { cellActivations } from './activation-names'

/** protobuf's limit for a message is 2 GiB; the rest is room for all that is not weights. */
const mostWeights = 2 ** 31 - 2 ** 24

/** Null when the run can be expressed. */
export function findRefusal({
  experiment,
  model,
}: Pick<LoadedRun, 'experiment' | 'model'>): Failure | null {
  for (const { part, layers, names } of partsOf(experiment.model)) {
    for (const [index, layer] of layers.entries()) {
      const activation = unknownActivation(layer)
      if (!activation) continue
      const place = `layer ${index + 1} (${names[index]}, ${layerLabel(layer)})${part ? ` of the ${part}` : ''}`
      return failure(
        'model-refused',
        `ONNX cannot express ${place}: its recurrent nodes have no activation ${activation}, only ${Object.keys(cellActivations).join(', ')}. Train with one of these, or export in another format.`,
      )
    }
  }
  const bytes = 4 * model.countParams()
  if (bytes <= mostWeights) return null
  return failure(
    'model-refused',
    `ONNX cannot express this model in one file: its weights take ${bytes} bytes, and an ONNX file may have ${mostWeights}. Export in another format.`,
  )
}

function unknownActivation(layer: LayerSpec): Activation | null {
  switch (layer.type) {
    case 'Bidirectional':
      return unknownActivation(layer.layer)
    case 'SimpleRNN':
      return [layer.activation].find(isUnknown) ?? null
    case 'LSTM':
    case 'GRU':
      return [layer.activation, layer.recurrentActivation].find(isUnknown) ?? null
    default:
      return null
  }
}

function isUnknown(activation: Activation): boolean {
  return !(activation in cellActivations)
}
