// The state of the window: the connection, the draft, what is selected, and the actions on them.
import { getContext, setContext } from 'svelte'
import type { RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import type { DesktopApi } from '#shared/protocol/desktop-api'
import type { LabDescription, LabEvent } from '#shared/protocol/lab-api'
import type { Failure, Problem } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import { DataState, reportKey } from './data.svelte'
import { Draft, type Origin } from './draft.svelte'
import { firstExperiment, smallExperiment } from './first-experiment'
import { Notices } from './notices.svelte'
import { problemSentence } from './problem-words'
import { RunView } from './run-view.svelte'
import { Runs } from './runs.svelte'

export const steps = ['data', 'model', 'train', 'export'] as const
export type Step = (typeof steps)[number]

interface Stash {
  readonly experiment: Experiment
  readonly origin: Origin | null
}

export class LabState {
  connection: 'starting' | 'ready' | 'lost' = $state('starting')
  description: LabDescription | null = $state.raw(null)
  /** The run that is looked at; null while only the draft is. */
  selected: RunView | null = $state.raw(null)
  /** Train was pressed and the engine has not answered yet. */
  isStarting: boolean = $state(false)
  isStopping: boolean = $state(false)
  step: Step = $state('data')
  dialog: 'shortcuts' | 'about' | null = $state(null)
  /** The draft that was set aside to look at a run. */
  stash: Stash | null = $state.raw(null)

  readonly client: LabClient
  readonly desktop: DesktopApi
  readonly notices = new Notices()
  readonly draft = new Draft(firstExperiment('sample-reviews.csv'), (experiment) =>
    this.data.classesOf(experiment.data),
  )
  readonly data: DataState
  readonly runs: Runs
  #draftLoaded = false
  #openingId: string | null = null

  readonly training: RunView | null = $derived.by(() => this.runs.training)
  /** The ticked runs that are loaded, without the selected one. */
  readonly overlays: readonly RunView[] = $derived.by(() =>
    this.runs.overlaid.filter((view) => view !== this.selected),
  )
  /** What is edited is no run's experiment as it stands. */
  readonly isEditing: boolean = $derived(this.selected === null || this.draft.isChanged)
  /** The run whose experiment the draft was taken from and then changed; Train makes a new run. */
  readonly derivedFrom: Origin | null = $derived(this.draft.isChanged ? this.draft.origin : null)
  /** The report on the draft's data: of the run, or read for the draft; null while there is none. */
  readonly report = $derived(this.#currentReport())
  /** What has to be mended before Train works. */
  readonly problem: Problem | null = $derived(this.draft.problems[0] ?? this.#dataProblem())

  constructor(client: LabClient, desktop: DesktopApi) {
    this.client = client
    this.desktop = desktop
    this.data = new DataState(client)
    this.runs = new Runs(client)
  }

  // ---- The engine's life

  /** The engine is there, for the first time or again. */
  async onReady(reason: string | null): Promise<void> {
    const described = await this.client.describe()
    if (!described.ok) return
    this.description = described.value
    this.#forgetCalls()
    await this.#loadDraft(described.value.samplePath)
    const recovered = await this.runs.recover()
    if (!recovered.ok) this.notices.add('error', recovered.message, { key: 'runs' })
    if (reason === null) await this.#selectNewest()
    this.connection = 'ready'
    if (reason !== null)
      this.notices.add('info', `The engine was started again: ${reason}`, { key: 'engine' })
    const { warning } = described.value.environment
    if (warning) this.notices.add('warning', warning, { key: 'backend' })
  }

  onLost(reason: string): void {
    this.connection = 'lost'
    this.#forgetCalls()
    const name = this.training?.record.name
    const kept = name ? ` ${name} is kept up to what was written last.` : ''
    this.notices.add('error', `The engine stopped: ${reason}${kept}`, { key: 'engine' })
  }

  onEvent(event: LabEvent): void {
    switch (event.type) {
      case 'run-started':
        return this.#onStarted(new RunView(event.record, event.folder, event.experiment))
      case 'run-ended':
        return this.#onEnded(event)
      case 'trainer-restarted':
        this.notices.add('warning', event.message, { key: 'trainer' })
        return
      case 'progress':
        this.data.takeProgress(event.id, event.progress)
        return this.runs.take(event)
      default:
        return this.runs.take(event)
    }
  }

  // ---- Training

  /** Trains the draft, or shows what has to be mended first. */
  async train(): Promise<void> {
    if (this.connection !== 'ready' || this.runs.trainingId || this.isStarting) return
    if (this.problem) return this.#showProblem(this.problem)
    this.isStarting = true
    const answer = await this.client.train(this.draft.snapshot(), { out: null })
    this.isStarting = false
    if (!answer.ok) this.#showFailure(answer)
  }

  /** Trains the bundled sample with the small network that a first start has. */
  async trainSample(): Promise<void> {
    if (!this.description) return
    this.replaceDraft(firstExperiment(this.description.samplePath))
    await this.train()
  }

  /** Stops the run after the batch under way, keeping what was learned. */
  async stop(): Promise<void> {
    const { trainingId } = this.runs
    if (!trainingId || this.isStopping) return
    this.isStopping = true
    const answer = await this.client.stop(trainingId)
    if (answer.ok) return
    this.isStopping = false
    this.#showFailure(answer)
  }

  // ---- Runs

  /** Shows a run: its results, and its experiment as what is edited. */
  async openRun(id: string): Promise<boolean> {
    this.#openingId = id
    const answer = await this.runs.open(id)
    if (this.#openingId !== id) return false
    this.#openingId = null
    if (!answer.ok) {
      this.#showFailure(answer)
      return false
    }
    this.#setAside()
    // From a draft a person comes for the results; from another run, to compare on the same step.
    if (this.selected === null) this.step = 'train'
    this.#select(answer.value)
    return true
  }

  /** Goes back from a run to the draft that was set aside. */
  openDraft(): void {
    const { stash } = this
    if (!stash) return
    this.selected = null
    this.stash = null
    this.draft.load(stash.experiment, stash.origin)
  }

  /** Ticks or unticks a run to be drawn over the selected one. */
  async setOverlaid(id: string, isOverlaid: boolean): Promise<void> {
    if (!isOverlaid) {
      this.runs.overlaidIds.delete(id)
      return
    }
    const answer = await this.runs.open(id)
    if (!answer.ok) return this.#showFailure(answer)
    if (answer.value !== this.selected) this.runs.giveHue(answer.value, this.selected)
    this.runs.overlaidIds.add(id)
  }

  /** The hue of a run that is on the charts, or null. */
  colorOf(id: string): number | null {
    const isDrawn = this.selected?.id === id || this.runs.overlaidIds.has(id)
    return isDrawn ? (this.runs.view(id)?.colorIndex ?? null) : null
  }

  // ---- The draft

  /** Takes a file or folder, which a person chose, as the data of the draft. */
  useData(path: string): void {
    if (path === this.draft.experiment.data.path) return this.data.retry()
    const guessed = { text: null, label: null, split: null, maximumRows: null }
    this.draft.setData({ path, encoding: 'auto', ...guessed })
    this.step = 'data'
  }

  useSample(): void {
    if (!this.description) return
    this.useData(this.description.samplePath)
    this.draft.setData({ text: 'text', label: 'label' })
  }

  /** Makes the last layer fit the classes of the data. */
  fitOutput(): void {
    if (this.draft.classes !== null) this.draft.fitOutputTo(this.draft.classes)
    this.notices.clear('not-ready')
  }

  /** Starts over with the small network on the data that is there. */
  newExperiment(): void {
    this.replaceDraft(smallExperiment(this.draft.snapshot().data))
    this.step = 'data'
  }

  /** Puts another experiment in the draft's place; one with edits can be brought back from the notice. */
  replaceDraft(experiment: Experiment): void {
    const earlier = this.isEditing
      ? { experiment: this.draft.snapshot(), origin: this.draft.origin }
      : this.stash
    if (earlier && this.draft.canUndo) this.#offerBack(earlier)
    this.stash = null
    this.selected = null
    this.draft.load(experiment, null)
  }

  /** What is kept for the next start: the draft, also while a run is looked at. */
  draftToKeep(): Experiment | null {
    if (!this.#draftLoaded) return null
    return this.isEditing || !this.stash ? this.draft.snapshot() : this.stash.experiment
  }

  // ---- Within

  #currentReport(): Pick<RunView, 'report' | 'baselines'> | null {
    const { selected, draft } = this
    if (selected?.report && !draft.isChanged) return selected
    const { entry } = this.data
    return entry?.data.path === draft.experiment.data.path ? entry : null
  }

  #dataProblem(): Problem | null {
    const failure = this.data.failureOn(this.draft.experiment.data.path)
    return failure && { path: 'data.path', message: failure.message }
  }

  /** Calls to an engine that has gone are over. */
  #forgetCalls(): void {
    this.data.reset()
    this.isStarting = false
    this.isStopping = false
  }

  async #loadDraft(samplePath: string): Promise<void> {
    if (this.#draftLoaded) return
    const kept = await this.client.loadDraft()
    this.draft.load((kept.ok && kept.value) || firstExperiment(samplePath), null)
    this.#draftLoaded = true
    if (kept.ok) return
    const message = `The last draft could not be read. ${kept.message}`
    this.notices.add('warning', message, { key: 'draft' })
  }

  /** On a start: the newest run is shown when the draft is that run's experiment. */
  async #selectNewest(): Promise<void> {
    const newest = this.runs.list[0]
    if (!newest || this.selected || newest.name !== this.draft.experiment.name) return
    const answer = await this.runs.open(newest.id)
    if (!answer.ok || JSON.stringify(answer.value.experiment) !== this.draft.json) return
    this.#select(answer.value)
    this.step = 'train'
  }

  #select(view: RunView): void {
    this.runs.giveHue(view, null)
    this.selected = view
    const { experiment, report, baselines } = view
    this.draft.load(experiment, { id: view.id, name: view.record.name })
    if (report)
      this.data.adopt({ key: reportKey(experiment), data: experiment.data, report, baselines })
  }

  /** Keeps the draft, when it is one, before a run takes its place. */
  #setAside(): void {
    if (!this.isEditing) return
    const earlier = this.stash
    const experiment = this.draft.snapshot()
    this.stash = { experiment, origin: this.derivedFrom }
    if (earlier && JSON.stringify(earlier.experiment) !== JSON.stringify(experiment))
      this.#offerBack(earlier)
  }

  #offerBack(earlier: Stash): void {
    const run = (): void => {
      this.selected = null
      this.stash = null
      this.draft.load(earlier.experiment, earlier.origin)
      this.notices.clear('draft')
    }
    this.notices.add('info', `The draft ${earlier.experiment.name} was replaced.`, {
      key: 'draft',
      action: { label: 'Bring it back', run },
    })
  }

  #onStarted(view: RunView): void {
    this.runs.started(view)
    this.isStarting = false
    this.stash = null
    this.#select(view)
    this.step = 'train'
    for (const key of ['engine', 'trainer', 'train', 'not-ready', 'file']) this.notices.clear(key)
  }

  #onEnded(event: Extract<LabEvent, { type: 'run-ended' }>): void {
    if (this.runs.trainingId === event.record.id) this.isStopping = false
    this.runs.ended(event)
    this.#tellEnd(event.record)
    void this.runs.refresh()
  }

  #tellEnd({ name, state, message, bestValAccuracy }: RunRecord): void {
    if (state === 'failed') {
      const why = message ?? 'it did not say why.'
      this.notices.add('error', `${name} failed: ${why}`, { key: 'train' })
    }
    const words = { done: 'has trained', stopped: 'was stopped', failed: 'failed' }
    const word = state === 'running' || state === 'interrupted' ? 'ended' : words[state]
    const best = bestValAccuracy?.toFixed(3)
    this.desktop.notify(`${name} ${word}`, best ? `Best validation accuracy ${best}.` : '')
  }

  #showFailure(answer: Failure): void {
    // When the engine dies, its own notice says so.
    if (answer.code !== 'engine-died') this.notices.add('error', answer.message, { key: 'train' })
    const problem = answer.problems?.[0]
    if (problem) this.step = stepOf(problem)
  }

  #showProblem(problem: Problem): void {
    this.step = stepOf(problem)
    const { classes } = this.draft
    const isAboutClasses = classes !== null && problem.message.includes(`${classes} classes`)
    const action = { label: 'Fit the last layer', run: () => this.fitOutput() }
    this.notices.add('warning', `Not ready to train. ${problemSentence(problem)}`, {
      key: 'not-ready',
      ...(isAboutClasses && { action }),
    })
  }
}

function stepOf(problem: Problem): Step {
  const area = problem.path.split('.')[0]
  if (area === 'model') return 'model'
  return area === 'training' ? 'train' : 'data'
}

const contextKey = Symbol('lab')

export function setLab(lab: LabState): LabState {
  return setContext(contextKey, lab)
}

/** The lab of the page; for components under App. */
export function getLab(): LabState {
  return getContext<LabState>(contextKey)
}
