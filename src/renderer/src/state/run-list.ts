// Keeps the list of runs up to date from events, without asking the engine for all of it again.
import { headlineOf } from '#shared/domain/headline'
import type { EpochMetrics, RunListItem, RunNotes, RunRecord } from '#shared/domain/run'
import { headlineOfRun } from '#shared/domain/run-headline'

const unknown = {
  hasModel: false,
  canResume: false,
  bytes: null,
  curve: [],
  notes: '',
  tags: [],
  starred: false,
} satisfies Partial<RunListItem>

/** The list with the record in it: replaced, or first when it is new; a person's name for it stays. */
export function withRecord(
  runs: readonly RunListItem[],
  record: RunRecord,
  folder: string,
): readonly RunListItem[] {
  const known = runs.find((run) => run.id === record.id)
  const item = { ...unknown, ...known, ...record, folder, name: known?.name ?? record.name }
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
    const value = headlineOf(headlineOfRun(record).name, metrics)
    const curve = [...run.curve.slice(0, metrics.epoch - 1), value]
    return { ...run, ...record, curve }
  })
}

/** The list after a person changed what is said of a run. */
export function withNotes(
  runs: readonly RunListItem[],
  id: string,
  { name, ...notes }: Partial<RunNotes>,
): readonly RunListItem[] {
  return runs.map((run) => {
    if (run.id !== id) return run
    return { ...run, ...notes, ...(typeof name === 'string' && { name }) }
  })
}
