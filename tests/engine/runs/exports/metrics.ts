// Metrics for the tests of the exports: two epochs of two steps, and a step after them.
import type { EpochMetrics, StepColumns } from '#shared/domain/run'

/** `count` steps from `first` on, with figures that tell them apart. */
export function stepsOf(first: number, count: number): StepColumns {
  const column = (figure: (step: number) => number): Float32Array =>
    Float32Array.from({ length: count }, (_, index) => figure(first + index))
  return {
    first,
    loss: column((step) => 1 / step),
    accuracy: column((step) => step / 8),
    gradientNorm: column((step) => step * 2),
    milliseconds: column(() => 50),
    learningRate: column(() => 0.001),
    seconds: column((step) => step / 4),
  }
}

/** The same epoch as of a language model, which has no accuracy here. */
export function writtenEpochOf(epoch: number): EpochMetrics {
  return {
    ...epochOf(epoch),
    accuracy: Number.NaN,
    valAccuracy: Number.NaN,
    extras: { perplexity: 8 / epoch, valPerplexity: 10 / epoch, valBitsPerCharacter: 2 / epoch },
  }
}

/** The epoch that ends with step `2 * epoch`. */
export function epochOf(epoch: number): EpochMetrics {
  return {
    epoch,
    loss: 0.5 / epoch,
    accuracy: 0.25 * epoch,
    valLoss: 0.75 / epoch,
    valAccuracy: 0.125 * epoch,
    seconds: 0.5,
    step: 2 * epoch,
  }
}
