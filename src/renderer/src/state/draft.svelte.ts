// The experiment being edited: its mutators with undo, and what is derived from it.
import { summarizeModel, type ModelSummary } from '#shared/domain/model-summary'
import type { DataOptions } from '#shared/experiment/data'
import type { Attention } from '#shared/experiment/model'
import { findPreset } from '#shared/experiment/presets'
import { experimentSchema, type Experiment } from '#shared/experiment/schema'
import { setAt } from '#shared/experiment/settings'
import type { Problem } from '#shared/protocol/result'
import { DraftHistory } from './draft-history'
import { draftProblems } from './draft-problems'
import { suggestName } from './first-experiment'
import { fitOutput, neededUnits, outputUnits } from '#shared/experiment/fit-output'
import { LayerEditor } from './layer-editor.svelte'
import { asSentence } from './problem-words'
import { findStartProblem, type Start } from './start-from'

type FindStart = (experiment: Experiment) => Pick<Start, 'name' | 'experiment'> | null

/** The run that an experiment was taken from. */
export interface Origin {
  readonly id: string
  readonly name: string
}

export class Draft {
  /** Deep state: read it anywhere, change it with the methods, which can be undone. */
  experiment: Experiment = $state() as Experiment // set by the constructor through load()
  /** The run it was taken from; null for one that began here. */
  origin: Origin | null = $state.raw(null)
  #originJson = $state.raw('')
  #depth = $state.raw({ undo: 0, redo: 0 })
  readonly #history = new DraftHistory<Experiment>()
  readonly #countClasses: (experiment: Experiment) => number | null
  readonly #findStart: FindStart
  /** The layers of the model; of seq2seq the encoder's. */
  readonly layers: LayerEditor
  /** The decoder's. */
  readonly decoder: LayerEditor

