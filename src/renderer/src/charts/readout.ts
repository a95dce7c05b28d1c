// What a chart says at its cursor, in numbers and in a sentence, for the card there and for screen readers.
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
 * The values of a run at a step: the smoothed training value there, and the validation after the last epoch
 * that had ended by then.
 * @param smoothed the value to show at the step; NaN where there is none
 */
export function readAt(
  run: ChartRun,
  metric: Metric,
  smoothed: number,
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
    training: known && !metric.isOfEpochs ? smoothed : null,
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

/** `Step 1,240: training loss 0.412, validation loss 0.431 after epoch 3`; `where` is the part before the colon. */
export function readoutSentence(
  where: string,
  metric: Metric,
  rows: readonly ReadoutRow[],
): string {
  const parts = rows.slice(0, mostRows).map((row) => {
    const values = [
      row.training === null ? null : `training ${metric.word} ${metric.format(row.training)}`,
      row.validation === null
        ? null
        : `validation ${metric.word} ${metric.format(row.validation.value)} after epoch ${row.validation.epoch}`,
    ].filter((part) => part !== null)
    const text = values.length > 0 ? values.join(', ') : 'no values'
    return rows.length > 1 ? `${row.name}: ${text}` : text
  })
  const rest = rows.length > mostRows ? `; and ${rows.length - mostRows} more` : ''
  return `${where}: ${parts.join('; ')}${rest}`
}

/** More rows than this are not read at a glance. */
export const mostRows = 8

/**
 * The rows that a card shows: all of a few runs; of many, those that lie nearest to `value`, in the order of
 * their values.
 */
export function nearestRows(
  rows: readonly ReadoutRow[],
  value: number | null,
): readonly ReadoutRow[] {
  if (rows.length <= mostRows) return rows
  const near = [...rows].sort((one, other) => distance(one, value) - distance(other, value))
  return near.slice(0, mostRows).sort((one, other) => valueOf(other) - valueOf(one))
}

/** The run whose training or validation value lies nearest to `value`, within `most`; null for none. */
export function nearestRun(
  rows: readonly ReadoutRow[],
  value: number,
  most: number,
): string | null {
  let nearest: string | null = null
  let least = most
  for (const row of rows) {
    const away = distance(row, value)
    if (!(away <= least)) continue
    least = away
    nearest = row.runId
  }
  return nearest
}

function distance(row: ReadoutRow, value: number | null): number {
  if (value === null) return 0
  const values = [row.training, row.validation?.value].filter((one) => Number.isFinite(one))
  return Math.min(Infinity, ...values.map((one) => Math.abs(Number(one) - value)))
}

function valueOf(row: ReadoutRow): number {
  return row.training ?? row.validation?.value ?? -Infinity
}
