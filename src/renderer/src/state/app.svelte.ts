// The state of the window: the connection, the draft, what is selected, and the actions on them.
import type { Experiment } from '#shared/experiment/schema'
import type { DesktopApi } from '#shared/protocol/desktop-api'
import type { LabDescription, LabEvent } from '#shared/protocol/lab-api'
import type { Failure, Problem } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import { DataState, reportKey } from './data.svelte'
import { Desk } from './desk.svelte'
import { Draft, type Origin } from './draft.svelte'
import { firstExperiment, smallExperiment } from './first-experiment'
import { Notices } from './notices.svelte'
import { problemSentence } from './problem-words'
import { endWords } from './run-end'
import { RunView } from './run-view.svelte'
import { Runs } from './runs.svelte'
import { stepOf, type Step } from './steps'

type Columns = Pick<Experiment['data'], 'text' | 'label'>

export class LabState {
  connection: 'starting' | 'ready' | 'lost' = $state('starting')
  description: LabDescription | null = $state.raw(null)
  /** Train was pressed and the engine has not answered yet. */
  isStarting: boolean = $state(false)
  isStopping: boolean = $state(false)
  step: Step = $state('data')
  dialog: 'shortcuts' | 'about' | null = $state(null)
  /** The text under "Try it": it stays while the panel is folded and when another run is opened. */
  textToTry: string = $state('')

  readonly client: LabClient
  readonly desktop: DesktopApi
  readonly notices = new Notices()
  readonly draft = new Draft(firstExperiment('sample-reviews.csv'), (experiment) =>
    this.data.classesOf(experiment.data),
  )
  readonly data: DataState
  readonly runs: Runs
  readonly desk: Desk
  #draftLoaded = false
  #openingId: string | null = null

  readonly training: RunView | null = $derived.by(() => this.runs.training)
  /** The ticked runs that are loaded, without the selected one. */
  readonly overlays: readonly RunView[] = $derived.by(() =>
    this.runs.overlaid.filter((view) => view !== this.selected),
  )
  /** The report on the draft's data: of the run, or read for the draft; null while there is none. */
  readonly report = $derived(this.#currentReport())
  /** What has to be mended before Train works, the data first. */
  readonly problems: readonly Problem[] = $derived([
    ...this.#dataProblems(),
    ...this.draft.problems,
  ])
  readonly problem: Problem | null = $derived(this.problems[0] ?? null)
  /** The draft's data is being read, so that nothing is known of its classes yet. */
  readonly isReadingData: boolean = $derived.by(
    () => this.problem === null && this.draft.classes === null && !this.data.isStopped,
  )

  constructor(client: LabClient, desktop: DesktopApi) {
    this.client = client
    this.desktop = desktop
    this.data = new DataState(client)
    this.runs = new Runs(client)
    this.desk = new Desk(this.draft, this.runs, this.notices)
  }

  get selected(): RunView | null {
    return this.desk.selected
  }

  get isEditing(): boolean {
    return this.desk.isEditing
  }

  get derivedFrom(): Origin | null {
    return this.desk.derivedFrom
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
    this.desk.replaceDraft(firstExperiment(this.description.samplePath))
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
    this.desk.setAside()
    // From a draft a person comes for the results; from another run, to compare on the same step.
    if (this.selected === null) this.step = 'train'
    this.#select(answer.value)
    return true
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

  /** Takes a file or folder, which a person chose, as the data of the draft; null columns are guessed. */
  useData(path: string, columns: Columns = { text: null, label: null }): void {
    if (path === this.draft.experiment.data.path) this.data.retry()
    else this.draft.setData({ path, encoding: 'auto', split: null, maximumRows: null, ...columns })
    this.step = 'data'
  }

  useSample(): void {
    if (!this.description) return
    this.useData(this.description.samplePath, { text: 'text', label: 'label' })
  }

  /** Makes the last layer fit the classes of the data. */
  fitOutput(): void {
    if (this.draft.classes !== null) this.draft.fitOutputTo(this.draft.classes)
    this.notices.clear('not-ready')
  }

  /** Starts over with the small network on the data that is there. */
  newExperiment(): void {
    this.desk.replaceDraft(smallExperiment(this.draft.snapshot().data))
    this.step = 'data'
  }

  /** What is kept for the next start: the draft, also while a run is looked at. */
  draftToKeep(): Experiment | null {
    return this.#draftLoaded ? this.desk.draftToKeep() : null
  }

  // ---- Within

  #currentReport(): Pick<RunView, 'report' | 'baselines'> | null {
    const { selected, draft } = this
    if (selected?.report && !draft.isChanged) return selected
    const { path } = draft.experiment.data
    const { entry } = this.data
    // What was known of a file that cannot be read as it is now would mislead.
    return entry?.data.path === path && !this.data.failureOn(path) ? entry : null
  }

  #dataProblems(): readonly Problem[] {
    const failure = this.data.failureOn(this.draft.experiment.data.path)
    return failure ? [{ path: 'data.path', message: failure.message }] : []
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
    this.desk.select(view)
    const { experiment, report, baselines } = view
    if (report)
      this.data.adopt({ key: reportKey(experiment), data: experiment.data, report, baselines })
  }

  #onStarted(view: RunView): void {
    this.runs.started(view)
    this.isStarting = false
    this.desk.stash = null
    this.#select(view)
    this.step = 'train'
    for (const key of ['engine', 'trainer', 'train', 'not-ready', 'file']) this.notices.clear(key)
  }

  #onEnded(event: Extract<LabEvent, { type: 'run-ended' }>): void {
    if (this.runs.trainingId === event.record.id) this.isStopping = false
    this.runs.ended(event)
    const words = endWords(event.record)
    // Where the run is looked at, the step itself says why.
    const isInView = this.step === 'train' && this.selected?.id === event.record.id
    if (words.failure && !isInView) this.notices.add('error', words.failure, { key: 'train' })
    this.desktop.notify(words.title, words.body)
    void this.runs.refresh()
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
