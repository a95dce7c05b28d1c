// What the rows of a dataset are called: it depends on the task.
import type { DatasetReport } from './dataset'
import { plural } from './format'

/** For example "400 rows", "1 document" of a language model, "2,001 sentences" of tagging, "12,000 pairs" of seq2seq. */
export function describeRows(report: DatasetReport): string {
  return plural(report.rows, rowWord(report))
}

function rowWord({ target, tokens, characters }: DatasetReport): string {
  if (target) return 'pair'
  if (characters) return 'document'
  return tokens ? 'sentence' : 'row'
}