  /** How many classes, labels or tags the data has; null while it is not known or has none. */
  readonly classes: number | null = $derived.by(() => this.#countClasses(this.experiment))

  readonly json: string = $derived(JSON.stringify(this.experiment))
  /** Layers up to the first that does not fit, with shapes and parameters. */
  readonly summary: ModelSummary = $derived(summarizeModel(this.experiment))
  /** Everything that keeps it from training; paths such as `model.layers.1.units`. */
  readonly problems: readonly Problem[] = $derived.by(() => this.#findProblems(this.snapshot()))
  /** Differs from the run it was taken from. */
  readonly isChanged: boolean = $derived(this.origin !== null && this.json !== this.#originJson)
  readonly canUndo: boolean = $derived(this.#depth.undo > 0)
  readonly canRedo: boolean = $derived(this.#depth.redo > 0)

  /**
   * @param countClasses what is known of the data's classes
   * @param findStart what is known of the run that it starts from; both have to be reactive
   */
  constructor(
    experiment: Experiment,
    countClasses: (experiment: Experiment) => number | null = () => null,
    findStart: FindStart = () => null,
  ) {
    this.#countClasses = countClasses
    this.#findStart = findStart
    this.layers = new LayerEditor('model.layers', this)
    this.decoder = new LayerEditor('model.decoder.layers', this)
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

  setInputLength(inputLength: Experiment['model']['inputLength']): void {
    this.edit('inputLength', ({ model }) => {
      model.inputLength = inputLength
    })
  }

  /** Takes model, text and training of a preset; the data stays. */
  applyPreset(name: string): void {
    const preset = findPreset(name)
    if (!preset) return
    const { model, text, training, data } = experimentSchema.parse(preset.experiment)
    const { generator, path } = this.experiment.data
    // One that is made for data that the lab makes brings these along, unless there are data of a person's own.
    const isMade = data.generator !== null && (generator !== null || path === '')
    this.applyRecipe({ model, text, training }, isMade ? data.generator : generator)
  }

  /** Takes any of model, text and training as one step that can be undone. */
  applyRecipe(
    recipe: Partial<Pick<Experiment, 'model' | 'text' | 'training'>>,
    generator = this.experiment.data.generator,
  ): void {
    const made = $state.snapshot(generator)
    this.edit(`recipe ${this.json}`, (experiment) => {
      Object.assign(experiment, structuredClone(recipe))
      experiment.data.generator = made
      fitOutput(experiment, this.classes)
    })
  }

  /** Another task with its usual model, text and training, and what has to change in the data, as one step. */
  setTask(
    task: Experiment['task'],
    recipe: Pick<Experiment, 'model' | 'text' | 'training'>,
    data: Partial<DataOptions>,
  ): void {
    this.edit(`task ${this.json}`, (experiment) => {
      Object.assign(experiment, structuredClone({ ...recipe, task }))
      Object.assign(experiment.data, structuredClone(data))
      fitOutput(experiment, this.classes)
    })
  }

  /** Makes the last layer and the loss fit the data and the vocabulary, as far as they are known. */
  fitOutput(): void {
    this.edit('fit', (experiment) => fitOutput(experiment, this.classes))
  }

  /** Puts another experiment in its place, as a step that can be undone. */
  replaceWith(experiment: Experiment): void {
    this.edit(`whole ${this.json}`, (now) => void Object.assign(now, structuredClone(experiment)))
    this.experiment.name = experiment.name
  }

  /** Sets settings by their paths in the experiment file, such as `data.dropDuplicates`, as one step; fits the output as `setText` does. */
  applySettings(settings: Readonly<Record<string, unknown>>): void {
    this.edit(`settings ${this.json}`, (experiment) => {
      const isInStep = outputUnits(experiment) === neededUnits(experiment, this.classes)
      for (const [path, value] of Object.entries(settings))
        setAt(experiment, path.split('.'), structuredClone(value))
      if (isInStep && experiment.task !== 'classification') fitOutput(experiment, this.classes)
    })
  }

  /** Other data: the name follows when it was not typed by a person, and the output another kind of label. */
  setData(data: Partial<DataOptions>): void {
    this.edit(`data ${Object.keys(data).join()}`, (experiment) => {
      const { labelKind } = experiment.data
      Object.assign(experiment.data, data)
      if (experiment.data.labelKind === labelKind) return
      Object.assign(experiment.training, { loss: null, bestMetric: null, classWeight: null })
      fitOutput(experiment, this.classes)
    })
  }

  /** Other text options; an output that is as wide as the vocabulary stays so. */
  setText(text: Partial<Experiment['text']>): void {
    this.edit(`text ${Object.keys(text).join()}`, (experiment) => {
      const isInStep = outputUnits(experiment) === neededUnits(experiment, this.classes)
      Object.assign(experiment.text, text)
      if (isInStep && experiment.task !== 'classification') fitOutput(experiment, this.classes)
    })
  }

  setModel(model: Partial<Pick<Experiment['model'], 'tieEmbeddings'>>): void {
    this.edit(`model ${Object.keys(model).join()}`, (experiment) => {
      Object.assign(experiment.model, model)
    })
  }

  setAttention(attention: Attention): void {
    this.edit('attention', ({ model }) => {
      if (model.decoder) model.decoder.attention = attention
    })
  }

  /** Begins with the weights of a run, whose layers, text options and kind of label come along, as one step. */
  startFrom({ folder, experiment }: Pick<Start, 'folder' | 'experiment'>): void {
    this.edit(`start ${this.json}`, (now) => {
      const { model, text, data } = structuredClone(experiment)
      Object.assign(now, { model, text })
      now.data.labelKind = data.labelKind
      Object.assign(now.training, { startFrom: folder, loss: experiment.training.loss })
    })
  }

  setTraining(training: Partial<Experiment['training']>): void {
    this.edit(`training ${Object.keys(training).join()}`, (experiment) => {
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

  #findProblems(experiment: Experiment): readonly Problem[] {
    const start = findStartProblem(experiment, this.#findStart(experiment))
    return [...draftProblems(experiment, this.classes), ...(start ? [start] : [])]
  }

  #restore(value: Experiment | undefined): void {
    if (value) Object.assign(this.experiment, structuredClone(value))
    this.#depth = this.#history.depth
  }

  #record(key: string): void {
    this.#history.record(this.snapshot(), key)
    this.#depth = this.#history.depth
  }

  /** Changes the experiment as a step that can be undone; edits of one key in quick succession are one. */
  edit(key: string, change: (experiment: Experiment) => void): void {
    this.#record(key)
    const follows = this.experiment.name === suggestName(this.experiment)
    change(this.experiment)
    if (follows) this.experiment.name = suggestName(this.experiment)
  }
}
