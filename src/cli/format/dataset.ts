// The dataset report and the baselines for people.
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import { extraWords, formatExtra } from '#shared/domain/extras'
import {
  formatCount,
  formatDuration,
  formatScore,
  formatShare,
  plural,
} from '#shared/domain/format'
import { describeRows } from '#shared/domain/report-words'
import type { Output } from '../output'

/** What was read, what was left out and how long the texts are. */
export function formatReport(report: DatasetReport): string {
  const { target } = report
  return [
    `Data: ${report.path}`,
    `  ${describeRows(report)}${formatParts(report)}, ${formatColumns(report)}, ${report.encoding}, read in ${formatDuration(report.seconds)}`,
    ...amounts(report),
    ...formatTexts(report, 'text'),
    ...(target ? formatTexts(target, 'target') : []),
    ...remarks(report),
  ].join('\n')
}

/** Warns where most rows are copies: the validation scores then say little. */
export function noteCopies(output: Output, { path, rows, duplicateRows }: DatasetReport): void {
  if (duplicateRows * 2 < rows) return
  output.note(
    `${formatCount(duplicateRows)} of the ${formatCount(rows)} rows of ${path} are copies of other rows, so most validation rows are training rows too; remove the copies to see what was learned.`,
  )
}

/** One line for each baseline; nothing for none. */
export function formatBaselines(baselines: readonly Baseline[]): string {
  return baselines
    .map(
      (baseline) =>
        `Baseline: ${baseline.title}: ${figuresOf(baseline).join(', ')} (${formatDuration(baseline.seconds)})`,
    )
    .join('\n')
}

/** What was measured of a baseline. */
function figuresOf({ accuracy, loss, extras = {} }: Baseline): string[] {
  const plain = Object.entries({ accuracy, loss }).filter(([, value]) => Number.isFinite(value))
  const others = Object.entries(extras).filter(([, value]) => Number.isFinite(value))
  return [
    ...plain.map(([name, value]) => `${name} ${formatScore(value)}`),
    ...others.map(([name, value]) => `${extraWords(name)} ${formatExtra(name, value)}`),
  ]
}

const shownClasses = 8

/** How many are in which part; documents may be in both, and then only their tokens tell. */
function formatParts({ characters, trainingRows, validationRows }: DatasetReport): string {
  if (characters) return ''
  return ` (${formatCount(trainingRows)} to train on, ${formatCount(validationRows)} to validate on)`
}

function formatColumns({ columns: { text, label } }: DatasetReport): string {
  return label === null ? `column "${text}"` : `columns "${text}" and "${label}"`
}

/** How much there is of what is to be learned. */
function amounts(report: DatasetReport): string[] {
  const { classes, numbers, tokens } = report
  const lines: string[] = []
  if (classes.length > 0) lines.push(`  Classes: ${formatClasses(report)}`)
  if (numbers) {
    const { minimum, maximum, mean, deviation } = numbers
    const [low, high, middle, spread] = [minimum, maximum, mean, deviation].map((value) =>
      formatScore(value),
    )
    lines.push(`  Numbers: from ${low} to ${high}, mean ${middle}, standard deviation ${spread}`)
  }
  if (tokens)
    lines.push(
      `  Tokens: ${formatCount(tokens.training)} to train on, ${formatCount(tokens.validation)} to validate on`,
    )
  return lines
}

function formatTexts(
  { length, truncatedShare, vocabulary }: NonNullable<DatasetReport['target']>,
  name: 'text' | 'target',
): string[] {
  const whose = name === 'text' ? 'Vocabulary' : 'Vocabulary of the targets'
  return [
    `  Tokens per ${name}: median ${formatCount(length.median)}, 95 % up to ${formatCount(length.p95)}, longest ${formatCount(length.maximum)}; ${formatShare(truncatedShare)} of the ${name}s are cut`,
    `  ${whose}: ${formatCount(vocabulary.size)} ids for ${plural(vocabulary.distinct, 'different token')}; ${formatShare(vocabulary.outOfVocabularyShare)} of the validation tokens are unknown`,
  ]
}

function formatClasses({ classes }: DatasetReport): string {
  const shown = classes.slice(0, shownClasses)
  const named = shown.map(({ label, count }) => `${label} ${formatCount(count)}`).join(', ')
  const more = classes.length - shown.length
  return more > 0 ? `${named} and ${more} more` : named
}

function remarks({ skipped, duplicateRows, invalidBytes, notes = [] }: DatasetReport): string[] {
  const lines = notes.map((note) => `  ${note}`)
  if (skipped.count > 0) lines.push(`  Skipped: ${plural(skipped.count, 'row')}`)
  for (const { line, file, reason } of skipped.first.slice(0, 3)) {
    const place = [
      ...(file === undefined ? [] : [file]),
      ...(line === null ? [] : [`line ${line}`]),
    ].join(', ')
    lines.push(`    ${place ? `${place}: ` : ''}${reason}`)
  }
  if (duplicateRows > 0) lines.push(`  Duplicates: ${plural(duplicateRows, 'row')}, kept`)
  if (invalidBytes > 0)
    lines.push(`  ${plural(invalidBytes, 'byte sequence')} not valid in this encoding`)
  return lines
}
