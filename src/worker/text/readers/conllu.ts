// A sentence of CoNLL-U: ten columns for each word (https://universaldependencies.org/format.html).
import { skippedRow, type ChosenColumns, type RawRow } from './row'
import type { Block } from './sentence-blocks'

export const conlluColumns = [
  ...['id', 'form', 'lemma', 'upos', 'xpos'],
  ...['feats', 'head', 'deprel', 'deps', 'misc'],
] as const

/** A word, a range of words that are written as one (1-2), or a word that is not written (1.1). */
const id = /^\d+(-\d+|\.\d+)?$/

/** In these an underscore stands for what nobody has filled in; in others it says that there is nothing to say. */
const alwaysFilled: readonly string[] = ['upos', 'xpos', 'deprel']

/** Whether a line is one of CoNLL-U. */
export function isConlluLine(line: string): boolean {
  const cells = line.split('\t')
  return cells.length === conlluColumns.length && id.test(cells[0])
}

/** The cells of each word; of ranges and of words that are not written there are none. Else what is wrong, and where. */
export function wordsOf({ line, lines }: Block): readonly (readonly string[])[] | RawRow {
  const words: (readonly string[])[] = []
  for (const [index, text] of lines.entries()) {
    if (text.startsWith('#')) continue
    const cells = text.split('\t')
    if (cells.length !== conlluColumns.length)
      return skippedRow(
        line + index,
        `It has ${cells.length} of the ${conlluColumns.length} columns of CoNLL-U, which are separated by tabs.`,
      )
    if (!id.test(cells[0]))
      return skippedRow(line + index, `"${cells[0].slice(0, 40)}" is no word number.`)
    if (/^\d+$/.test(cells[0])) words.push(cells)
  }
  return words
}

/** Why these tags cannot be learned from; undefined when they can. */
export function findUnfilled(
  tags: readonly string[],
  { label }: ChosenColumns,
): string | undefined {
  return alwaysFilled.includes(label) && tags.includes('_')
    ? `"${label}" of a word is not filled in (_).`
    : undefined
}
