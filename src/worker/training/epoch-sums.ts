// The training loss and accuracy of the epoch under way: each step counts by its weight.
import type { StepColumns } from '#shared/domain/run'
import type { CheckpointState } from './checkpoint/state'

interface Sums {
  readonly loss: number
  readonly accuracy: number
  readonly weight: number
}

const nothing: Sums = { loss: 0, accuracy: 0, weight: 0 }

export class EpochSums {
  #sums: Sums

  /**
   * @param stored of a checkpoint; null: an epoch begins
   * @param rows what the sums of an older checkpoint, which does not say, are of: its task counted rows
   */
  constructor(stored: CheckpointState['sums'] | null, rows: number) {
    this.#sums = stored ? { ...stored, weight: stored.weight ?? rows } : nothing
  }

  /** Each step's mean times its weight, and the weights. */
  get state(): Sums {
    return this.#sums
  }

  /** Of the epoch so far. */
  get means(): { readonly loss: number; readonly accuracy: number } {
    const { loss, accuracy, weight } = this.#sums
    return { loss: loss / weight, accuracy: accuracy / weight }
  }

  /** Counts steps; `weights` has one for each that counts. */
  add({ loss: losses, accuracy: accuracies }: StepColumns, weights: ArrayLike<number>): void {
    let { loss, accuracy, weight } = this.#sums
    for (let index = 0; index < weights.length; index++) {
      const counted = weights[index]
      loss += losses[index] * counted
      accuracy += accuracies[index] * counted
      weight += counted
    }
    this.#sums = { loss, accuracy, weight }
  }

  /** The next epoch begins. */
  clear(): void {
    this.#sums = nothing
  }
}
