// The dataset report and the baselines for people.
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import {
  formatCount,
  formatDuration,
  formatScore,
  formatShare,
  plural,
} from '#shared/domain/format'
import type { Output } from '../output'

/** What was read, what was left out and how long the texts are. */
export function formatReport(report: DatasetReport): string {
  const { length, vocabulary } = report
  return [
    `Data: ${report.path}`,
    `  ${plural(report.rows, 'row')} (${formatCount(report.trainingRows)} to train on, ${formatCount(report.validationRows)} to validate on), columns "${report.columns.text}" and "${report.columns.label}", ${report.encoding}, read in ${formatDuration(report.seconds)}`,
    `  Classes: ${formatClasses(report)}`,
    `  Tokens per text: median ${formatCount(length.median)}, 95 % up to ${formatCount(length.p95)}, longest ${formatCount(length.maximum)}; ${formatShare(report.truncatedShare)} of the texts are cut`,
    `  Vocabulary: ${formatCount(vocabulary.size)} ids for ${plural(vocabulary.distinct, 'different token')}; ${formatShare(vocabulary.outOfVocabularyShare)} of the validation tokens are unknown`,
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
      ({ title, accuracy, loss, seconds }) =>
        `Baseline: ${title}: accuracy ${formatScore(accuracy)}, loss ${formatScore(loss)} (${formatDuration(seconds)})`,
    )
    .join('\n')
}

const shownClasses = 8

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
