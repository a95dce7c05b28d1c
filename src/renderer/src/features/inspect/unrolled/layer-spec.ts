// What the experiment file says of a layer that was looked into.
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import { partsOf } from '#shared/domain/model-summary'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'

type Model = Experiment['model']

/** The recurrent layer of this name, of a Bidirectional the one inside; null: the experiment has none. */
export function recurrentSpec(name: string, model: Model): RecurrentSpec | null {
  for (const { layers, names } of partsOf(model)) {
    const spec = layers[names.indexOf(name)] as LayerSpec | undefined // -1: not in this part
    const inner = spec?.type === 'Bidirectional' ? spec.layer : spec
    if (inner && isRecurrentSpec(inner)) return inner
  }
  return null
}

function isRecurrentSpec(spec: LayerSpec): spec is RecurrentSpec {
  return 'returnSequences' in spec
}

/** e.g. "lstm", "bidirectional, backward". */
export function layerTitle({
  name,
  direction,
}: Pick<InspectedLayer, 'name' | 'direction'>): string {
  return direction === null ? name : `${name}, ${direction}`
}
