// Epochs whose four numbers are made from one, for tests of what watches them.
import type { EpochMetrics } from '#shared/domain/run'

/** An epoch with `value` where a test looks and numbers that must not be taken for it elsewhere. */
export function epochWith(
  epoch: number,
  metric: 'loss' | 'accuracy' | 'valLoss' | 'valAccuracy',
  value: number,
): EpochMetrics {
  const others = { loss: 1000 - epoch, accuracy: epoch, valLoss: 1000 - epoch, valAccuracy: epoch }
  return { epoch, ...others, [metric]: value, seconds: 1, step: epoch * 10 }
}
