// The state of the window: the connection, the draft, what is selected, and the actions on them.
import type { ImportReport } from '#shared/domain/import'
import type { RunNotes } from '#shared/domain/run'
import type { ResumeSettings } from '#shared/experiment/resume-settings'
import type { Experiment, Task } from '#shared/experiment/schema'
import type { DesktopApi } from '#shared/protocol/desktop-api'
import type { LabDescription, LabEvent, SweepRequest } from '#shared/protocol/lab-api'
import type { Failure, Problem } from '#shared/protocol/result'
import { isModelAlone } from '../features/import/import-words'
import type { LabClient } from '../lab'
import { Control } from './control.svelte'
import { DataState } from './data.svelte'
import { Desk } from './desk.svelte'
import { Draft, type Origin } from './draft.svelte'
import { DraftChanges } from './draft-changes.svelte'
import { EngineLife } from './engine-life'
import { ExamState } from './exam.svelte'
import { Exports } from './exports.svelte'
import { firstExperiment } from './first-experiment'
import { Focus } from './focus'
import { isOutputProblem } from '#shared/experiment/fit-output'
import { ImportState } from './import.svelte'
import { InspectState } from './inspect.svelte'
import { LabEvents } from './lab-events'
import { Notices } from './notices.svelte'
import { problemSentence } from './problem-words'
import type { Question } from './question'
import { QueueView } from './queue.svelte'
import { RaceState } from './race.svelte'
import { Readiness } from './readiness.svelte'
import { RunActions } from './run-actions'
import type { RunView } from './run-view.svelte'
import { Runs } from './runs.svelte'
import { stepOf, type Step } from './steps'
import { Timelines } from './timeline.svelte'
import { Writings } from './writing.svelte'

export class LabState {
  connection: 'starting' | 'ready' | 'lost' = $state('starting')
  description: LabDescription | null = $state.raw(null)
  step: Step = $state('data')
  dialog: 'shortcuts' | 'about' | 'sweep' | null = $state(null)
  /** What a person has to say yes to. */
  question: Question | null = $state.raw(null)
  #textsToTry: Partial<Record<Task, string>> = $state({})

  readonly client: LabClient
  readonly desktop: DesktopApi
  readonly notices = new Notices()
  // What starts from a run has that run's classes, whichever of them the data have.
  readonly draft = new Draft(
    firstExperiment('sample-reviews.csv'),
    (experiment) =>
      experiment.training.startFrom === null ? this.data.classesOf(experiment) : null,
    ({ training }) => this.runs.start(training.startFrom),
  )
  readonly data: DataState
  readonly runs: Runs
  readonly desk: Desk
  readonly queue: QueueView
  readonly control: Control
  /** What language models write under "Try it". */
  readonly writings: Writings
  /** What is looked at inside the selected run. */
  readonly inspect: InspectState
  readonly timelines: Timelines
  readonly race: RaceState
  readonly exam: ExamState
  readonly exports: Exports
  readonly imports: ImportState
  /** What a person chooses for the draft as a whole. */
  readonly changes: DraftChanges
  readonly #life: EngineLife
  readonly #readiness: Readiness
  readonly #focus: Focus
  readonly #actions: RunActions
  readonly #events: LabEvents

  /** The run under way: it trains, or is paused in the engine's memory. */
  readonly training: RunView | null = $derived.by(() => this.runs.training)
  /** The ticked runs that are loaded, without the selected one. */
  readonly overlays: readonly RunView[] = $derived.by(() =>
    this.runs.overlaid.filter((view) => view !== this.selected),
  )

