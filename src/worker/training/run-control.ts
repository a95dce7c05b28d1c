// How a person's wish to pause, go on or stop reaches work under way; looked at between batches.

export class RunControl {
  #stops = 0
  #isPaused = false
  #waiting: (() => void)[] = []

  /** Asks the work to end, also while it is paused. Asked again, it leaves out the closing measurement too. */
  stop(): void {
    this.#stops++
    this.#tell()
  }

  /** Asks the work to hold. */
  pause(): void {
    this.#isPaused = true
    this.#tell()
  }

  /** Takes the wish to hold back. */
  goOn(): void {
    this.#isPaused = false
    this.#tell()
  }

  get isStopped(): boolean {
    return this.#stops > 0
  }

  get isHurried(): boolean {
    return this.#stops > 1
  }

  /** A stop ends a pause. */
  get isPaused(): boolean {
    return this.#isPaused && !this.isStopped
  }

  /** Resolves at the next wish of any kind. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #tell(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
