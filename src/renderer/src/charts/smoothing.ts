// Smooths a noisy column of step values: an exponential moving average without the pull towards zero at its start.

/**
 * The debiased exponential moving average of a growing column, kept up to date step by step.
 * Debiasing as in Adam (Kingma and Ba, 2014, section 3): the average is divided by the weight it has seen.
 */
export class SmoothedColumn {
  #weight = 0
  #column: Float32Array | null = null
  #values = new Float32Array(0)
  #count = 0
  #average = 0
  #mass = 0

  /**
   * The smoothed values of the first `count` entries of `column`; only entries not seen before are read.
   * The answer is reused by the next call.
   * @param weight of the past, 0 (no smoothing) to below 1
   */
  update(column: Float32Array, count: number, weight: number): Float32Array {
    // Another array may hold other values: it has grown, or the run was read anew.
    const isOther = column !== this.#column
    this.#column = column
    if (isOther || weight !== this.#weight || count < this.#count) this.#restart(weight)
    if (this.#values.length < count) this.#grow(column.length)
    for (; this.#count < count; this.#count++) {
      this.#values[this.#count] = this.#next(column[this.#count])
    }
    return this.#values
  }

  #restart(weight: number): void {
    this.#weight = weight
    this.#count = 0
    this.#average = 0
    this.#mass = 0
  }

  #grow(capacity: number): void {
    const values = new Float32Array(capacity)
    values.set(this.#values.subarray(0, this.#count))
    this.#values = values
  }

  // A step without a number (NaN loss) leaves the average as it is.
  #next(value: number): number {
    if (Number.isFinite(value)) {
      this.#average = this.#weight * this.#average + (1 - this.#weight) * value
      this.#mass = this.#weight * this.#mass + (1 - this.#weight)
    }
    return this.#mass === 0 ? Number.NaN : this.#average / this.#mass
  }
}
