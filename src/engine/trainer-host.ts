// Keeps a trainer thread at hand: starts it at the first call, and settles what is pending when it dies.
import { failure, success, type Result } from '#shared/protocol/result'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { TrainerThread, type Trainer } from './trainer-thread'

export interface TrainerHostOptions {
  /** The trainer's built file. */
  readonly file: string
  /** What the thread is called in sentences, e.g. "training thread". */
  readonly name: string
  onEvent(event: TrainerEvent): void
  /** The thread died without being asked to; the next call starts a new one. */
  onDeath(message: string): void
}

export class TrainerHost {
  readonly #options: TrainerHostOptions
  #thread: TrainerThread | null = null
  #closed = false
  /** Why a thread was ended on purpose, in a sentence. */
  readonly #dismissed = new WeakMap<TrainerThread, string>()

  constructor(options: TrainerHostOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#thread !== null
  }

  /** Makes a call whose answer is any value; `trainer-died` when the thread ends before it answers. */
  async call<Value>(use: (trainer: Trainer) => Promise<Value>): Promise<Result<Value>> {
    if (this.#closed) return failure('trainer-died', `The ${this.#options.name} has been closed.`)
    const thread = this.#start()
    const answer = use(thread.trainer).then(success)
    // When the thread ends first, a late rejection is nobody's.
    answer.catch(() => undefined)
    const death = thread.ended.then((reason) =>
      failure('trainer-died', this.#sentence(thread, reason)),
    )
    return Promise.race([answer, death])
  }

  /** Makes a call whose answer is itself a success or a failure. */
  async ask<Value>(use: (trainer: Trainer) => Promise<Result<Value>>): Promise<Result<Value>> {
    const answered = await this.call(use)
    return answered.ok ? answered.value : answered
  }

  /** Ends the thread on purpose; what is pending fails with `reason`, and the next call starts another thread. */
  async dismiss(reason: string): Promise<void> {
    const thread = this.#thread
    if (!thread) return
    this.#dismissed.set(thread, reason)
    await thread.terminate()
  }

  /** Ends the thread as if it had crashed; for tests of what happens then. */
  async kill(): Promise<void> {
    await this.#thread?.terminate()
  }

  /** Ends the thread; no call starts another. */
  async close(): Promise<void> {
    this.#closed = true
    await this.dismiss('The lab was closed.')
  }

  #start(): TrainerThread {
    if (this.#thread) return this.#thread
    const thread = new TrainerThread(this.#options.file, (event) => this.#options.onEvent(event))
    this.#thread = thread
    void thread.ended.then((reason) => {
      this.#thread = null
      if (!this.#dismissed.has(thread)) this.#options.onDeath(this.#sentence(thread, reason))
    })
    return thread
  }

  #sentence(thread: TrainerThread, reason: string): string {
    return (
      this.#dismissed.get(thread) ??
      `The ${this.#options.name} ended unexpectedly (${reason}); the next call starts a new one.`
    )
  }
}
