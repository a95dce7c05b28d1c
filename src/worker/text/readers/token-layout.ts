// Finds out how the lines of a file of tokens and tags are cut, from its first lines.
import { failure, type Failure } from '#shared/protocol/result'
import { conlluColumns, isConlluLine } from './conllu'
import { findByName, tagNames, tokenNames } from './header'
import type { Block } from './sentence-blocks'

/** How the lines of a file are cut into a token, its tag and whatever else there is. */
export interface TokenLayout {
  readonly isConllu: boolean
  readonly columns: readonly string[]
  readonly separator: 'tab' | 'space'
  /** Whether a line names the columns. */
  readonly hasHeader: boolean
}

/**
 * The layout of a file whose first blocks these are; a failure when no tag stands beside a token, and undefined when
 * there are only comments.
 */
export function layoutOf(
  blocks: readonly Block[],
  name: string,
): TokenLayout | Failure | undefined {
  const block = blocks.find(({ lines }) => !lines.every(startsLikeComment))
  if (!block) return undefined
  const { line, lines } = block
  const at = lines.findIndex((one) => !startsLikeComment(one))
  const first = lines[at]
  const separator = first.includes('\t') ? 'tab' : 'space'
  if (isConlluLine(first))
    return { isConllu: true, columns: conlluColumns, separator, hasHeader: false }
  const cells = cutLine(first, separator)
  if (cells.length < 2)
    return failure(
      'data-unusable',
      `${name}, line ${line + at}: "${first.slice(0, 40)}" stands alone; each line needs a token and its tag with a tab or a space between, and sentences a blank line between.`,
    )
  const hasHeader =
    findByName(cells.slice(0, 1), tokenNames) !== null &&
    findByName(cells.slice(1), tagNames) !== null
  const columns = hasHeader ? cells : cells.map((_, index) => nameOf(index, cells.length))
  return { isConllu: false, columns, separator, hasHeader }
}

/** The token comes first and the tag last, as in the files of the CoNLL tasks. */
function nameOf(index: number, count: number): string {
  if (index === 0) return 'token'
  return index === count - 1 ? 'tag' : `column ${index + 1}`
}

/** The cells of a line; a tab leaves the spaces in a token alone. */
export function cutLine(line: string, separator: TokenLayout['separator']): string[] {
  return separator === 'tab' ? line.split('\t') : line.trim().split(/[ \t]+/)
}

/** Whether a line may be a comment: it is one unless it is as long as a token's line, for # can be a token. */
export function startsLikeComment(line: string): boolean {
  return line.startsWith('#')
}

const judgedLines = 200
const fewestLines = 4

/**
 * Whether a text that begins so is one of tokens and tags: as many cells on each line, tags that repeat, and blank lines
 * between. For files whose name does not tell.
 */
export function looksLikeTokens(start: string): boolean {
  const lines = start.split(/\r?\n/, judgedLines + 1).slice(0, judgedLines)
  const filled = lines.filter((line) => line.trim() !== '' && !startsLikeComment(line))
  const lastFilled = lines.findLastIndex((line) => line.trim() !== '')
  const hasBlank = lines.slice(0, lastFilled).some((line) => line.trim() === '')
  if (filled.length < fewestLines || !hasBlank) return false
  const separator = filled[0].includes('\t') ? 'tab' : 'space'
  const cells = filled.map((line) => cutLine(line, separator))
  const count = cells[0].length
  if (count < 2 || cells.some((one) => one.length !== count)) return false
  const tags = cells.map((one) => one[count - 1])
  const isTag = (tag: string): boolean => tag !== '' && !/\s/.test(tag) && !/^\p{Ll}/u.test(tag)
  if (isConlluLine(filled[0])) return true
  const repeats = new Set(tags).size <= tags.length / 2
  const tokens = cells.every(([token]) => !token.includes(' '))
  return repeats && tokens && (separator === 'tab' || tags.every(isTag))
}
