// Which pair of tokens is the most frequent, while their counts change.

/** A binary heap. A pair is in it once for each count it was put with; `take` goes by the count that is true now. */
export class PairQueue {
  readonly #pairs: number[] = []
  readonly #counts: number[] = []

  /** @param current how often each pair occurs now; looked at in every call */
  constructor(private readonly current: ReadonlyMap<number, number>) {
    for (const pair of current.keys()) this.put(pair)
  }

  /** Takes a pair in with its count of now. */
  put(pair: number): void {
    let place = this.#pairs.length
    this.#pairs.push(pair)
    this.#counts.push(this.current.get(pair) ?? 0)
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!this.#isBefore(place, parent)) return
      this.#swap(place, parent)
      place = parent
    }
  }

  /** Removes and gives the most frequent pair, of equals the one with the lower number; undefined when there is none left. */
  take(): number | undefined {
    while (this.#pairs.length > 0) {
      const [pair, count] = [this.#pairs[0], this.#counts[0]]
      this.#removeFirst()
      const now = this.current.get(pair) ?? 0
      if (now === count) return pair
      // It became rarer since it was put; more frequent ones were put again.
      if (now > 0 && now < count) this.put(pair)
    }
    return undefined
  }

  #removeFirst(): void {
    const last = this.#pairs.length - 1
    this.#swap(0, last)
    this.#pairs.pop()
    this.#counts.pop()
    let place = 0
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2]
      let best = place
      if (left < last && this.#isBefore(left, best)) best = left
      if (right < last && this.#isBefore(right, best)) best = right
      if (best === place) return
      this.#swap(place, best)
      place = best
    }
  }

  #isBefore(one: number, other: number): boolean {
    const difference = this.#counts[one] - this.#counts[other]
    return difference > 0 || (difference === 0 && this.#pairs[one] < this.#pairs[other])
  }

  #swap(one: number, other: number): void {
    const [pairs, counts] = [this.#pairs, this.#counts]
    ;[pairs[one], pairs[other]] = [pairs[other], pairs[one]]
    ;[counts[one], counts[other]] = [counts[other], counts[one]]
  }
}
