// The problems of one layer, each with the words that stand under its row.
import type { LayerSpec } from '#shared/experiment/layers'
import type { Problem } from '#shared/protocol/result'
import type { LayersPath } from '../../state/layer-editor.svelte'
import { fieldLabel, formOf } from './layer-fields'

export interface LayerProblem {
  /** The option that is wrong, e.g. `units` or `layer.units`; empty for the layer as a whole. */
  readonly key: string
  readonly message: string
}

/** Those of `problems` that belong to the layer at `index`, in sentences that stand alone. */
export function problemsOfLayer(
  problems: readonly Problem[],
  list: LayersPath,
  index: number,
  layer: LayerSpec,
): LayerProblem[] {
  const path = `${list}.${index}`
  return problems
    .filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`))
    .map(({ path: full, message }) => {
      const key = full.slice(path.length + 1)
      return { key, message: sentence(layer, key, message) }
    })
}

/** Whether a problem lies in an option that is shown on demand only, and so must not stay hidden. */
export function isAmongMore(layer: LayerSpec, { key }: LayerProblem): boolean {
  const within = key.startsWith('layer.') && 'layer' in layer
  const name = within ? key.slice('layer.'.length) : key
  return formOf(within ? layer.layer.type : layer.type).more.some((field) => field.key === name)
}

function sentence(layer: LayerSpec, key: string, message: string): string {
  const own = message.replace(/^Layer \d+ \(.+?\)+( of the decoder)?: /, '')
  const spoken =
    own === message && key
      ? `${labelOf(layer, key)}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
      : own
  return spoken.charAt(0).toUpperCase() + spoken.slice(1)
}

function labelOf(layer: LayerSpec, key: string): string {
  const inner = key.startsWith('layer.') && 'layer' in layer
  return inner ? fieldLabel(layer.layer, key.slice('layer.'.length)) : fieldLabel(layer, key)
}
