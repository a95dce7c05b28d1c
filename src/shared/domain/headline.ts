// The one number that a run is judged by: which it is depends on the task.
import { z } from 'zod'
import type { Experiment } from '../experiment/schema'
import { formatScore } from './format'
import type { EpochMetrics } from './run'

export const headlineNames = [
  'valAccuracy',
  'valMicroF1',
  'valMeanAbsoluteError',
  'valPerplexity',
  'valExactMatch',
] as const
export type HeadlineName = (typeof headlineNames)[number]

/** In a run's record. */
export const headlineSchema = z.object({
  name: z.enum(headlineNames),
  best: z.number().nullable(),
  last: z.number().nullable(),
})
export type Headline = z.output<typeof headlineSchema>

interface HeadlineWords {
  /** As a title: "Validation accuracy". */
  readonly title: string
  /** In a narrow column: "Accuracy". */
  readonly short: string
  readonly isLowerBetter: boolean
}

const words: Readonly<Record<HeadlineName, HeadlineWords>> = {
  valAccuracy: { title: 'Validation accuracy', short: 'Accuracy', isLowerBetter: false },
  valMicroF1: { title: 'Validation F1', short: 'F1', isLowerBetter: false },
  valMeanAbsoluteError: { title: 'Validation error', short: 'Error', isLowerBetter: true },
  valPerplexity: { title: 'Validation perplexity', short: 'Perplexity', isLowerBetter: true },
  valExactMatch: { title: 'Validation exact match', short: 'Exact match', isLowerBetter: false },
}

/** What people call the number. */
export function headlineWords(name: HeadlineName): HeadlineWords {
  return words[name]
}

/** The number that runs of an experiment are judged by. */
export function headlineNameOf({ task, data }: Pick<Experiment, 'task' | 'data'>): HeadlineName {
  switch (task) {
    case 'language-model':
      return 'valPerplexity'
    case 'seq2seq':
      return 'valExactMatch'
    case 'tagging':
      return 'valAccuracy'
    case 'classification':
      return { class: 'valAccuracy', labels: 'valMicroF1', number: 'valMeanAbsoluteError' }[
        data.labelKind
      ] as HeadlineName // the literals above
  }
}

/** The number in an epoch's metrics; NaN where it was not measured. */
export function headlineOf(name: HeadlineName, epoch: EpochMetrics): number {
  return name === 'valAccuracy' ? epoch.valAccuracy : (epoch.extras?.[name] ?? Number.NaN)
}

/** The better of two; null counts as none. */
export function betterOf(name: HeadlineName, one: number | null, other: number): number | null {
  if (!Number.isFinite(other)) return one
  if (one === null) return other
  return words[name].isLowerBetter ? Math.min(one, other) : Math.max(one, other)
}

/** The number for people: shares in three digits, perplexities and errors in as many as are worth reading. */
export function formatHeadline(name: HeadlineName, value: number): string {
  return words[name].isLowerBetter && Number.isFinite(value)
    ? value >= 100
      ? value.toFixed(0)
      : value.toPrecision(3)
    : formatScore(value)
}
