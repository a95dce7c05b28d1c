// Keeps the list of runs up to date from events, without asking the engine for all of it again.
import type { EpochMetrics, RunListItem, RunRecord } from '#shared/domain/run'

/** The list with the record in it: replaced, or first when it is new. */
export function withRecord(
  runs: readonly RunListItem[],
  record: RunRecord,
  folder: string,
): readonly RunListItem[] {
  const known = runs.find((run) => run.id === record.id)
  const item = { hasModel: false, curve: [], ...known, ...record, folder }
  return known ? runs.map((run) => (run === known ? item : run)) : [item, ...runs]
}

/** The list after an epoch of the run of `record`. */
export function withEpoch(
  runs: readonly RunListItem[],
  record: RunRecord,
  metrics: EpochMetrics,
): readonly RunListItem[] {
  return runs.map((run) => {
    if (run.id !== record.id) return run
    const curve = [...run.curve.slice(0, metrics.epoch - 1), metrics.valAccuracy]
    return { ...run, ...record, curve }
  })
}
