// Goes through the tokens of collected rows, telling apart tokens that had the same provisional id one after the other.
import type { RowCollector } from './collect-rows'
import type { Integers } from './storage/integers'

/** Stands for a token that was dropped as too rare. */
const dropped = -1

/** What is gone through: rows, or pieces of documents. */
export type Collected = Pick<RowCollector, 'store' | 'dictionary' | 'generations'>

export class ProvisionalIds {
  readonly #tokens: Integers

  constructor(private readonly collector: Collected) {
    this.#tokens = collector.store.ids()
  }

  /** Gives the ids of each row in turn; a negative one stands for a token that was dropped. */
  fromStart(): { take(): Int32Array } {
    const { store, generations, dictionary } = this.collector
    const { births } = dictionary
    let row = 0
    let at = 0
    let generation = 0
    return {
      take: () => {
        while (generations[generation] <= row) generation++
        const ids = this.#tokens.subarray(at, (at += store.lengths.at(row++)))
        if (generations.length === 0) return ids
        return ids.map((id) => (births[id] <= generation ? id : dropped))
      },
    }
  }
}
