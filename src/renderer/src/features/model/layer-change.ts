// Turns a layer into one of another type and keeps the options that both have.
import { layerSchema, type LayerSpec, type LayerType } from '#shared/experiment/layers'
import { newLayer } from '../../state/first-experiment'
import { innerTypesOf } from './layer-fields'

const recurrentTypes: readonly LayerType[] = ['SimpleRNN', 'LSTM', 'GRU']

/**
 * The layer as another type. A layer that a wrapper can hold goes into it and comes out of it whole;
 * else what both types call the same is kept, but for an activation that means something else there.
 */
export function changeLayerType(layer: LayerSpec, type: LayerType): LayerSpec {
  if (layer.type === type) return layer
  if (innerTypesOf(type).length > 0) return wrap(layer, type)
  const from = 'layer' in layer ? layer.layer : layer
  if (from.type === type) return parsed({ ...from, name: layer.name }, type)
  return keepShared(from, type)
}

/** The wrapper with another type inside. */
export function changeInnerType(layer: LayerSpec, type: LayerType): LayerSpec {
  return 'layer' in layer
    ? parsed({ ...layer, layer: keepShared(layer.layer, type) }, layer.type)
    : layer
}

function wrap(layer: LayerSpec, type: LayerType): LayerSpec {
  const inner = 'layer' in layer ? layer.layer : layer
  if (!innerTypesOf(type).includes(inner.type))
    return parsed({ ...newLayer(type), name: layer.name }, type)
  const unnamed = { ...inner, name: undefined }
  const held = type === 'Bidirectional' ? { ...unnamed, goBackwards: false } : unnamed
  return parsed({ ...newLayer(type), name: layer.name, layer: held }, type)
}

function keepShared(layer: LayerSpec, type: LayerType): LayerSpec {
  const target = newLayer(type)
  const bothRecurrent = recurrentTypes.includes(layer.type) && recurrentTypes.includes(type)
  const kept = Object.entries(layer).filter(
    ([key]) =>
      key !== 'type' &&
      (key in target || key === 'name') &&
      (key !== 'activation' || bothRecurrent),
  )
  return parsed({ ...target, ...Object.fromEntries(kept) }, type)
}

// A value that is wrong in the old layer (a person is typing) must not stand in the way of the change.
function parsed(layer: Readonly<Record<string, unknown>>, type: LayerType): LayerSpec {
  const defined = Object.entries(layer).filter(([, value]) => value !== undefined)
  const result = layerSchema.safeParse(Object.fromEntries(defined))
  return result.success ? result.data : newLayer(type)
}
