// How long the texts of a dataset are.
import type { DatasetReport } from '#shared/domain/dataset'

const histogramBins = 30
/** Lengths below this are counted in an array, the few above in a map. */
const mostCounted = 2 ** 20

/** Counts lengths as they come, so that millions of them need neither be kept nor sorted. */
export class LengthCounter {
  #counts = new Float64Array(1024)
  readonly #long = new Map<number, number>()
  #texts = 0
  #tokens = 0
  #maximum = 0

  get texts(): number {
    return this.#texts
  }

  get tokens(): number {
    return this.#tokens
  }

  add(length: number): void {
    this.#texts++
    this.#tokens += length
    this.#maximum = Math.max(this.#maximum, length)
    if (length >= mostCounted) this.#long.set(length, (this.#long.get(length) ?? 0) + 1)
    else {
      if (length >= this.#counts.length) this.#grow(length)
      this.#counts[length]++
    }
  }

  /** Percentiles (nearest rank) and a histogram of lengths in tokens. */
  describe(): DatasetReport['length'] {
    const [minimum, median, p90, p95, p99] = this.#ranks([0, 0.5, 0.9, 0.95, 0.99])
    return {
      ...{ minimum, median, p90, p95, p99, maximum: this.#maximum },
      mean: this.#texts === 0 ? 0 : this.#tokens / this.#texts,
      histogram: this.#histogram(p99),
    }
  }

  /** @param shares rising */
  #ranks(shares: readonly number[]): number[] {
    const found: number[] = []
    let before = 0
    for (const [length, count] of this.#entries()) {
      before += count
      while (found.length < shares.length && before >= this.#rankOf(shares[found.length]))
        found.push(length)
    }
    return shares.map((_share, index) => found[index] ?? this.#maximum)
  }

  /** From 1. */
  #rankOf(share: number): number {
    return Math.max(1, Math.ceil(share * this.#texts))
  }

  #histogram(p99: number): DatasetReport['length']['histogram'] {
    const step = Math.max(1, Math.ceil((p99 + 1) / histogramBins))
    const counts = new Array<number>(Math.ceil((p99 + 1) / step)).fill(0)
    for (const [length, count] of this.#entries())
      counts[Math.min(counts.length - 1, Math.floor(length / step))] += count
    return { step, counts }
  }

  /** Lengths that occur and how often, by rising length. */
  *#entries(): Generator<readonly [number, number]> {
    for (const [length, count] of this.#counts.entries()) if (count > 0) yield [length, count]
    yield* [...this.#long].sort(([one], [other]) => one - other)
  }

  #grow(length: number): void {
    const larger = new Float64Array(Math.max(length + 1, 2 * this.#counts.length))
    larger.set(this.#counts)
    this.#counts = larger
  }
}

/** Percentiles (nearest rank) and a histogram of lengths in tokens. */
export function describeLengths(lengths: Int32Array): DatasetReport['length'] {
  const counter = new LengthCounter()
  for (const length of lengths) counter.add(length)
  return counter.describe()
}
