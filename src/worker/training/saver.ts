// Writes a run's files in the background of training, one after the other, and waits for room on a full disk.
import type { Failure } from '#shared/protocol/result'

/** Between two tries on a full disk, in milliseconds. */
export const retryMs = 3000

/** A write: null when it is on disk. */
type Write = () => Promise<Failure | null>

export class Saver {
  readonly #retryMs: number
  #last: Promise<void> = Promise.resolve()
  #waiting = 0
  #failure: Failure | null = null
  #fullDisk: Failure | null = null
  #lost: Failure | null = null
  #isHurried = false
  #wakers: (() => void)[] = []

  constructor(retry = retryMs) {
    this.#retryMs = retry
  }

  /** Why a write cannot be done at all; nothing more is written after it. */
  get failure(): Failure | null {
    return this.#failure
  }

  /** Why a write waits for room; it is tried again and again. */
  get fullDisk(): Failure | null {
    return this.#isHurried ? null : this.#fullDisk
  }

  /** A write that was given up after `hurry`. */
  get lost(): Failure | null {
    return this.#lost
  }

  /** Begins a write when those before it are done, and calls `done` when it is on disk. */
  add(write: Write, done: () => void): void {
    this.#waiting++
    this.#last = this.#last.then(async () => {
      if (!this.#failure && (await this.#writeInTime(write))) done()
      this.#waiting--
      this.#tell()
    })
  }

  /** Resolves when everything is on disk or has failed, or when a write waits for room. */
  async calm(): Promise<void> {
    while (this.#waiting > 0 && !this.fullDisk) await this.#changed()
  }

  /** Resolves at the next write that is done, fails or begins to wait, or at a hurry. */
  #changed(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve))
  }

  /** Resolves when no write waits for room any more. */
  async room(): Promise<void> {
    while (this.fullDisk) await this.#changed()
  }

  /** From now on a full disk is not waited for: each write is tried once more and then given up. */
  hurry(): void {
    this.#isHurried = true
    this.#tell()
  }

  async #writeInTime(write: Write): Promise<boolean> {
    for (;;) {
      const failed = await write()
      const isFull = failed?.code === 'disk-full'
      if (!isFull) this.#failure = failed
      else if (this.#isHurried) this.#lost = failed
      this.#fullDisk = isFull && !this.#isHurried ? failed : null
      this.#tell()
      if (!this.#fullDisk) return failed === null
      await this.#waitForNextTry()
    }
  }

  async #waitForNextTry(): Promise<void> {
    const end = performance.now() + this.#retryMs
    const timer = setTimeout(() => this.#tell(), this.#retryMs + 1)
    while (!this.#isHurried && performance.now() < end) await this.#changed()
    clearTimeout(timer)
  }

  #tell(): void {
    const wakers = this.#wakers
    this.#wakers = []
    for (const wake of wakers) wake()
  }
}
