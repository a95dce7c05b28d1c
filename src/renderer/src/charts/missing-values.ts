// Says which runs of a chart have nothing to draw of its metric.
import { hasValues, type ChartRun, type Metric } from './metric'
import type { XAxis } from './x-axis'

/**
 * Null where all have values, or cannot have any yet.
 * @param titles of the runs, in their order
 */
export function missingSentence(
  runs: readonly ChartRun[],
  titles: readonly string[],
  metric: Metric,
  axis: XAxis,
): string | null {
  const missing = titles.filter((_, index) => hasNothing(runs[index], metric, axis))
  if (missing.length === 0) return null
  if (missing.length === runs.length) return 'Not recorded.'
  const more = missing.length > 2 ? ` and ${missing.length - 2} more` : ''
  return `Not recorded for ${missing.slice(0, 2).join(' and ')}${more}.`
}

function hasNothing(run: ChartRun, metric: Metric, axis: XAxis): boolean {
  // What an epoch tells cannot be missing before the first has ended.
  if (run.steps.count === 0 || (metric.isOfEpochs && run.epochs.length === 0)) return false
  return !hasValues(run, metric) || !Number.isFinite(axis.at(run, 1))
}
