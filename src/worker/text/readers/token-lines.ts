// Reads files of one token on each line with its tag, and a blank line between sentences: CoNLL-U and plain columns.
import { failure, success, type Result } from '#shared/protocol/result'
import { findUnfilled, wordsOf } from './conllu'
import { refuseOtherColumns, type FirstColumns } from './delimited'
import { sampleRows, skippedRow, taggedRow } from './row'
import type { ChosenColumns, RawRow, Sample } from './row'
import { readBlocks, type Block } from './sentence-blocks'
import { cutLine, layoutOf, startsLikeComment, type TokenLayout } from './token-layout'

type Texts = AsyncIterable<Result<string>>

/** The first token of a document's first line in the files of CoNLL-2003. */
const documentStart = '-DOCSTART-'

/** The columns and the first sentences: a row for each, what stands in a column joined by spaces. */
export async function sampleTokens(texts: Texts, name: string): Promise<Result<Sample>> {
  let layout: TokenLayout | undefined
  const rows: string[][] = []
  for await (const batch of readBlocks(texts, name)) {
    if (!batch.ok) {
      // What is wrong further down is told when all of it is read.
      if (layout) break
      return batch
    }
    const found = layout ?? layoutOf(batch.value, name)
    if (!found) continue
    if ('ok' in found) return found
    layout = found
    for (const block of batch.value) {
      const cells = cellsOf(block, found)
      if (!('line' in cells) && cells.length > 0)
        rows.push(found.columns.map((_, at) => cells.map((one) => one[at]).join(' ')))
    }
    if (rows.length >= sampleRows) break
  }
  return layout
    ? success({ columns: layout.columns, rows: rows.slice(0, sampleRows) })
    : failure('data-unusable', `${name} is empty; choose a file with sentences.`)
}

/** A row for each sentence, in batches; a file with other columns than the first one's is a failure. */
export async function* readTokens(
  texts: Texts,
  name: string,
  columns: ChosenColumns,
  first: FirstColumns,
): AsyncGenerator<Result<RawRow[]>, void> {
  let layout: TokenLayout | undefined
  for await (const batch of readBlocks(texts, name)) {
    if (!batch.ok) {
      yield batch
      return
    }
    const found = layout ?? checkedLayout(batch.value, name, first)
    if (!found) continue
    if ('ok' in found) {
      yield found
      return
    }
    layout = found
    yield success(batch.value.flatMap((block) => toRow(block, found, columns)))
  }
}

function checkedLayout(
  blocks: readonly Block[],
  name: string,
  first: FirstColumns,
): ReturnType<typeof layoutOf> {
  const layout = layoutOf(blocks, name)
  if (!layout || 'ok' in layout) return layout
  return refuseOtherColumns(name, layout.columns, first) ?? layout
}

/** No row for a block without a token. */
function toRow(block: Block, layout: TokenLayout, columns: ChosenColumns): RawRow[] {
  const cells = cellsOf(block, layout)
  if ('line' in cells) return [cells]
  if (cells.length === 0) return []
  const column = (name: string): string[] => {
    const at = layout.columns.indexOf(name)
    return cells.map((one) => one[at])
  }
  const tags = column(columns.label)
  const unfilled = layout.isConllu ? findUnfilled(tags, columns) : undefined
  return [
    unfilled === undefined
      ? taggedRow(block.line, column(columns.text), tags, columns)
      : skippedRow(block.line, unfilled),
  ]
}

/** The cells of each token, or what is wrong with one of the lines. */
function cellsOf(block: Block, layout: TokenLayout): readonly (readonly string[])[] | RawRow {
  if (layout.isConllu) return wordsOf(block)
  const { columns, separator, hasHeader } = layout
  const cells: string[][] = []
  for (const [index, line] of block.lines.entries()) {
    const found = cutLine(line, separator)
    if (startsLikeComment(line) && found.length !== columns.length) continue
    if (found.length !== columns.length)
      return skippedRow(
        block.line + index,
        `It has ${found.length} of the ${columns.length} columns that the first line has; a token and what belongs to it stand on one line, with a ${separator} between.`,
      )
    const isHeader = hasHeader && found.every((cell, at) => cell === columns[at])
    if (!isHeader && found[0] !== documentStart) cells.push(found)
  }
  return cells
}
