// The experiment being edited: its mutators with undo, and what is derived from it.
import { findClassProblem } from '#shared/domain/model-check'
import { summarizeModel, type ModelSummary } from '#shared/domain/model-summary'
import type { LayerSpec, LayerType } from '#shared/experiment/layers'
import { parseExperiment } from '#shared/experiment/parse'
import { findPreset } from '#shared/experiment/presets'
import { experimentSchema, type Experiment } from '#shared/experiment/schema'
import type { Problem } from '#shared/protocol/result'
import { DraftHistory } from './draft-history'
import { asSentence } from './problem-words'
import { newLayer, suggestName } from './first-experiment'

/** The run that an experiment was taken from. */
export interface Origin {
  readonly id: string
  readonly name: string
}

/** A patch of a layer's options; an option set to undefined goes back to none. */
export type LayerPatch = Readonly<Record<string, unknown>>

export class Draft {
  /** Deep state: read it anywhere, change it with the methods, which can be undone. */
  experiment: Experiment = $state() as Experiment // set by the constructor through load()
  /** The run it was taken from; null for one that began here. */
  origin: Origin | null = $state.raw(null)
  #originJson = $state.raw('')
  #depth = $state.raw({ undo: 0, redo: 0 })
  readonly #history = new DraftHistory<Experiment>()
  readonly #countClasses: (experiment: Experiment) => number | null

  /** How many classes the data has; null while it is not known. */
  readonly classes: number | null = $derived.by(() => this.#countClasses(this.experiment))

  readonly json: string = $derived(JSON.stringify(this.experiment))
  /** Layers up to the first that does not fit, with shapes and parameters. */
  readonly summary: ModelSummary = $derived(summarizeModel(this.experiment))
  /** Everything that keeps it from training; paths such as `model.layers.1.units`. */
  readonly problems: readonly Problem[] = $derived(findProblems(this.experiment, this.classes))
  /** Differs from the run it was taken from. */
  readonly isChanged: boolean = $derived(this.origin !== null && this.json !== this.#originJson)
  readonly canUndo: boolean = $derived(this.#depth.undo > 0)
  readonly canRedo: boolean = $derived(this.#depth.redo > 0)

  /** @param countClasses what is known of the data's classes; has to be reactive */
  constructor(
    experiment: Experiment,
    countClasses: (experiment: Experiment) => number | null = () => null,
  ) {
    this.#countClasses = countClasses
    this.load(experiment, null)
  }

  /** Replaces the experiment; nothing before it can be undone into. */
  load(experiment: Experiment, origin: Origin | null): void {
    this.experiment = structuredClone(experiment)
    this.markAs(origin)
    this.#history.clear()
    this.#depth = this.#history.depth
  }

  /** Says which run the experiment as it is now belongs to. */
  markAs(origin: Origin | null): void {
    this.origin = origin
    this.#originJson = JSON.stringify(this.experiment)
  }

  /** A plain copy, for a call or a file. */
  snapshot(): Experiment {
    return $state.snapshot(this.experiment)
  }

  /** The sentence of the first problem at a path or below it. */
  problemAt(path: string): string | undefined {
    const found = this.problems.find((one) => one.path === path || one.path.startsWith(`${path}.`))
    return found && asSentence(found.message)
  }

  /** Adds before the last layer, which gives the probabilities, unless an index says where. */
  addLayer(type: LayerType, index?: number): void {
    this.#edit(`add ${Math.random()}`, ({ model }) => {
      const at = index ?? (type === 'Embedding' ? 0 : Math.max(0, model.layers.length - 1))
      model.layers.splice(at, 0, newLayer(type))
    })
  }

  removeLayer(index: number): void {
    this.#edit(`remove ${this.json}`, ({ model }) => model.layers.splice(index, 1))
  }

  /** Moves a layer so that it stands at index `to`. */
  moveLayer(from: number, to: number): void {
    const last = this.experiment.model.layers.length - 1
    if (from === to || to < 0 || to > last) return
    this.#edit(`move ${this.json}`, ({ model }) => {
      const [layer] = model.layers.splice(from, 1)
      model.layers.splice(to, 0, layer)
    })
  }

