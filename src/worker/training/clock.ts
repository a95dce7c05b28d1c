// Counts the seconds of a run: reading, training and validating, without the time in which it was paused.

export class RunClock {
  readonly #now: () => number
  #before: number
  #runningSince: number | null

  /**
   * Runs from now on.
   * @param before seconds from before the run was taken up again
   * @param now milliseconds
   */
  constructor(before = 0, now = () => performance.now()) {
    this.#before = before
    this.#now = now
    this.#runningSince = now()
  }

  get seconds(): number {
    const since = this.#runningSince
    return this.#before + (since === null ? 0 : (this.#now() - since) / 1000)
  }

  hold(): void {
    this.#before = this.seconds
    this.#runningSince = null
  }

  goOn(): void {
    this.#runningSince ??= this.#now()
  }
}
