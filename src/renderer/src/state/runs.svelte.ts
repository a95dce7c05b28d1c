// The runs of the store: the list, the ones that were opened, and what events tell of the one under way.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { DamagedRun, RunListItem, RunNotes } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import type { LabEvent } from '#shared/protocol/lab-api'
import { success, type Result } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import { RunView } from './run-view.svelte'
import { takeRunEvent } from './run-events'
import { startRun } from './start-from'
import { withEpoch, withNotes, withRecord } from './run-list'

type RunStarted = Extract<LabEvent, { type: 'run-started' }>
type RunEnded = Extract<LabEvent, { type: 'run-ended' }>
const hues = [0, 1, 2, 3, 4, 5, 6, 7] as const

export class Runs {
  /** Newest first. */
  list: readonly RunListItem[] = $state.raw([])
  damaged: readonly DamagedRun[] = $state.raw([])
  /** The list has come once. */
  isLoaded: boolean = $state(false)
  /** The run under way: it trains, or is paused in the engine's memory. */
  trainingId: string | null = $state(null)
  /** Runs ticked to be drawn over the selected one. */
  readonly overlaidIds = new SvelteSet<string>()

  readonly #client: LabClient
  readonly #views = new SvelteMap<string, RunView>()
  readonly #filling = new SvelteSet<string>()
  #refreshing: Promise<Result<null>> | null = null
  #isStale = false

