// Ends training when a metric has not become better for some epochs, as Keras's callback does.
import { z } from 'zod'
import type { EarlyStoppingOptions } from '../experiment/training'
import { describeWait, isBetter, valueOf } from './best-epoch'
import { formatCount } from './format'
import type { EpochMetrics } from './run'

/** What early stopping remembers between epochs. */
export const earlyStoppingStateSchema = z.object({
  /** Of the epochs that were better by more than minDelta; null before the first. */
  best: z.number().nullable(),
  /** Epochs since then. */
  waited: z.int().min(0),
})
export type EarlyStoppingState = z.output<typeof earlyStoppingStateSchema>

/**
 * Hears each epoch in turn and says when to end: https://keras.io/api/callbacks/early_stopping/
 * As in Keras, patience 0 and 1 both end training at the first epoch that is no better.
 */
export class EarlyStopping {
  readonly #options: EarlyStoppingOptions
  #state: EarlyStoppingState

  constructor(
    options: EarlyStoppingOptions,
    state: EarlyStoppingState = { best: null, waited: 0 },
  ) {
    this.#options = options
    this.#state = state
  }

  /** For a checkpoint; a new instance with it goes on where this one is. */
  get state(): EarlyStoppingState {
    return this.#state
  }

  /** Hears an epoch's metrics; a sentence why training ends now, else null. */
  epochEnded(metrics: EpochMetrics): string | null {
    const { monitor, minDelta, patience } = this.#options
    const value = valueOf(monitor, metrics)
    if (isBetter(monitor, value, this.#state.best, minDelta)) {
      this.#state = { best: value, waited: 0 }
      return null
    }
    const waited = this.#state.waited + 1
    this.#state = { ...this.#state, waited }
    if (waited < patience) return null
    return `Stopped early after epoch ${formatCount(metrics.epoch)}: ${describeWait(monitor, minDelta, waited)}.`
  }
}
