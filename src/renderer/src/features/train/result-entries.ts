// The accuracy of a run beside what it has to beat, as titled numbers.
import { formatDuration, formatScore, formatShare } from '#shared/domain/format'
import type { RunView } from '../../state/run-view.svelte'

export interface ResultEntry {
  readonly title: string
  readonly value: string
  readonly detail: string
  readonly isMain?: boolean
}

type ResultOf = Pick<RunView, 'record' | 'epochs' | 'kept' | 'baselines' | 'isUnderWay'>

/** The run's own number first: of the kept epoch once it has ended, of the last one while it is under way. */
export function resultEntries(run: ResultOf): ResultEntry[] {
  return [
    mainEntry(run),
    ...run.baselines.map(({ title, accuracy, seconds }) => ({
      title,
      value: formatScore(accuracy),
      detail: seconds < 0.05 ? 'baseline' : `baseline, ${formatDuration(seconds)}`,
    })),
  ]
}

function mainEntry(run: ResultOf): ResultEntry {
  const { epochs, kept, record, isUnderWay } = run
  const title = isUnderWay ? 'Validation accuracy so far' : 'Validation accuracy'
  const last = epochs.at(-1)
  const shown = isUnderWay ? last : (epochs.find(({ epoch }) => epoch === kept?.epoch) ?? last)
  if (!shown) {
    const detail = isUnderWay ? 'after the first epoch' : 'no epoch was finished'
    return { title, value: '–', detail, isMain: true }
  }
  const seconds = record.seconds || epochs.reduce((sum, epoch) => sum + epoch.seconds, 0)
  const which = isUnderWay
    ? `best ${formatScore(record.bestValAccuracy ?? Number.NaN)}`
    : `epoch ${shown.epoch} of ${epochs.length}`
  const wrong = formatShare(1 - shown.valAccuracy)
  return {
    title,
    value: formatScore(shown.valAccuracy),
    detail: `${which}, ${wrong} wrong, ${formatDuration(seconds)}`,
    isMain: true,
  }
}
