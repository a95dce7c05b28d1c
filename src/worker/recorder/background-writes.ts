// Writes one file after the other beside training, and gives up on those that fail: the recorder never stops a run.
import type { Failure } from '#shared/protocol/result'

export class BackgroundWrites {
  readonly #onFailure: (failure: Failure) => void
  #last: Promise<void> = Promise.resolve()
  #hasFailed = false

  /** @param onFailure called for the first write that fails, and not again */
  constructor(onFailure: (failure: Failure) => void) {
    this.#onFailure = onFailure
  }

  /** Begins a write when those before it are done, and calls `done` when it is on disk. */
  add(write: () => Promise<Failure | null>, done?: () => void): void {
    this.#last = this.#last.then(async () => {
      const failed = await write()
      if (!failed) done?.()
      else this.#tell(failed)
    })
  }

  /** Resolves when everything is on disk or was given up. */
  settled(): Promise<void> {
    return this.#last
  }

  #tell(failed: Failure): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#onFailure(failed)
  }
}
