// Edits one list of layers of the draft: those of the model, or of its decoder.
import type { LayerSpec, LayerType } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { newLayer } from './first-experiment'

/** A patch of a layer's options; an option set to undefined goes back to none. */
export type LayerPatch = Readonly<Record<string, unknown>>

/** Where a list of layers stands in the experiment file. */
export type LayersPath = 'model.layers' | 'model.decoder.layers'

export interface LayersOwner {
  readonly experiment: Experiment
  /** Changes the experiment as a step that can be undone; edits of one key in quick succession are one. */
  edit(key: string, change: (experiment: Experiment) => void): void
}

export class LayerEditor {
  readonly path: LayersPath
  readonly #owner: LayersOwner

  constructor(path: LayersPath, owner: LayersOwner) {
    this.path = path
    this.#owner = owner
  }

  /** In their order; empty where the model has no decoder. */
  get list(): LayerSpec[] {
    return this.#listOf(this.#owner.experiment)
  }

  /** Adds before the last layer, which gives the probabilities, unless an index says where. */
  add(type: LayerType, index?: number): void {
    const last = Math.max(0, this.list.length - 1)
    const at = index ?? (type === 'Embedding' ? 0 : last)
    this.#edit(`add ${Math.random()}`, (layers) => layers.splice(at, 0, newLayer(type)))
  }

  remove(index: number): void {
    this.#edit(`remove ${JSON.stringify(this.list)}`, (layers) => layers.splice(index, 1))
  }

  /** Moves a layer so that it stands at index `to`. */
  move(from: number, to: number): void {
    if (from === to || to < 0 || to >= this.list.length) return
    this.#edit(`move ${JSON.stringify(this.list)}`, (layers) => {
      const [layer] = layers.splice(from, 1)
      layers.splice(to, 0, layer)
    })
  }

  /** Changes options of a layer; numbers may be NaN while a person types, which is then a problem. */
  update(index: number, patch: LayerPatch): void {
    this.#edit(`layer ${index} ${Object.keys(patch).join()}`, (layers) => {
      const changed = Object.entries({ ...layers[index], ...patch })
      const kept = changed.filter(([, value]) => value !== undefined)
      layers[index] = Object.fromEntries(kept) as LayerSpec // checked by the draft's `problems`
    })
  }

  replace(index: number, layer: LayerSpec): void {
    this.#edit(`replace ${index} ${layer.type}`, (layers) => {
      layers[index] = layer
    })
  }

  #edit(key: string, change: (layers: LayerSpec[]) => unknown): void {
    this.#owner.edit(`${this.path} ${key}`, (experiment) => void change(this.#listOf(experiment)))
  }

  #listOf({ model }: Experiment): LayerSpec[] {
    return this.path === 'model.layers' ? model.layers : (model.decoder?.layers ?? [])
  }
}
