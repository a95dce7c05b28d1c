// The queue: what waits for its turn to train. It starts the next one whenever nothing trains and nobody holds it.
import { randomUUID } from 'node:crypto'
import type { QueueEntry, QueueState } from '#shared/domain/queue'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { QueueKeeper } from './queue-file'

/** What became of an entry whose turn came. */
export type Turn =
  /** It trains, or is a run that failed: it waits no longer. */
  | { readonly type: 'taken' }
  /** Something else trains; it waits on. */
  | { readonly type: 'busy' }
  /** It cannot start, and cannot be filed as a failed run either: a person has to look. */
  | { readonly type: 'stuck'; readonly failure: Failure }

export type NewEntry = QueueEntry extends infer Entry
  ? Entry extends QueueEntry
    ? Omit<Entry, 'id' | 'addedAt'>
    : never
  : never

export interface QueueOptions {
  readonly keeper: QueueKeeper
  /** Whether something trains. */
  isBusy(): boolean
  start(entry: QueueEntry): Promise<Turn>
  onChange(state: QueueState): void
}

export class Queue {
  readonly #options: QueueOptions
  #entries: readonly QueueEntry[] = []
  #isHeld = false
  #notice: string | null = null
  #isClosed = false
  /** Changes go one after the other; the first is reading what was there before. */
  #last: Promise<unknown>

  constructor(options: QueueOptions) {
    this.#options = options
    this.#last = this.#read()
  }

  /** As it stands, once what was there before has been read. */
  async state(): Promise<QueueState> {
    await this.#last
    return this.#state()
  }

  /** As it stands now. */
  get now(): QueueState {
    return this.#state()
  }

  /** Adds entries at the end, all or none; the first starts at once when nothing trains. */
  add(added: readonly NewEntry[]): Promise<Result<QueueState>> {
    const addedAt = new Date().toISOString()
    // The id and the time are what NewEntry leaves out.
    const entries = added.map((one) => ({ ...one, id: randomUUID(), addedAt }) as QueueEntry)
    return this.#change((all) => [...all, ...entries])
  }

  /** Puts an entry at an index, counted without it; one that has just started is not there to be moved. */
  move(id: string, index: number): Promise<Result<QueueState>> {
    return this.#change((all) => {
      const moved = all.find((one) => one.id === id)
      return moved ? all.filter((one) => one !== moved).toSpliced(index, 0, moved) : all
    })
  }

  cancel(ids: readonly string[]): Promise<Result<QueueState>> {
    return this.#change((all) => all.filter(({ id }) => !ids.includes(id)))
  }

  /** Held, it starts nothing. */
  hold(isHeld: boolean): Promise<Result<QueueState>> {
    return this.#inTurn(async () => {
      this.#isHeld = isHeld
      this.#notice = null
      this.#tell()
      await this.#startNext()
      return success(this.#state())
    })
  }

  /** Nothing trains any more: starts the next one. */
  next(): void {
    void this.#inTurn(() => this.#startNext())
  }

  /** Starts nothing from now on, and waits until what is being written is on disk. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#last
  }

  async #read(): Promise<void> {
    const { entries, notice } = await this.#options.keeper.read()
    this.#entries = entries
    this.#notice = notice
    // What was left from before starts only when a person says so.
    this.#isHeld = entries.length > 0
    if (this.#isHeld || notice) this.#tell()
  }

  #change(
    change: (entries: readonly QueueEntry[]) => readonly QueueEntry[],
  ): Promise<Result<QueueState>> {
    return this.#inTurn(async () => {
      const failed = await this.#replace(change(this.#entries))
      if (failed) return failed
      await this.#startNext()
      return success(this.#state())
    })
  }

  async #replace(entries: readonly QueueEntry[]): Promise<Failure | null> {
    const failed = await this.#options.keeper.write(entries)
    if (failed) return failed
    this.#entries = entries
    this.#tell()
    return null
  }

  /** A crash between a start and its leaving the queue starts it twice rather than never. */
  async #startNext(): Promise<void> {
    for (;;) {
      const [next, ...rest] = this.#entries
      if (!next || this.#isHeld || this.#isClosed || this.#options.isBusy()) return
      const turn = await this.#options.start(next)
      if (turn.type === 'busy') return
      if (turn.type === 'stuck') return this.#holdFor(turn.failure.message)
      const unwritten = await this.#replace(rest)
      if (!unwritten) continue
      // It must not start again in this session, whatever the file says.
      this.#entries = rest
      return this.#holdFor(unwritten.message)
    }
  }

  #holdFor(notice: string): void {
    this.#isHeld = true
    this.#notice = notice
    this.#tell()
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  #state(): QueueState {
    const notice = this.#notice === null ? {} : { notice: this.#notice }
    return { entries: this.#entries, isHeld: this.#isHeld, ...notice }
  }

  #tell(): void {
    this.#options.onChange(this.#state())
  }
}
