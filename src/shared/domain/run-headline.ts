// The number that a run is judged by, also of runs from before there were several such numbers.
import type { Experiment } from '../experiment/schema'
import { headlineNameOf, headlineNames, headlineWords, type Headline } from './headline'
import type { RunRecord } from './run'

type Judged = Pick<RunRecord, 'headline' | 'bestValAccuracy' | 'lastValAccuracy'>

/** Its record's headline; of a run whose record has none, what its experiment would be judged by, or the accuracy. */
export function headlineOfRun(
  { headline, bestValAccuracy, lastValAccuracy }: Judged,
  experiment?: Pick<Experiment, 'task' | 'data'>,
): Headline {
  if (headline) return headline
  const name = experiment ? headlineNameOf(experiment) : 'valAccuracy'
  return name === 'valAccuracy'
    ? { name, best: bestValAccuracy, last: lastValAccuracy }
    : { name, best: null, last: null }
}

/**
 * The better run first. Runs that are judged by different numbers cannot be compared: those of a number stay together.
 * What has none comes last among its own.
 */
export function compareHeadlines(a: Headline, b: Headline): number {
  if (a.name !== b.name) return headlineNames.indexOf(a.name) - headlineNames.indexOf(b.name)
  if (a.best === null || b.best === null) return Number(a.best === null) - Number(b.best === null)
  return headlineWords(a.name).isLowerBetter ? a.best - b.best : b.best - a.best
}
