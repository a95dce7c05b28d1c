// The layers of an experiment from those of a file, with the file's names where the lab would not give these itself.
import { layerNames } from '#shared/domain/model-summary'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Remarks } from './objections'
import type { ChainLayer } from './topology/follow-chain'

/** The experiment schema's. */
const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

/** @param prefix of the names that the lab gives */
export function namedLayers(
  layers: readonly ChainLayer[],
  prefix: string,
  remarks: Remarks,
): LayerSpec[] {
  const specs = layers.map(({ spec }) => spec)
  const own = layerNames(specs, prefix)
  if (own.every((name, index) => name === layers[index].source)) return specs
  return layers.map(({ spec, source }) => {
    if (namePattern.test(source)) return { ...spec, name: source }
    remarks.note(
      `layer "${source}" has another name here, since the lab's are letters, digits, _ and -.`,
    )
    return spec
  })
}
