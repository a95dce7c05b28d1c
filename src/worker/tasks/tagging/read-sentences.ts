// Reads rows as sentences of tokens with tags: from files of one token a line, from lists, and from texts with spaces.
import { formatCount } from '#shared/domain/format'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { resolveColumns } from '../../text/columns'
import type { LoadControl } from '../../text/control'
import { readRows, type Verdict } from '../../text/read-rows'
import { findByName, tagNames, tokenNames } from '../../text/readers/header'
import { taggedRow, type ChosenColumns, type RawRow } from '../../text/readers/row'
import { openSource, type DataSource } from '../../text/readers/source'

/** More different tags than this are words. */
export const mostTags = 1000

/** A sentence that is cut into tokens, each with a tag. */
export type TaggedSentence = NonNullable<RawRow['tagged']>

export interface SentenceSource {
  readonly source: DataSource
  readonly columns: ChosenColumns
}

/** Opens data of sentences; the columns are those that are named, else those that look like tokens and tags. */
export async function openSentences(data: DataOptions): Promise<Result<SentenceSource>> {
  const source = await openSource(data)
  if (!source.ok) return source
  const { columns } = source.value.sample
  const text = data.text ?? findByName(columns, tokenNames)
  const others = columns.filter((name) => name !== text)
  const label = data.label ?? findByName(others, tagNames)
  const resolved = resolveColumns(source.value, { ...data, text, label })
  return resolved.ok ? success({ source: source.value, columns: resolved.value }) : resolved
}

/** Gives every sentence to `take`; answers with the rows that are none. */
export function readSentences(
  { source, columns }: SentenceSource,
  data: DataOptions,
  control: LoadControl,
  take: (sentence: TaggedSentence) => Verdict,
): ReturnType<typeof readRows> {
  const rows: DataSource['rows'] = (chosen) => toSentences(source.rows(chosen), chosen)
  return readRows({ ...source, rows }, columns, data.maximumRows, control, ({ tagged }) =>
    tagged ? take(tagged) : 'left-out',
  )
}

async function* toSentences(
  batches: ReturnType<DataSource['rows']>,
  columns: ChosenColumns,
): ReturnType<DataSource['rows']> {
  for await (const batch of batches)
    yield batch.ok ? success(batch.value.map((row) => toSentence(row, columns))) : batch
}

/** A row whose cells are texts has tokens and tags with spaces between. */
function toSentence(row: RawRow, columns: ChosenColumns): RawRow {
  if (row.tagged || row.problem !== undefined) return row
  const [tokens, tags] = [row.text, row.label].map((text) => text.trim().split(/\s+/))
  return { ...row, ...taggedRow(row.line, tokens, tags, columns) }
}

/**
 * Why nothing can be learned from so many sentences and these tags; undefined when something can.
 * @param isSplit whether some of the sentences are set aside
 */
export function findUnusable(
  source: SentenceSource,
  sentences: number,
  tags: readonly string[],
  isSplit: boolean,
): Failure | undefined {
  const { file } = source.source
  const { columns } = source
  const unusable = (message: string): Failure => failure('data-unusable', message)
  if (sentences === 0) return noneAtAll(source)
  if (sentences === 1 && isSplit)
    return unusable(
      `${file.name} has only one sentence; put a blank line between sentences, or add more.`,
    )
  if (tags.length === 1)
    return unusable(
      `Every token of ${file.name} has the same tag in "${columns.label}", "${tags[0]}"; choose another column in data.label, or add sentences with other tags.`,
    )
  return undefined
}

/** The failure for data without a sentence. */
export function noneAtAll({ source: { file } }: SentenceSource): Failure {
  return failure(
    'data-unusable',
    `${file.name} has no sentences; choose a .conllu file, or one with a token and its tag on each line.`,
  )
}

/** The failure for a column that holds no tags. */
export function tooManyTags({ source: { file }, columns }: SentenceSource): Failure {
  return failure(
    'data-unusable',
    `The column "${columns.label}" of ${file.name} has more than ${formatCount(mostTags)} different values, so it looks like words or numbers, not tags; choose another column in data.label.`,
  )
}
