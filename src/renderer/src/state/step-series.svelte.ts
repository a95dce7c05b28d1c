// The steps of a run as growing columns of numbers; one counter tells the charts that they grew.
import type { StepColumns } from '#shared/domain/run'

const columns = [
  'loss',
  'accuracy',
  'gradientNorm',
  'milliseconds',
  'learningRate',
  'seconds',
] as const

export class StepSeries {
  /** Grows by one with each batch; read it to follow the columns, which are not reactive themselves. */
  version = $state(0)
  /** How many values of each column count; the arrays have room for more. Index i is step i + 1. */
  count = 0
  loss = new Float32Array(1024)
  accuracy = new Float32Array(1024)
  gradientNorm = new Float32Array(1024)
  milliseconds = new Float32Array(1024)
  learningRate = new Float32Array(1024)
  /** Of training, from the run's start to the end of each step. */
  seconds = new Float32Array(1024)

  /** Forgets everything, before a run is read anew. */
  clear(): void {
    this.count = 0
    for (const name of columns) this[name] = new Float32Array(1024)
    this.version++
  }

  /** Takes a batch; steps that are missing before it stay NaN, steps known already are replaced. */
  append(batch: StepColumns): void {
    const from = batch.first - 1
    const to = from + batch.loss.length
    if (from < 0 || batch.loss.length === 0) return
    this.#reserve(to)
    for (const name of columns) {
      if (from > this.count) this[name].fill(Number.NaN, this.count, from)
      this[name].set(batch[name], from)
    }
    this.count = Math.max(this.count, to)
    this.version++
  }

  #reserve(size: number): void {
    if (size <= this.loss.length) return
    let capacity = this.loss.length
    while (capacity < size) capacity *= 2
    for (const name of columns) {
      const grown = new Float32Array(capacity)
      grown.set(this[name].subarray(0, this.count))
      this[name] = grown
    }
  }
}
