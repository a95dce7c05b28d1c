// The number that a run is judged by beside what it has to beat, as titled numbers.
import type { Baseline } from '#shared/domain/dataset'
import { formatDuration, formatShare } from '#shared/domain/format'
import {
  formatHeadline,
  headlineOf,
  headlineWords,
  type Headline,
  type HeadlineName,
} from '#shared/domain/headline'
import type { RunView } from '../../state/run-view.svelte'

export interface ResultEntry {
  readonly title: string
  readonly value: string
  readonly detail: string
  readonly isMain?: boolean
}

type ResultOf = Pick<
  RunView,
  'record' | 'epochs' | 'kept' | 'baselines' | 'isUnderWay' | 'headline'
>

/** The run's own number first: of the kept epoch once it has ended, of the last one while it is under way. */
export function resultEntries(run: ResultOf): ResultEntry[] {
  return [mainEntry(run), ...baselineEntries(run)]
}

/** A baseline's number of that name; NaN where it has none. */
export function baselineValue(name: HeadlineName, { accuracy, extras }: Baseline): number {
  return name === 'valAccuracy' ? accuracy : (extras?.[name] ?? Number.NaN)
}

function baselineEntries({ baselines, headline }: ResultOf): ResultEntry[] {
  return baselines.flatMap((baseline) => {
    const { title, seconds } = baseline
    const value = baselineValue(headline.name, baseline)
    if (!Number.isFinite(value)) return []
    const detail = seconds < 0.05 ? 'baseline' : `baseline, ${formatDuration(seconds)}`
    return [{ title, value: formatHeadline(headline.name, value), detail }]
  })
}

function mainEntry(run: ResultOf): ResultEntry {
  const { epochs, kept, record, isUnderWay, headline } = run
  const words = headlineWords(headline.name).title
  const title = isUnderWay ? `${words} so far` : words
  const last = epochs.at(-1)
  const shown = isUnderWay ? last : (epochs.find(({ epoch }) => epoch === kept?.epoch) ?? last)
  if (!shown) {
    const detail = isUnderWay ? 'after the first epoch' : 'no epoch was finished'
    return { title, value: '–', detail, isMain: true }
  }
  const seconds = record.seconds || epochs.reduce((sum, epoch) => sum + epoch.seconds, 0)
  const which = isUnderWay ? bestSoFar(headline) : `epoch ${shown.epoch} of ${epochs.length}`
  const value = headlineOf(headline.name, shown)
  return {
    title,
    value: formatHeadline(headline.name, value),
    detail: [which, wrongShare(headline.name, value), formatDuration(seconds)]
      .filter(Boolean)
      .join(', '),
    isMain: true,
  }
}

function bestSoFar({ name, best }: Headline): string {
  return `best ${formatHeadline(name, best ?? Number.NaN)}`
}

/** Of what is a share of right answers, how much is wrong. */
function wrongShare(name: HeadlineName, value: number): string {
  return name === 'valAccuracy' || name === 'valExactMatch' ? `${formatShare(1 - value)} wrong` : ''
}
