// The runs of the store: the list, the ones that were opened, and what events tell of the one that trains.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { DamagedRun, EpochMetrics, RunListItem } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import { success, type Result } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import { RunView } from './run-view.svelte'
import { withEpoch, withRecord } from './run-list'

type RunEnded = Extract<LabEvent, { type: 'run-ended' }>
const hues = [0, 1, 2, 3, 4, 5, 6, 7] as const

export class Runs {
  /** Newest first. */
  list: readonly RunListItem[] = $state.raw([])
  damaged: readonly DamagedRun[] = $state.raw([])
  /** The list has come once. */
  isLoaded: boolean = $state(false)
  trainingId: string | null = $state(null)
  /** Runs ticked to be drawn over the selected one. */
  readonly overlaidIds = new SvelteSet<string>()

  readonly #client: LabClient
  readonly #views = new SvelteMap<string, RunView>()
  #adopting: string | null = null

  readonly training: RunView | null = $derived(
    this.trainingId ? (this.#views.get(this.trainingId) ?? null) : null,
  )
  readonly overlaid: readonly RunView[] = $derived(
    [...this.overlaidIds].flatMap((id) => this.#views.get(id) ?? []),
  )

  constructor(client: LabClient) {
    this.#client = client
  }

  /** Asks for the list anew. */
  async refresh(): Promise<Result<null>> {
    const answer = await this.#client.runs()
    this.isLoaded = true
    if (!answer.ok) return answer
    this.list = answer.value.runs
    this.damaged = answer.value.damaged
    for (const { id, hasModel } of this.list) {
      const view = this.#views.get(id)
      if (view) view.hasModel = hasModel
    }
    return success(null)
  }

  /** After the engine was started again: what was thought to run is read from disk. */
  async recover(): Promise<Result<null>> {
    const refreshed = await this.refresh()
    const goesOn = this.list.some(({ id, state }) => id === this.trainingId && state === 'running')
    if (!goesOn) this.trainingId = null
    for (const view of this.#views.values()) if (view.isRunning) await this.#reload(view)
    return refreshed
  }

  /** A run that was opened before, or is read now. */
  async open(id: string): Promise<Result<RunView>> {
    const known = this.#views.get(id)
    if (known) return success(known)
    const answer = await this.#client.run(id)
    if (!answer.ok) return answer
    const view = RunView.of(answer.value)
    this.#views.set(id, view)
    return success(view)
  }

  /** A run that was opened or trained in this window. */
  view(id: string): RunView | null {
    return this.#views.get(id) ?? null
  }

  /** Gives a run the first hue that neither a ticked run nor `beside` has; a ticked run keeps its own. */
  giveHue(view: RunView, beside: RunView | null): void {
    if (this.overlaidIds.has(view.id)) return
    const used = [...this.overlaid, ...(beside ? [beside] : [])].map((one) => one.colorIndex)
    view.colorIndex = hues.find((hue) => !used.includes(hue)) ?? used.length % hues.length
  }

  started(view: RunView): void {
    this.#views.set(view.id, view)
    this.trainingId = view.id
    this.list = withRecord(this.list, view.record, view.folder)
  }

  ended({ record, folder, evaluation }: RunEnded): void {
    const view = this.#views.get(record.id)
    if (view) {
      view.record = record
      view.folder = folder
      view.evaluation = evaluation
      view.progress = null
      view.hasModel ||= record.state === 'done' || record.state === 'stopped'
    }
    if (this.trainingId === record.id) this.trainingId = null
    this.list = withRecord(this.list, record, folder)
  }

  /** What an event tells of the run that trains; stale events change nothing. */
  take(event: LabEvent): void {
    const id = 'runId' in event ? event.runId : 'id' in event ? event.id : null
    const view = this.training
    if (event.type === 'steps' && !view) void this.#adopt(event.runId)
    if (!view?.isRunning || view.id !== id) return
    if (event.type === 'steps') view.steps.append(event.steps)
    else if (event.type === 'progress') view.progress = event.progress
    else if (event.type === 'epoch') this.#takeEpoch(view, event.metrics)
    else if (event.type === 'run-data') view.report = event.report
    else if (event.type === 'run-baselines') view.baselines = event.baselines
    else if (event.type === 'run-summary') view.summary = event.summary
    else if (event.type === 'run-environment')
      view.record = { ...view.record, environment: event.environment }
  }

  /** A run that this page did not see start, since it was loaded anew meanwhile. */
  async #adopt(id: string): Promise<void> {
    if (this.#adopting === id || this.#views.has(id)) return
    this.#adopting = id
    const answer = await this.open(id)
    if (answer.ok && answer.value.isRunning) this.trainingId = id
  }

  #takeEpoch(view: RunView, metrics: EpochMetrics): void {
    view.addEpoch(metrics)
    this.list = withEpoch(this.list, view.record, metrics)
  }

  async #reload(view: RunView): Promise<void> {
    const answer = await this.#client.run(view.id)
    if (answer.ok) view.restore(answer.value)
    view.progress = null
  }
}