  constructor(client: LabClient, desktop: DesktopApi) {
    const showFailure = (failure: Failure): void => this.#showFailure(failure)
    const ask = (question: Question): void => void (this.question = question)
    const { notices } = this
    this.client = client
    this.desktop = desktop
    this.data = new DataState(client)
    this.runs = new Runs(client)
    const { runs } = this
    this.desk = new Desk(this.draft, runs, notices)
    const { desk } = this
    this.queue = new QueueView(client, showFailure)
    this.writings = new Writings(client)
    this.inspect = new InspectState(client)
    this.timelines = new Timelines(client)
    const forgetBusy = (): void => this.forgetBusy()
    this.race = new RaceState(client, forgetBusy)
    this.exam = new ExamState(client, forgetBusy)
    this.exports = new Exports(client)
    this.imports = new ImportState({
      ...{ client, desktop },
      onImported: (report) => void this.#showImported(report),
    })
    this.control = new Control({ client, runs, queue: this.queue, notices, showFailure })
    const { control } = this
    this.#readiness = new Readiness(desk, this.data)
    // From a draft a person comes for the results; from another run, to compare on the same step.
    const onLeavingDraft = (): void => void (this.step = 'train')
    this.#focus = new Focus({ runs, desk, data: this.data, showFailure, onLeavingDraft })
    this.#actions = new RunActions({ client, runs, desk, control, notices, ask, showFailure })
    this.#events = new LabEvents(this)
    this.changes = new DraftChanges(this)
    this.#life = new EngineLife(this)
  }

  get selected(): RunView | null {
    return this.desk.selected
  }

  /** The text under "Try it": it stays while the panel is folded and when another run of the task is opened. */
  get textToTry(): string {
    return this.#textsToTry[this.#taskToTry] ?? ''
  }

  set textToTry(text: string) {
    this.#textsToTry[this.#taskToTry] = text
  }

  get isEditing(): boolean {
    return this.desk.isEditing
  }

  get derivedFrom(): Origin | null {
    return this.desk.derivedFrom
  }

  /** The report on the draft's data: of the run, or read for the draft; null while there is none. */
  get report(): Readiness['report'] {
    return this.#readiness.report
  }

  /** What has to be mended before Train works, the data first. */
  get problems(): readonly Problem[] {
    return this.#readiness.problems
  }

  get problem(): Problem | null {
    return this.#readiness.problem
  }

  /** The draft's data is being read, so that nothing is known of its classes yet. */
  get isReadingData(): boolean {
    return this.#readiness.isReadingData
  }

  /** Train was pressed and the engine has not answered yet. */
  get isStarting(): boolean {
    return this.control.wish === 'start'
  }

  get isStopping(): boolean {
    return this.control.wish === 'stop' || this.control.wish === 'discard'
  }

  // ---- The engine's life

  /** The engine is there, for the first time or again. */
  onReady(reason: string | null): Promise<void> {
    return this.#life.onReady(reason)
  }

  onLost(reason: string): void {
    this.#life.onLost(reason)
  }

  onEvent(event: LabEvent): void {
    this.#events.take(event)
  }

  /** What was under way has ended: that something could not begin for it is no news any more. */
  forgetBusy(): void {
    this.notices.clear('busy')
    for (const one of [this.race, this.exam]) if (one.failure?.code === 'busy') one.failure = null
  }

  // ---- Training

  /** Trains the draft, or puts it into the queue while another one trains, or shows what has to be mended first. */
  async train(): Promise<void> {
    if (this.connection !== 'ready' || this.control.wish === 'start') return
    const isUnderWayAlready =
      this.training !== null && this.training === this.selected && !this.isEditing
    if (isUnderWayAlready) return
    if (this.problem) return this.#showProblem(this.problem)
    const experiment = this.draft.snapshot()
    await (this.runs.trainingId ? this.control.enqueue(experiment) : this.control.start(experiment))
  }

  /** Trains the bundled sample with the small network that a first start has. */
  async trainSample(): Promise<void> {
    if (!this.description) return
    this.desk.replaceDraft(firstExperiment(this.description.samplePath))
    await this.train()
  }

  /** Puts the draft at the end of the queue, or shows what has to be mended first. */
  async enqueueDraft(): Promise<void> {
    if (this.connection !== 'ready') return
    if (this.problem) return this.#showProblem(this.problem)
    await this.control.enqueue(this.draft.snapshot())
  }

