// Adds to the layer table what each recurrent layer runs on.
import { layerLabel, type ModelSummary } from '#shared/domain/model-summary'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import type { ModelOptions } from '#shared/experiment/model'
import { describeChoice } from './available'
import { chooseKernels, type AvailableKernels } from './choose'
import type { Recurrence } from './recurrence'

/** The layer table with `kernels` at each recurrent layer. */
export function withKernels(
  summary: ModelSummary,
  { layers, decoder }: Pick<ModelOptions, 'layers' | 'decoder'>,
  available: AvailableKernels,
): ModelSummary {
  const recurrent = [...layers, ...(decoder?.layers ?? [])].filter(recurrentSpecOf)
  let next = 0
  return {
    ...summary,
    layers: summary.layers.map((row) => {
      // Rows may stand for more than the layers that a person chose, but the recurrent ones keep their order.
      const layer = recurrent[next]
      const spec = layer && layerLabel(layer) === row.type ? recurrentSpecOf(layer) : undefined
      if (!spec) return row
      next++
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
