// The baselines of a dataset as bars, by the number that runs on it are judged by.
import type { Baseline } from '#shared/domain/dataset'
import { formatHeadline, headlineWords, type HeadlineName } from '#shared/domain/headline'
import { baselineValue } from '../train/result-entries'

export interface BaselineBar {
  readonly label: string
  /** 0 to 1: of shares the share, of others the part of the largest one. */
  readonly share: number
  readonly text: string
}

/** A bar for each baseline that has the number. */
export function baselineBars(
  name: HeadlineName,
  baselines: readonly Baseline[],
): readonly BaselineBar[] {
  const known = baselines
    .map((baseline) => ({ title: baseline.title, value: baselineValue(name, baseline) }))
    .filter(({ value }) => Number.isFinite(value))
  const most = headlineWords(name).isLowerBetter
    ? Math.max(...known.map(({ value }) => value), Number.MIN_VALUE)
    : 1
  return known.map(({ title, value }) => ({
    label: title.split(',')[0],
    share: value / most,
    text: formatHeadline(name, value),
  }))
}