  /** Puts the runs of a sweep into the queue; false when none was. */
  sweep(request: SweepRequest): Promise<boolean> {
    return this.control.sweep(request)
  }

  /** Holds the run after the batch under way. */
  pause(): Promise<void> {
    return this.control.pause()
  }

  goOn(): Promise<void> {
    return this.control.goOn()
  }

  /** Pauses what trains, or lets it go on. */
  togglePause(): Promise<void> {
    return this.training?.isPaused ? this.goOn() : this.pause()
  }

  /** Stops the run after the batch under way, keeping what was learned. */
  stop(): Promise<void> {
    return this.control.stop()
  }

  /** Asks, then ends the run under way and moves it to the trash. */
  askToDiscard(): void {
    this.#actions.askToDiscard()
  }

  /** Goes on with a run that has ended, with other settings if some are given; it waits while another one trains. */
  resume(id: string, settings: ResumeSettings = {}): Promise<void> {
    return this.control.resume(id, settings)
  }

  // ---- Runs

  /** Changes what a person says of a run; whether it could be written. */
  updateRun(id: string, change: Partial<RunNotes>): Promise<boolean> {
    return this.#actions.update(id, change)
  }

  askToDelete(ids: readonly string[]): void {
    this.#actions.askToDelete(ids)
  }

  deleteRuns(ids: readonly string[]): Promise<boolean> {
    return this.#actions.delete(ids)
  }

  /** Shows what was imported: of a model its layers, of a run its results. */
  async #showImported(report: ImportReport): Promise<void> {
    await this.#actions.tellImported(report)
    if (await this.openRun(report.runId)) this.step = isModelAlone(report) ? 'model' : 'train'
  }

  /** Begins a new experiment with a run's weights, layers and words, for data that are still to be chosen. */
  async trainOn(id: string): Promise<void> {
    if (await this.#actions.trainOn(id)) this.step = 'data'
  }

  /** Lets the draft begin with a run's weights; whether that run could be read. */
  async startDraftFrom(id: string): Promise<boolean> {
    const start = await this.#actions.findStart(id)
    if (start) this.draft.startFrom(start)
    return start !== null
  }

  /** Takes a run's experiment as a new draft. */
  async repeatWithChanges(id: string): Promise<void> {
    if (await this.#actions.repeat(id)) this.step = 'model'
  }

  /** Shows a run: its results, and its experiment as what is edited. */
  openRun(id: string): Promise<boolean> {
    return this.#focus.open(id)
  }

  /** Puts a run in focus, with its experiment as what is edited. */
  show(view: RunView): void {
    this.#focus.show(view)
  }

  /** Ticks or unticks a run to be drawn over the selected one. */
  setOverlaid(id: string, isOverlaid: boolean): Promise<void> {
    return this.#focus.setOverlaid(id, isOverlaid)
  }

  /** The hue of a run that is on the charts, or null. */
  colorOf(id: string): number | null {
    return this.#focus.colorOf(id)
  }

  // ---- The draft

  /** What is kept for the next start: the draft, also while a run is looked at. */
  draftToKeep(): Experiment | null {
    return this.#life.draftToKeep()
  }

  // ---- Within

  get #taskToTry(): Task {
    return this.selected?.experiment.task ?? 'classification'
  }

  #showFailure(answer: Failure): void {
    // When the engine dies, its own notice says so.
    const key = answer.code === 'busy' ? 'busy' : 'train'
    if (answer.code !== 'engine-died') this.notices.add('error', answer.message, { key })
    const problem = answer.problems?.[0]
    if (problem) this.step = stepOf(problem)
  }

  #showProblem(problem: Problem): void {
    this.step = stepOf(problem)
    const action = { label: 'Fit the last layer', run: () => this.changes.fitOutput() }
    this.notices.add('warning', `Not ready to train. ${problemSentence(problem)}`, {
      key: 'not-ready',
      ...(isOutputProblem(problem, this.draft.experiment) && { action }),
    })
  }
}
