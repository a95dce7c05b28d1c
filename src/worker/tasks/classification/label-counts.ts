// How often each label was there, was predicted, and both: what precision, recall and F1 of several labels a row come from.
import type { ClassMetrics } from '#shared/domain/metrics'

export interface LabelCounts {
  readonly actual: Float64Array
  readonly predicted: Float64Array
  readonly hits: Float64Array
  /** A row's labels, and those that were predicted. */
  add(actual: ArrayLike<number>, predicted: readonly number[]): void
}

export function labelCounts(labels: number): LabelCounts {
  const counts = {
    actual: new Float64Array(labels),
    predicted: new Float64Array(labels),
    hits: new Float64Array(labels),
  }
  const add: LabelCounts['add'] = (actual, predicted) => {
    for (let index = 0; index < actual.length; index++) {
      counts.actual[actual[index]]++
      if (predicted.includes(actual[index])) counts.hits[actual[index]]++
    }
    for (const label of predicted) counts.predicted[label]++
  }
  return { ...counts, add }
}

/** Precision, recall and F1 of each label; a label that is never predicted has precision 0. */
export function labelMetrics(
  { actual, predicted, hits }: LabelCounts,
  labels: readonly string[],
): ClassMetrics[] {
  return labels.map((label, id) => {
    const precision = predicted[id] === 0 ? 0 : hits[id] / predicted[id]
    const recall = actual[id] === 0 ? 0 : hits[id] / actual[id]
    return {
      label,
      precision,
      recall,
      f1: f1Of(hits[id], actual[id], predicted[id]),
      support: actual[id],
    }
  })
}

/** F1 of all labels taken together, each occurrence with the same weight (scikit-learn's micro average); 0 for none. */
export function microF1({ actual, predicted, hits }: LabelCounts): number {
  return f1Of(sumOf(hits), sumOf(actual), sumOf(predicted))
}

function f1Of(hits: number, actual: number, predicted: number): number {
  return actual + predicted === 0 ? 0 : (2 * hits) / (actual + predicted)
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
