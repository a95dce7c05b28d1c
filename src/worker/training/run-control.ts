// How a person's wish to stop reaches work under way; looked at between batches.

export class RunControl {
  #stops = 0

  /** Asks the work to end. Asked again, it leaves out the closing measurement too. */
  stop(): void {
    this.#stops++
  }

  get isStopped(): boolean {
    return this.#stops > 0
  }

  get isHurried(): boolean {
    return this.#stops > 1
  }
}
