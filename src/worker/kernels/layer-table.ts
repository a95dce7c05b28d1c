// Adds to the layer table what each recurrent layer runs on.
import type { ModelSummary } from '#shared/domain/model-summary'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import { describeChoice } from './available'
import { chooseKernels, type AvailableKernels } from './choose'
import type { Recurrence } from './recurrence'

/** The table of `layers` with `kernels` at each recurrent layer. */
export function withKernels(
  summary: ModelSummary,
  layers: readonly LayerSpec[],
  available: AvailableKernels,
): ModelSummary {
  return {
    ...summary,
    layers: summary.layers.map((row, index) => {
      const spec = recurrentSpecOf(layers[index])
      if (!spec) return row
      return { ...row, kernels: describeChoice(chooseKernels(recurrenceOfSpec(spec), available)) }
    }),
  }
}

function recurrentSpecOf(layer: LayerSpec): RecurrentSpec | undefined {
  switch (layer.type) {
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return layer
    case 'Bidirectional':
      return layer.layer
    default:
      return undefined
  }
}

/** What a layer of an experiment computes. */
export function recurrenceOfSpec(spec: RecurrentSpec): Recurrence {
  return {
    ...spec,
    cell: spec.type,
    recurrentActivation: spec.type === 'SimpleRNN' ? undefined : spec.recurrentActivation,
    isStateful: false,
  }
}
