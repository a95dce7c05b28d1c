// Chance with a seed: the same seed throws the same, so that a finding can be had again.
import { seededRandom } from '../../src/worker/text/random'

export class Dice {
  private readonly random: () => number

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.random() * count)
  }

  /** From one to another, both possible. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]
  }

  /** True in this share of the throws. */
  chance(share: number): boolean {
    return this.random() < share
  }
}
