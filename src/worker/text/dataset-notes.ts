// What a report says of rows that were left out, and of what is not exact because the data are large.
import { formatCount, plural } from '#shared/domain/format'
import type { TextOptions } from '#shared/experiment/text'
import type { RowCollector } from './collect-rows'

/** Sentences for people. */
export function notesOnRows(collector: RowCollector, text: TextOptions): string[] {
  return [...leftOutNotes(collector), ...memoryNotes(collector, text)]
}

function leftOutNotes({ leftOut, mayHoldDuplicates }: RowCollector): string[] {
  const notes: string[] = []
  if (leftOut.duplicates > 0)
    notes.push(`${plural(leftOut.duplicates, 'duplicate')} left out (data.dropDuplicates).`)
  if (mayHoldDuplicates)
    notes.push(
      'There are too many different rows to remember all of them, so copies of late rows may be there still.',
    )
  if (leftOut.short > 0)
    notes.push(`${plural(leftOut.short, 'short text')} left out (data.minimumTokens).`)
  return notes
}

function memoryNotes({ dictionary, duplicates, store }: RowCollector, text: TextOptions): string[] {
  const notes: string[] = []
  const kind = { word: 'words', character: 'characters', bpe: 'pieces of text' }[text.level]
  if (store.scratch)
    notes.push('These data are large: their token ids are kept in temporary files, not in memory.')
  if (dictionary.generation > 0)
    notes.push(
      `There are too many different ${kind} to count all of them: the rarest were dropped ${plural(dictionary.generation, 'time')}, ` +
        `so a count can be too low by up to ${formatCount(dictionary.undercount)}, and there are more different ${kind} than told.`,
    )
  if (duplicates.isEstimate)
    notes.push('The number of duplicates is an estimate from a sample of the rows.')
  return notes
}
