// How long the texts of a dataset are.
import type { DatasetReport } from '#shared/domain/dataset'

const histogramBins = 30

/** Percentiles (nearest rank) and a histogram of lengths in tokens. Sorts the lengths where they are: there may be many. */
export function describeLengths(lengths: Int32Array): DatasetReport['length'] {
  const sorted = lengths.sort()
  const rank = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  const total = sorted.reduce((sum, length) => sum + length, 0)
  return {
    minimum: rank(0),
    median: rank(0.5),
    p90: rank(0.9),
    p95: rank(0.95),
    p99: rank(0.99),
    maximum: rank(1),
    mean: sorted.length === 0 ? 0 : total / sorted.length,
    histogram: histogramOf(sorted, rank(0.99)),
  }
}

function histogramOf(lengths: Int32Array, p99: number): DatasetReport['length']['histogram'] {
  const step = Math.max(1, Math.ceil((p99 + 1) / histogramBins))
  const counts = new Array<number>(Math.ceil((p99 + 1) / step)).fill(0)
  for (const length of lengths) counts[Math.min(counts.length - 1, Math.floor(length / step))]++
  return { step, counts }
}