  /** Changes options of a layer; numbers may be NaN while a person types, which is then a problem. */
  updateLayer(index: number, patch: LayerPatch): void {
    this.#edit(`layer ${index} ${Object.keys(patch).join()}`, ({ model }) => {
      const changed = Object.entries({ ...model.layers[index], ...patch })
      const kept = changed.filter(([, value]) => value !== undefined)
      model.layers[index] = Object.fromEntries(kept) as LayerSpec // checked by `problems`
    })
  }

  replaceLayer(index: number, layer: LayerSpec): void {
    this.#edit(`replace ${index} ${layer.type}`, ({ model }) => {
      model.layers[index] = layer
    })
  }

  setInputLength(inputLength: Experiment['model']['inputLength']): void {
    this.#edit('inputLength', ({ model }) => {
      model.inputLength = inputLength
    })
  }

  /** Takes model, text and training of a preset; the data stays. */
  applyPreset(name: string): void {
    const preset = findPreset(name)
    if (!preset) return
    const { model, text, training } = experimentSchema.parse(preset.experiment)
    this.applyRecipe({ model, text, training })
  }

  /** Takes any of model, text and training as one step that can be undone. */
  applyRecipe(recipe: Partial<Pick<Experiment, 'model' | 'text' | 'training'>>): void {
    this.#edit(`recipe ${this.json}`, (experiment) => {
      Object.assign(experiment, structuredClone(recipe))
      if (this.classes !== null) fitLastLayer(experiment, this.classes)
    })
  }

  /** Makes the last layer and the loss fit a number of classes. */
  fitOutputTo(classes: number): void {
    this.#edit(`fit ${classes}`, (experiment) => fitLastLayer(experiment, classes))
  }

  /** Other data: the name follows when it was not typed by a person. */
  setData(data: Partial<Experiment['data']>): void {
    this.#edit(`data ${Object.keys(data).join()}`, (experiment) => {
      Object.assign(experiment.data, data)
    })
  }

  setText(text: Partial<Experiment['text']>): void {
    this.#edit(`text ${Object.keys(text).join()}`, (experiment) => {
      Object.assign(experiment.text, text)
    })
  }

  setTraining(training: Partial<Experiment['training']>): void {
    this.#edit(`training ${Object.keys(training).join()}`, (experiment) => {
      Object.assign(experiment.training, training)
    })
  }

  /** A name that a person typed; it no longer follows data and model. */
  rename(name: string): void {
    this.#record('name')
    this.experiment.name = name
  }

  undo(): void {
    this.#restore(this.#history.undo(this.snapshot()))
  }

  redo(): void {
    this.#restore(this.#history.redo(this.snapshot()))
  }

  #restore(value: Experiment | undefined): void {
    if (value) Object.assign(this.experiment, structuredClone(value))
    this.#depth = this.#history.depth
  }

  #record(key: string): void {
    this.#history.record(this.snapshot(), key)
    this.#depth = this.#history.depth
  }

  #edit(key: string, change: (experiment: Experiment) => void): void {
    this.#record(key)
    const follows = this.experiment.name === suggestName(this.experiment)
    change(this.experiment)
    if (follows) this.experiment.name = suggestName(this.experiment)
  }
}

function fitLastLayer(experiment: Experiment, classes: number): void {
  const last = experiment.model.layers.at(-1)
  if (last?.type !== 'Dense') return
  last.units = classes === 2 ? 1 : classes
  last.activation = classes === 2 ? 'sigmoid' : 'softmax'
  experiment.training.loss = null
}

function findProblems(experiment: Experiment, classes: number | null): readonly Problem[] {
  if (experiment.model.layers.length === 0)
    return [{ path: 'model.layers', message: 'Add a layer: a model needs at least an Embedding.' }]
  const parsed = parseExperiment($state.snapshot(experiment))
  if (!parsed.ok)
    return (parsed.problems ?? [{ path: '', message: parsed.message }]).map(readable(experiment))
  const problem = classes === null ? undefined : findClassProblem(parsed.value, classes)
  return problem ? [problem] : []
}

// JSON has no NaN, so the schema's sentence would speak of null where a person sees letters or nothing.
function readable(experiment: Experiment): (problem: Problem) => Problem {
  return (problem) => {
    const value = problem.path
      .split('.')
      .reduce<unknown>(
        (place, key) =>
          typeof place === 'object' && place !== null ? Reflect.get(place, key) : undefined,
        experiment,
      )
    return Number.isNaN(value) ? { path: problem.path, message: 'Type a number.' } : problem
  }
}
