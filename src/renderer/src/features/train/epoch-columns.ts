// The columns of the epochs' table: loss and accuracy where they are measured, and what else a task measures.
import { extraWords, formatExtra } from '#shared/domain/extras'
import { formatScore } from '#shared/domain/format'
import { formatHeadline, headlineNames } from '#shared/domain/headline'
import type { EpochMetrics } from '#shared/domain/run'
import { asSentence } from '../../state/problem-words'

export interface EpochColumn {
  readonly key: string
  readonly title: string
  text(epoch: EpochMetrics): string
}

const measured = [
  { key: 'loss', title: 'Loss' },
  { key: 'accuracy', title: 'Accuracy' },
  { key: 'valLoss', title: 'Validation loss' },
  { key: 'valAccuracy', title: 'Validation accuracy' },
] as const

/** What the epochs tell, in the order of the table; what none of them has is left out. */
export function epochColumns(epochs: readonly EpochMetrics[]): readonly EpochColumn[] {
  const all = [...new Set(epochs.flatMap(({ extras }) => Object.keys(extras ?? {})))]
  // The perplexity in training is its loss once more, and its accuracy says little beside it.
  const names = all.filter((name) => name !== 'perplexity')
  const shown =
    names.length < all.length ? measured.filter(({ key }) => key !== 'accuracy') : measured
  return [
    ...shown
      .filter(({ key }) => epochs.some((epoch) => Number.isFinite(epoch[key])))
      .map(({ key, title }) => ({
        ...{ key, title },
        text: (epoch: EpochMetrics) => textOf(formatScore, epoch[key], 4),
      })),
    ...names.map((name) => ({
      key: name,
      title: asSentence(extraWords(name)),
      text: (epoch: EpochMetrics) =>
        textOf((value) => formatOf(name, value), epoch.extras?.[name] ?? Number.NaN),
    })),
  ]
}

function formatOf(name: string, value: number): string {
  const headline = headlineNames.find((one) => one === name)
  return headline ? formatHeadline(headline, value) : formatExtra(name, value)
}

function textOf(
  format: (value: number, digits?: number) => string,
  value: number,
  digits?: number,
): string {
  return Number.isFinite(value) ? format(value, digits) : '–'
}
