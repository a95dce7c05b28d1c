// The queue as the window shows it: what waits to train, and what a person does with it.
import type { QueueEntry, QueueState } from '#shared/domain/queue'
import type { Failure, Result } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import { newEntry, resumingRuns } from './queue-entries'

export class QueueView {
  entries: readonly QueueEntry[] = $state.raw([])
  isHeld: boolean = $state(false)
  /** Why it is held by itself, or what became of a damaged queue. */
  notice: string | null = $state(null)
  /** It was there when the lab was started, and nobody has let it go on since. */
  isFromBefore: boolean = $state(false)
  /** Something of the queue is still to come once the run under way has ended. */
  readonly goesOn: boolean = $derived(this.entries.length > 0 && !this.isHeld)
  /** Runs that wait to be gone on with. */
  readonly resuming: ReadonlySet<string> = $derived(resumingRuns(this.entries))

  readonly #client: LabClient
  readonly #onFailure: (failure: Failure) => void

  constructor(client: LabClient, onFailure: (failure: Failure) => void) {
    this.#client = client
    this.#onFailure = onFailure
  }

  /** Asks for it, when the engine has been started. */
  async load(): Promise<void> {
    const answer = await this.#client.queue()
    if (!answer.ok) return
    this.take(answer.value)
    this.isFromBefore = this.isHeld && this.entries.length > 0
  }

  take({ entries, isHeld, notice }: QueueState): void {
    this.entries = entries
    this.isHeld = isHeld
    this.notice = notice ?? null
    if (!isHeld || entries.length === 0) this.isFromBefore = false
  }

  entry(id: string): QueueEntry | null {
    return this.entries.find((one) => one.id === id) ?? null
  }

  /** Puts an entry at an index, counted without it; the list shows it there at once. */
  async move(id: string, index: number): Promise<boolean> {
    const moved = this.entry(id)
    if (!moved) return false
    this.entries = this.entries.filter((one) => one !== moved).toSpliced(index, 0, moved)
    return this.#settle(await this.#client.moveQueued(id, index))
  }

  async cancel(ids: readonly string[]): Promise<boolean> {
    return this.#settle(await this.#client.cancelQueued(ids))
  }

  async hold(isHeld: boolean): Promise<boolean> {
    return this.#settle(await this.#client.holdQueue(isHeld))
  }

  /** Puts back what was cancelled, where it was; only what is filed under no group comes back as it was. */
  async putBack(entry: QueueEntry, index: number): Promise<boolean> {
    const before = this.entries
    const answer =
      entry.type === 'experiment'
        ? await this.#client.enqueue(entry.experiment)
        : await this.#client.enqueueResume(entry.run)
    if (!this.#settle(answer) || !answer.ok) return false
    const added = newEntry(before, answer.value.entries)
    return added ? this.move(added.id, Math.min(index, answer.value.entries.length - 1)) : true
  }

  #settle(answer: Result<QueueState>): boolean {
    if (answer.ok) this.take(answer.value)
    else {
      this.#onFailure(answer)
      void this.#reload()
    }
    return answer.ok
  }

  async #reload(): Promise<void> {
    const answer = await this.#client.queue()
    if (answer.ok) this.take(answer.value)
  }
}
