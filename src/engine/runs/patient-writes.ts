// Writes a run's files one after the other, and waits for room when the disk is full, so that nothing is lost.
import type { Failure } from '#shared/protocol/result'

/** Null when it is on disk; after `disk-full` it is called again, so a half done write has to be repeatable. */
export type Write = () => Promise<Failure | null>

export interface PatientWritesOptions {
  /** Between two attempts on a full disk. */
  readonly retryMs: number
  /** The disk is full; once until there is room again. */
  onFull(): void
  onRoom(): void
  /** A file cannot be written for another reason; once, and nothing is written after it. */
  onFailure(failure: Failure): void
}

export class PatientWrites {
  readonly #options: PatientWritesOptions
  #last: Promise<void> = Promise.resolve()
  #failure: Failure | null = null
  #isFull = false
  #hasGivenUp = false
  #wake: (() => void) | null = null

  constructor(options: PatientWritesOptions) {
    this.#options = options
  }

  /** Why nothing is written any more; null while all is well, or may be soon. */
  get failure(): Failure | null {
    return this.#failure
  }

  get isFull(): boolean {
    return this.#isFull
  }

  /** Queues a write; `done` is called when it is on disk. */
  add(write: Write, done?: () => void): void {
    this.#last = this.#last.then(async () => {
      if (this.#failure) return
      const failed = await this.#write(write)
      if (failed) this.#fail(failed)
      else done?.()
    })
  }

  /** Waits until everything queued is on disk or lost. */
  async settle(): Promise<void> {
    await this.#last
  }

  /** Does not wait for room any longer: what cannot be written now is lost. */
  giveUp(): void {
    this.#hasGivenUp = true
    this.#wake?.()
  }

  async #write(write: Write): Promise<Failure | null> {
    let failed = await write()
    while (failed?.code === 'disk-full' && !this.#hasGivenUp) {
      if (!this.#isFull) {
        this.#isFull = true
        this.#options.onFull()
      }
      await this.#wait()
      failed = await write()
    }
    if (this.#isFull && !failed) {
      this.#isFull = false
      this.#options.onRoom()
    }
    return failed
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.retryMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#hasGivenUp) this.#wake()
    })
  }

  #fail(failed: Failure): void {
    this.#failure = failed
    this.#options.onFailure(failed)
  }
}
