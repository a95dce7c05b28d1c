// A race as text: its variants after an epoch, and what it showed in the end.
import { plural, formatCount, formatDuration } from '#shared/domain/format'
import { formatExtra } from '#shared/domain/extras'
import { formatHeadline, headlineWords } from '#shared/domain/headline'
import type { Race, RaceEpoch, RaceSummary } from '#shared/domain/inside/race'
import {
  bestSentence,
  formatHorizon,
  formatNumber,
  growthSentence,
  reachSentence,
  speedSentence,
  stepMilliseconds,
  surpriseSentence,
} from '#shared/domain/inside/race-words'
import { formatTable, type Column } from './table'

const right = (title: string): Column => ({ title, align: 'right' })

/** For example "3 variants, 157 steps an epoch, 5 epochs, seed 7, on /data/imdb.csv". */
export function formatRaceStart(race: RaceSummary): string {
  const { variants, stepsPerEpoch, plannedEpochs, seed, data } = race
  return [
    plural(variants.length, 'variant'),
    `${plural(stepsPerEpoch, 'step')} an epoch`,
    plural(plannedEpochs, 'epoch'),
    `seed ${seed}`,
    `on ${data}`,
  ].join(', ')
}

/** @param milliseconds of a step of each variant, in this epoch */
export function formatRaceEpoch(
  race: RaceSummary,
  { epoch, variants }: RaceEpoch,
  milliseconds: readonly (number | null)[],
): string {
  const extras = [...new Set(variants.flatMap((one) => Object.keys(one.extras)))].filter(
    (name) => name in shownExtras,
  )
  const columns = [
    { title: `Epoch ${epoch} of ${race.plannedEpochs}` },
    ...['Loss', 'Accuracy', 'Validation loss', 'Validation accuracy'].map(right),
    ...extras.map((name) => right(shownExtras[name])),
    ...['Horizon', 'ms a step'].map(right),
  ]
  const rows = variants.map((one, index) => [
    race.variants[index].name,
    ...[one.loss, one.accuracy, one.valLoss, one.valAccuracy].map(formatNumber),
    ...extras.map((name) => (name in one.extras ? formatExtra(name, one.extras[name]) : '-')),
    formatHorizon(one),
    milliseconds[index]?.toFixed(1) ?? '-',
  ])
  return formatTable(columns, rows)
}

/** Of those that a task measures, the ones that fit into a table. */
const shownExtras: Readonly<Record<string, string>> = {
  valPerplexity: 'Perplexity',
  valExactMatch: 'Exact match',
  valMacroF1: 'Macro F1',
  valMicroF1: 'Micro F1',
  valMeanAbsoluteError: 'Error',
}

/** Parameters beside what was reached, and what that says. */
export function formatRaceEnd(race: Race): string {
  const milliseconds = stepMilliseconds(race)
  const last = race.epochs.at(-1)
  const named = race.variants.find(({ headline }) => headline)?.headline?.name
  const rows = race.variants.map(({ name, parameters, headline }, index) => [
    name,
    formatCount(parameters),
    headline === null || headline.best === null
      ? '-'
      : formatHeadline(headline.name, headline.best),
    last ? formatHorizon(last.variants[index]) : '-',
    milliseconds[index]?.toFixed(1) ?? '-',
    last ? formatDuration(last.variants[index].seconds) : '-',
  ])
  const best = named ? `Best ${headlineWords(named).title.toLowerCase()}` : 'Best'
  const columns = ['Parameters', best, 'Horizon', 'ms a step', 'Time'].map(right)
  const sentences = [
    bestSentence(race),
    reachSentence(race, last),
    growthSentence(race, race.epochs),
    surpriseSentence(race, last),
    speedSentence(race),
  ]
  const dropped = race.variants.flatMap(({ message }) => (message === null ? [] : [message]))
  return [
    formatTable([{ title: 'Variant' }, ...columns], rows),
    '',
    [...sentences.filter((one) => one !== null), ...dropped].join('\n'),
  ].join('\n')
}