  readonly training: RunView | null = $derived(
    this.trainingId ? (this.#views.get(this.trainingId) ?? null) : null,
  )
  /** A run trains, as far as its folder tells, that is not under way here: elsewhere, or in a lab that is ending. */
  readonly isTrainingElsewhere: boolean = $derived(
    this.list.some(({ id, state }) => state === 'running' && id !== this.trainingId),
  )
  readonly overlaid: readonly RunView[] = $derived(
    [...this.overlaidIds].flatMap((id) => this.#views.get(id) ?? []),
  )

  constructor(client: LabClient) {
    this.#client = client
  }

  /** Asks for the list anew; asked again meanwhile, it is read once more after that. */
  refresh(): Promise<Result<null>> {
    this.#isStale = true
    this.#refreshing ??= this.#refreshAll().finally(() => (this.#refreshing = null))
    return this.#refreshing
  }

  /** After the engine was started again: what was thought to run is read from disk. */
  async recover(): Promise<Result<null>> {
    const refreshed = await this.refresh()
    for (const view of this.#views.values()) if (view.isUnderWay) await this.#reload(view)
    if (!this.training?.isUnderWay) this.trainingId = null
    return refreshed
  }

  /** A run that was opened before, or is read now. */
  async open(id: string): Promise<Result<RunView>> {
    const known = this.#views.get(id)
    if (known) return success(known)
    const answer = await this.#client.run(id)
    if (!answer.ok) return answer
    // The run under way may have told of itself meanwhile.
    const meanwhile = this.#views.get(id)
    if (meanwhile) return success(meanwhile)
    const view = RunView.of(answer.value)
    this.#views.set(id, view)
    return success(view)
  }

  /** A run that was opened or trained in this window. */
  view(id: string): RunView | null {
    return this.#views.get(id) ?? null
  }

  /** What an experiment that starts from a run has to share with it; null while that run is not known. */
  start(startFrom: string | null): { name: string; experiment: Experiment } | null {
    const item = startRun(this.list, startFrom)
    const view = item && this.view(item.id)
    return view ? { name: view.record.name, experiment: view.experiment } : null
  }

  /** A run of the list. */
  item(id: string): RunListItem | null {
    return this.list.find((run) => run.id === id) ?? null
  }

  /** Gives a run the first hue that neither a ticked run nor `beside` has; a ticked run keeps its own. */
  giveHue(view: RunView, beside: RunView | null): void {
    if (this.overlaidIds.has(view.id)) return
    const used = [...this.overlaid, ...(beside ? [beside] : [])].map((one) => one.colorIndex)
    view.colorIndex = hues.find((hue) => !used.includes(hue)) ?? used.length % hues.length
  }

  /** A run has begun, was taken up again, or is under way in an engine that this page has just met. */
  started({ record, folder, experiment, isResumed }: RunStarted): RunView {
    const view = this.#views.get(record.id) ?? new RunView(record, folder, experiment)
    Object.assign(view, { record, folder, experiment, isUnderWay: true, canResume: false })
    view.goBackTo(record.position)
    this.#views.set(view.id, view)
    this.trainingId = view.id
    this.list = withRecord(this.list, record, folder)
    if (isResumed || record.position !== null || record.epochs > 0) void this.#fill(view)
    return view
  }

  ended({ record, folder, evaluation }: RunEnded): void {
    const view = this.#views.get(record.id)
    if (view) {
      Object.assign(view, { record, folder, progress: null, pausedReason: null, isUnderWay: false })
      view.evaluation = evaluation ?? view.evaluation
      view.hasModel ||= record.kept !== null
    }
    if (this.trainingId === record.id) this.trainingId = null
    this.list = withRecord(this.list, record, folder)
  }

  /** What an event tells of the run under way; stale events change nothing. */
  take(event: LabEvent): void {
    const id = 'runId' in event ? event.runId : 'id' in event ? event.id : null
    if (event.type === 'steps' && this.trainingId === null) void this.#adopt(event.runId)
    if (id === null || id !== this.trainingId) return
    const view = this.training
    if (!view?.isUnderWay) return
    if (event.type === 'steps' && event.steps.first > view.steps.count + 1) void this.#fill(view)
    takeRunEvent(view, event)
    if (event.type === 'epoch') this.list = withEpoch(this.list, view.record, event.metrics)
    else if (event.type === 'run-paused' || event.type === 'run-went-on')
      this.list = withRecord(this.list, view.record, view.folder)
  }

  /** Shows at once what a person says of a run. */
  note(id: string, change: Partial<RunNotes>): void {
    const view = this.#views.get(id)
    if (view) view.notes = { ...view.notes, ...change }
    const shown = change.name === null && view ? { ...change, name: view.record.name } : change
    this.list = withNotes(this.list, id, shown)
  }

  /** Takes runs that are gone out of the list and off the charts. */
  forget(ids: readonly string[]): void {
    this.list = this.list.filter((run) => !ids.includes(run.id))
    for (const id of ids) {
      this.overlaidIds.delete(id)
      this.#views.delete(id)
    }
  }

  /** A run that this page did not see start, since it was loaded anew meanwhile. */
  async #adopt(id: string): Promise<void> {
    const known = this.#views.get(id)
    if (this.#filling.has(id) || (known && !known.isRunning)) return
    this.#filling.add(id)
    const answer = await this.open(id)
    this.#filling.delete(id)
    if (!answer.ok || !answer.value.isRunning || this.trainingId !== null) return
    answer.value.isUnderWay = true
    this.trainingId = id
    if (known) void this.#fill(known)
  }

  async #refreshAll(): Promise<Result<null>> {
    let answered: Result<null> = success(null)
    while (this.#isStale) {
      this.#isStale = false
      const answer = await this.#client.runs()
      this.isLoaded = true
      answered = answer.ok ? success(null) : answer
      if (answer.ok) this.#takeList(answer.value.runs, answer.value.damaged)
    }
    return answered
  }

  #takeList(runs: readonly RunListItem[], damaged: readonly DamagedRun[]): void {
    const now = this.training
    this.list = runs.map((run) => (run.id === now?.id ? { ...run, state: now.record.state } : run))
    this.damaged = damaged
    for (const item of runs) this.#takeItem(item)
    for (const id of [...this.overlaidIds])
      if (id !== this.trainingId && !this.item(id)) this.overlaidIds.delete(id)
  }

  /** A run that another lab or the command line trains has moved on when its state or its epochs have. */
  #takeItem(item: RunListItem): void {
    const view = this.#views.get(item.id)
    if (!view) return
    view.takeItem(item)
    const { state, epochs } = view.record
    if (!view.isUnderWay && (item.state !== state || item.epochs !== epochs))
      void this.#reload(view)
  }

  /** Reads from the folder what came before this page listened. */
  async #fill(view: RunView): Promise<void> {
    if (this.#filling.has(view.id)) return
    this.#filling.add(view.id)
    const answer = await this.#client.run(view.id)
    if (answer.ok) view.fill(answer.value)
    this.#filling.delete(view.id)
  }

  async #reload(view: RunView): Promise<void> {
    view.isUnderWay = false
    view.progress = null
    view.pausedReason = null
    const answer = await this.#client.run(view.id)
    // It may have been met anew in the engine meanwhile.
    if (answer.ok && !view.isUnderWay) view.restore(answer.value)
  }
}
