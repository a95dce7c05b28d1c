// What a chart says at a step, in numbers and in a sentence, for the card at the cursor and for screen readers.
import { formatCount, formatScore } from '#shared/domain/format'
import type { EpochMetrics } from '#shared/domain/run'
import type { ChartRun, Metric } from './metric'

/** The values of one run at a step; null where the run has none there. */
export interface ReadoutRow {
  readonly runId: string
  readonly name: string
  readonly colorIndex: number
  readonly training: number | null
  readonly validation: { readonly value: number; readonly epoch: number } | null
}

/**
 * The values of a run at `step`: the smoothed training value there, and the validation after the last epoch
 * that had ended by then.
 */
export function readAt(
  run: ChartRun,
  metric: Metric,
  smoothed: Float32Array,
  step: number,
  name = run.record.name,
): ReadoutRow {
  const index = Math.round(step) - 1
  const known = index >= 0 && index < run.steps.count
  const epoch = metric.validation ? epochEndedBy(run.epochs, step) : undefined
  return {
    runId: run.id,
    name,
    colorIndex: run.colorIndex,
    training: known ? smoothed[index] : null,
    validation:
      metric.validation && epoch ? { value: metric.validation(epoch), epoch: epoch.epoch } : null,
  }
}

/** The last epoch that had ended at `step`, if any had. */
export function epochEndedBy(
  epochs: readonly EpochMetrics[],
  step: number,
): EpochMetrics | undefined {
  return epochs.findLast((epoch) => epoch.step <= step)
}

/** `Step 1,240: training loss 0.412, validation loss 0.431 after epoch 3`. */
export function readoutSentence(step: number, metric: Metric, rows: readonly ReadoutRow[]): string {
  const parts = rows.map((row) => {
    const values = [
      row.training === null ? null : `training ${metric.word} ${formatScore(row.training)}`,
      row.validation === null
        ? null
        : `validation ${metric.word} ${formatScore(row.validation.value)} after epoch ${row.validation.epoch}`,
    ].filter((part) => part !== null)
    const text = values.length > 0 ? values.join(', ') : 'no values'
    return rows.length > 1 ? `${row.name}: ${text}` : text
  })
  return `Step ${formatCount(step)}: ${parts.join('; ')}`
}
