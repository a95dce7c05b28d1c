// Which labels are taken for which others most often: what a matrix of very many labels cannot show.
import type { ConfusionMatrix } from '#shared/domain/metrics'

export interface MixUp {
  readonly actual: string
  readonly predicted: string
  readonly count: number
  /** Of the rows that have the actual label. */
  readonly share: number
}

/** The pairs of different labels with the highest counts, at most `limit`, the most frequent first. */
export function mostFrequentMixUps(
  confusion: ConfusionMatrix,
  labels: readonly string[],
  limit: number,
): MixUp[] {
  return confusion
    .flatMap((row, actual) => {
      const total = row.reduce((sum, count) => sum + count, 0)
      return row.flatMap((count, predicted) =>
        count > 0 && predicted !== actual
          ? [
              {
                actual: labels[actual],
                predicted: labels[predicted],
                count,
                share: count / total,
              },
            ]
          : [],
      )
    })
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
}
