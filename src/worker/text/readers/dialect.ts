// Tells how the cells of a .csv or .tsv are set apart, from its first lines.
import type { Dialect } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'

/** What is chosen, the rest to be found out. */
export type DialectChoice = Partial<Pick<DataOptions, 'separator' | 'quote'>>

/** The letter for each separator. */
export const separatorLetters: Record<Dialect['separator'], string> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
}

/** The letter for each quote; null: none. */
export const quoteLetters: Record<Dialect['quote'], string | null> = {
  double: '"',
  single: "'",
  none: null,
}

const candidates = ['comma', 'semicolon', 'tab', 'pipe'] as const
/** As many lines tell enough. */
const judgedLines = 30
const judgedLetters = 200_000

/** The dialect of a table that begins with `start`; whether it has a header is for who sees its rows. */
export function findDialect(
  start: string,
  kind: 'csv' | 'tsv',
  { separator = 'auto', quote = 'auto' }: DialectChoice,
): Omit<Dialect, 'header'> {
  const head = start.slice(0, judgedLetters)
  const foundQuote = quote === 'auto' ? findQuote(head) : quote
  return {
    quote: foundQuote,
    separator: separator !== 'auto' ? separator : kind === 'tsv' ? 'tab' : findSeparator(head),
  }
}

/** Double quotes, unless cells are wrapped in single ones and none in double ones. */
function findQuote(head: string): Dialect['quote'] {
  const lines = linesOf(head)
  const wrapped = (mark: string): number =>
    lines.filter((line) =>
      new RegExp(`(^|[,;\\t|])${mark}[^${mark}]*${mark}($|[,;\\t|])`).test(line),
    ).length
  return wrapped('"') === 0 && wrapped("'") * 2 > lines.length ? 'single' : 'double'
}

/** The one that the first line has and most lines below have as often; of equals the first. */
function findSeparator(head: string): Dialect['separator'] {
  const [first = '', ...others] = linesOf(head.replace(/"[^"]*"/g, ''))
  let best: Dialect['separator'] = 'comma'
  let bestScore = 0
  for (const name of candidates) {
    const count = countIn(first, separatorLetters[name])
    if (count === 0) continue
    const agreeing = others.filter((line) => countIn(line, separatorLetters[name]) === count)
    const score = 1 + agreeing.length
    if (score > bestScore) {
      best = name
      bestScore = score
    }
  }
  return best
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/, judgedLines).filter((line) => line.trim() !== '')
}

function countIn(line: string, letter: string): number {
  return line.split(letter).length - 1
}
