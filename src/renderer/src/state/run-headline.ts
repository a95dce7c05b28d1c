// The number that a run is judged by, for runs from before there were several too.
import { headlineNameOf, type Headline } from '#shared/domain/headline'
import type { RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'

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
