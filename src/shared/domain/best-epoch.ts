// Which epoch is the best: the one whose model a run keeps, and what early stopping and plateaus compare by.
import type { Monitor, TrainingOptions } from '../experiment/training'
import { plural } from './format'
import type { EpochMetrics } from './run'

/** What people call each metric in a sentence. */
export const monitorWords: Readonly<Record<Monitor, string>> = {
  valLoss: 'validation loss',
  valAccuracy: 'validation accuracy',
  loss: 'training loss',
  accuracy: 'training accuracy',
}

/**
 * What chooses the epoch whose model is kept: early stopping's monitor, else bestMetric.
 * Null when the last epoch is kept, as early stopping without restoreBestWeights does in Keras.
 */
export function monitorOf(
  training: Pick<TrainingOptions, 'earlyStopping' | 'bestMetric'>,
): Monitor | null {
  const { earlyStopping, bestMetric } = training
  if (!earlyStopping) return bestMetric ?? 'valAccuracy'
  return earlyStopping.restoreBestWeights ? earlyStopping.monitor : null
}

/** The monitored number of an epoch. */
export function valueOf(monitor: Monitor, metrics: EpochMetrics): number {
  return metrics[monitor]
}

/** Whether a smaller number is the better one. */
export function isLoss(monitor: Monitor): boolean {
  return monitor === 'loss' || monitor === 'valLoss'
}

/**
 * Whether `value` is better than the best so far by more than `minDelta`; anything is better than none (null).
 * What is not a finite number is never better, and an equal value is not, so that the first of equals is kept.
 */
export function isBetter(
  monitor: Monitor,
  value: number,
  than: number | null,
  minDelta = 0,
): boolean {
  if (!Number.isFinite(value)) return false
  if (than === null) return true
  return isLoss(monitor) ? value + minDelta < than : value - minDelta > than
}

/** "validation loss has not fallen by more than 0.01 for 3 epochs". */
export function describeWait(monitor: Monitor, minDelta: number, epochs: number): string {
  const verb = isLoss(monitor) ? 'fallen' : 'risen'
  const least = minDelta > 0 ? ` by more than ${minDelta}` : ''
  return `${monitorWords[monitor]} has not ${verb}${least} for ${plural(epochs, 'epoch')}`
}
