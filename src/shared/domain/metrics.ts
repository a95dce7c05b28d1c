// Classification metrics from a confusion matrix. Definitions as in scikit-learn's model evaluation guide.

/** counts[actual][predicted], rows and columns in the order of the labels. */
export type ConfusionMatrix = readonly (readonly number[])[]

export interface ClassMetrics {
  readonly label: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** How many rows have this label. */
  readonly support: number
}

/** Counts how often each actual class (first index) was predicted as each class (second index). */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let row = 0; row < actual.length; row++) counts[actual[row]][predicted[row]]++
  return counts
}

/** Share of rows on the diagonal; 0 for no rows. */
export function accuracyOf(matrix: ConfusionMatrix): number {
  let right = 0
  let all = 0
  for (const [index, row] of matrix.entries()) {
    right += row[index]
    for (const count of row) all += count
  }
  return all === 0 ? 0 : right / all
}

/** Precision, recall and F1 per class; a class never predicted has precision 0. */
export function classMetrics(matrix: ConfusionMatrix, labels: readonly string[]): ClassMetrics[] {
  return labels.map((label, index) => {
    const hits = matrix[index][index]
    const support = matrix[index].reduce((sum, count) => sum + count, 0)
    const predicted = matrix.reduce((sum, row) => sum + row[index], 0)
    const precision = predicted === 0 ? 0 : hits / predicted
    const recall = support === 0 ? 0 : hits / support
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
    return { label, precision, recall, f1, support }
  })
}

/** The mean of the classes' F1, each class with the same weight. */
export function macroF1(metrics: readonly ClassMetrics[]): number {
  return metrics.length === 0 ? 0 : metrics.reduce((sum, one) => sum + one.f1, 0) / metrics.length
}
