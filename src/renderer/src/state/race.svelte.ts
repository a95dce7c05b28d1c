// The race under way and those before it.
import type { RaceRequest, RaceSummary } from '#shared/domain/inside/race'
import { raceSummary } from '#shared/domain/inside/race-words'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Failure } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'
import type { LabClient } from '../lab'
import { RaceSetup } from './race-setup.svelte'
import { RaceView } from './race-view.svelte'

type RaceClient = Pick<LabClient, 'race' | 'races' | 'openRace' | 'deleteRace' | 'stop'>

export class RaceState {
  readonly setup = new RaceSetup()
  /** What is looked at. */
  shown: RaceView | null = $state.raw(null)
  /** The one under way, once it has told of itself. */
  live: RaceView | null = $state.raw(null)
  /** Those that are kept, newest first. */
  kept: readonly RaceSummary[] = $state.raw([])
  failure: Failure | null = $state.raw(null)
  progress: Progress | null = $state.raw(null)
  isStopping: boolean = $state(false)
  #requestId: string | null = $state(null)
  readonly #client: RaceClient
  readonly #onEnd: () => void

  readonly isUnderWay: boolean = $derived(this.#requestId !== null)
  /** 0 to 1 of all its steps; null while its data are read. */
  readonly share: number | null = $derived.by(() => {
    const { progress, live } = this
    if (!live || progress?.phase !== 'training') return null
    const { plannedEpochs, stepsPerEpoch } = live.summary
    const done = ((progress.epoch ?? 1) - 1) * stepsPerEpoch + progress.done
    return Math.min(1, done / (plannedEpochs * stepsPerEpoch))
  })

  /** @param onEnd a race has ended, so that something else may begin */
  constructor(client: RaceClient, onEnd: () => void = () => undefined) {
    this.#client = client
    this.#onEnd = onEnd
  }

  /** Takes what the engine tells; events of other kinds and of other requests change nothing. */
  take(event: LabEvent): void {
    if (!('id' in event) || event.id !== this.#requestId) return
    switch (event.type) {
      case 'progress':
        this.progress = event.progress
        return
      case 'race-started':
        this.shown = this.live = new RaceView(event.race)
        return
      case 'race-points':
        return this.live?.addPoints(event.points)
      case 'race-epoch':
        return this.live?.addEpoch(event.epoch)
    }
  }

  /** Trains variants; settles when the race has ended. One at a time. */
  async start({ name, variants }: Pick<RaceRequest, 'name' | 'variants'>): Promise<void> {
    if (this.isUnderWay) return
    const requestId = crypto.randomUUID()
    this.#requestId = requestId
    this.failure = this.progress = null
    this.isStopping = false
    const answer = await this.#client.race({ requestId, name, variants })
    const { live } = this
    this.#requestId = this.progress = this.live = null
    if (answer.ok || answer.code !== 'busy') this.#onEnd()
    if (answer.ok) {
      // Its curves are those that were told, finer than those that are kept.
      if (live) live.summary = raceSummary(answer.value)
      else this.shown = RaceView.of(answer.value)
    } else if (answer.code !== 'stopped') this.failure = answer
    await this.refresh()
  }

  /** Ends the race under way after the step it is in; what there is is kept. */
  async stop(): Promise<void> {
    if (this.#requestId === null) return
    this.isStopping = true
    await this.#client.stop(this.#requestId)
  }

  /** Ends one that this window does not follow. */
  async stopKept(id: string): Promise<void> {
    await this.#client.stop(id)
    await this.refresh()
  }

  /** Asks for the list anew. */
  async refresh(): Promise<void> {
    const answer = await this.#client.races()
    if (answer.ok) this.kept = answer.value
    else if (answer.code !== 'engine-died') this.failure = answer
  }

  /** Shows one that is kept, or the one under way. */
  async open(id: string): Promise<void> {
    if (this.live?.summary.id === id) {
      this.shown = this.live
      return
    }
    const answer = await this.#client.openRace(id)
    if (answer.ok) this.shown = RaceView.of(answer.value)
    this.failure = answer.ok ? null : answer
  }

  /** Moves one to the system's trash. */
  async delete(id: string): Promise<void> {
    const answer = await this.#client.deleteRace(id)
    this.failure = answer.ok ? null : answer
    if (!answer.ok) return
    if (this.shown?.summary.id === id) this.shown = null
    await this.refresh()
  }
}
