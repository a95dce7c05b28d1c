// What the network will see of a text, for people: tokens with their ids, padding folded, the cut part apart.
import { plural } from '#shared/domain/format'
import type { TextView, ViewedSequence, ViewedToken } from '#shared/domain/text-view'

const shownCharacters = 300

/** A block for the row and one for each of its sequences. */
export function formatView({ row, label, sequences }: TextView, width: number): string {
  const head = `Row ${row}${label === null ? '' : `, ${label}`}`
  return [head, ...sequences.map((one) => formatSequence(one, width))].join('\n\n')
}

function formatSequence({ title, text, tokens, counts }: ViewedSequence, width: number): string {
  const seen = tokens.filter(({ role }) => role !== 'cut')
  const cut = tokens.filter(({ role }) => role === 'cut')
  const line = text.replace(/\s+/g, ' ').trim()
  return [
    `${title}: ${line.length > shownCharacters ? `${line.slice(0, shownCharacters - 1)}…` : line}`,
    `  ${plural(counts.tokens, 'token')}, ${counts.unknown} unknown, ${counts.cut} cut, ${counts.padding} padding`,
    ...fill(folded(seen), width),
    ...(cut.length > 0 ? ['  Cut, the network does not see it:', ...fill(folded(cut), width)] : []),
  ].join('\n')
}

/** A word for each token; a run of padding is one. */
function folded(tokens: readonly ViewedToken[]): string[] {
  const words: string[] = []
  let padding = 0
  const endPadding = (): void => {
    if (padding > 0) words.push(`<pad> x ${padding}`)
    padding = 0
  }
  for (const token of tokens) {
    if (token.role === 'padding') padding++
    else {
      endPadding()
      words.push(wordOf(token))
    }
  }
  endPadding()
  return words
}

/** For example `film(12)`, `film(12)/NOUN`, `zxqy?(2)` for a word that the vocabulary does not know. */
function wordOf({ token, id, role, tag }: ViewedToken): string {
  const shown = /\s/.test(token) ? JSON.stringify(token) : token
  return `${shown}${role === 'unknown' ? '?' : ''}(${id})${tag === undefined ? '' : `/${tag}`}`
}

/** Lines of words, indented. */
function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 2 + word.length <= width)
      lines[lines.length - 1] = `${last}  ${word}`
    else lines.push(`    ${word}`)
  }
  return lines
}
