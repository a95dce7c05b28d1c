// Finds out which columns hold the source and the target: as the experiment says, by name, or the first two.
import { closest } from '#shared/experiment/accepted'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { findByName } from '../../../text/readers/header'
import type { ChosenColumns } from '../../../text/readers/row'
import type { DataSource } from '../../../text/readers/source'

const sourceNames = [
  ...['source', 'src', 'input', 'from', 'question', 'prompt', 'original', 'text'],
  ...['en', 'english', 'sentence', 'x'],
]
const targetNames = [
  ...['target', 'tgt', 'output', 'to', 'answer', 'response', 'translation', 'summary', 'label'],
  ...['de', 'fr', 'es', 'y'],
]

/** The columns of a table that hold pairs. Fails with `data-unusable`, naming the columns that there are. */
export function resolvePairColumns(
  source: DataSource,
  { text, label }: Pick<DataOptions, 'text' | 'label'>,
): Result<ChosenColumns> {
  const { file, sample } = source
  if (file.kind === 'folder' || file.kind === 'text' || file.kind === 'conllu')
    return noTable(source)
  for (const [key, wanted] of [
    ['text', text],
    ['label', label],
  ] as const) {
    if (wanted !== null && !sample.columns.includes(wanted))
      return columnMissing(source, key, wanted)
  }
  const found = guessPair(sample.columns, { text, label })
  if (!found) {
    return failure(
      'data-unusable',
      `${file.name} has one column, ${listed(source)}; it needs one for the source and one for the target.`,
    )
  }
  return success(found)
}

/** The columns that `settled` leaves open, by their names or their order; undefined when there are not two. */
export function guessPair(
  columns: readonly string[],
  settled: Pick<DataOptions, 'text' | 'label'>,
): { readonly text: string; readonly label: string } | undefined {
  const others = (taken: string | null): string[] => columns.filter((name) => name !== taken)
  const byName = settled.text ?? findByName(others(settled.label), sourceNames)
  const label =
    settled.label ?? findByName(others(byName), targetNames) ?? others(byName ?? columns[0])[0]
  const text = byName === label ? others(label)[0] : (byName ?? others(label)[0])
  return text === undefined || label === undefined || text === label ? undefined : { text, label }
}

function noTable({ file }: DataSource): Failure {
  return failure(
    'data-unusable',
    `${file.name} holds no pairs of texts; seq2seq reads them from a .csv, .tsv, .jsonl, .json or .parquet with a column for the source and one for the target.`,
  )
}

function columnMissing(source: DataSource, key: 'text' | 'label', wanted: string): Failure {
  const near = closest(wanted, source.sample.columns)
  const hint = near ? `; did you mean "${near}"?` : '.'
  return failure(
    'data-unusable',
    `${source.file.name} has no column "${wanted}" for data.${key}; it has ${listed(source)}${hint}`,
  )
}

function listed({ sample: { columns } }: DataSource): string {
  return columns
    .slice(0, 20)
    .map((name) => `"${name}"`)
    .join(', ')
}
