// The recurrent layers of a model by its experiment, in the order in which an inspection has them.
import type { LayerPlace } from '#shared/domain/inside/cells'
import { isRecurrent, partsOf } from '#shared/domain/model-summary'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'

type Layers = Pick<Experiment['model'], 'layers' | 'decoder'>

/** From the input on; of a Bidirectional forward, then backward. */
export function recurrentPlaces(model: Layers): readonly LayerPlace[] {
  return partsOf(model).flatMap(({ layers, names }) =>
    layers.flatMap((spec, index) => placesOf(spec, names[index])),
  )
}

function placesOf(spec: LayerSpec, layer: string): LayerPlace[] {
  if (spec.type === 'Bidirectional')
    return (['forward', 'backward'] as const).map((direction) => ({ layer, direction }))
  return isRecurrent(spec) ? [{ layer, direction: null }] : []
}
