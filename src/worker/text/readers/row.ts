// What every reader gives: rows as texts with labels, or why a row cannot be used.
import { plural } from '#shared/domain/format'
import { fillTemplate, type TextTemplate } from './template'

/** A row that was read. */
export interface RawRow {
  /** 1-based line where the row starts; null where there are no lines. */
  readonly line: number | null
  /** The file, where there are several; of a .parquet file the row. */
  readonly file?: string
  readonly text: string
  readonly label: string
  /** Of a sentence that is cut already: its tokens, and as many tags; `text` and `label` are these joined by spaces. */
  readonly tagged?: { readonly tokens: readonly string[]; readonly tags: readonly string[] }
  /** Why the row has to be skipped; text and label are then empty. */
  readonly problem?: string
}

/** The names of the columns or keys that are read. */
export interface ChosenColumns {
  /** For sentences alone where there is a template. */
  readonly text: string
  readonly label: string
  /** Joins several columns to the text. */
  readonly template?: TextTemplate
  /** A label may be a list, which is passed on as JSON. */
  readonly listLabels?: boolean
}

/** All columns that are read, each once. */
export function columnsRead({ text, label, template }: ChosenColumns): string[] {
  return [...new Set([...(template?.columns ?? [text]), label])]
}

/** The first rows of a dataset, whole. */
export interface Sample {
  readonly columns: readonly string[]
  /** A cell per column. */
  readonly rows: readonly (readonly string[])[]
}

/** How many rows a sample holds at most. */
export const sampleRows = 100

/** A line, a field or a file may hold this many characters. */
export const longestText = 16 * 1024 * 1024

/** How far a reader is, and what it met on the way; readers write to it as they go. */
export interface ReadMeter {
  done: number
  total: number | null
  readonly unit: 'bytes' | 'files'
  /** The encoding in use, once the first bytes are read. */
  encoding: string
  /** Byte sequences that were not valid in that encoding. */
  invalid: number
  characters: number
  /** The encoding was guessed for want of a better one. */
  isGuess: boolean
}

/** A meter at its start. */
export function newMeter(unit: ReadMeter['unit'], total: number | null): ReadMeter {
  return { done: 0, total, unit, encoding: 'utf-8', invalid: 0, characters: 0, isGuess: false }
}

/** A row that is skipped. */
export function skippedRow(line: number | null, problem: string, file?: string): RawRow {
  return { line, text: '', label: '', problem, ...(file === undefined ? {} : { file }) }
}

/** As `rowOf`, for cells by column: the text is the template's, where there is one. */
export function rowOfCells(
  line: number | null,
  cellOf: (column: string) => string,
  columns: ChosenColumns,
): RawRow {
  const { text, label, template } = columns
  const whole = template ? (fillTemplate(template, cellOf) ?? '') : cellOf(text)
  return rowOf(line, whole, cellOf(label), columns)
}

/** A row of a text and a label, or of the reason why one of them is missing. Labels lose outer white space. */
export function rowOf(
  line: number | null,
  text: string,
  label: string,
  columns: ChosenColumns,
): RawRow {
  if (text.trim() === '') return skippedRow(line, `"${columns.text}" is empty.`)
  const name = label.trim()
  if (name === '') return skippedRow(line, `"${columns.label}" is empty.`)
  return { line, text, label: name }
}

/** A row of a sentence that is cut into tokens, each with a tag, or of the reason why it cannot be used. */
export function taggedRow(
  line: number | null,
  tokens: readonly string[],
  tags: readonly string[],
  columns: ChosenColumns,
): RawRow {
  const isEmpty = (one: string): boolean => one.trim() === ''
  if (tokens.length !== tags.length)
    return skippedRow(
      line,
      `"${columns.text}" has ${plural(tokens.length, 'token')}, but "${columns.label}" has ${plural(tags.length, 'tag')}; each token needs one.`,
    )
  if (tokens.length === 0) return skippedRow(line, `"${columns.text}" is empty.`)
  if (tokens.some(isEmpty)) return skippedRow(line, `A token in "${columns.text}" is empty.`)
  if (tags.some(isEmpty)) return skippedRow(line, `A tag in "${columns.label}" is empty.`)
  const tidied = { tokens: tokens.map(oneLine), tags: tags.map(oneLine) }
  return { line, text: tokens.join(' '), label: tags.join(' '), tagged: tidied }
}

/** A line break in a token would come out where tokens are written one below the other. */
function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

/**
 * The row of an object whose text is a list of tokens; undefined when it is none.
 * @param text a JSON value, or what .parquet gives
 */
export function rowOfLists(
  line: number | null,
  text: unknown,
  label: unknown,
  columns: ChosenColumns,
): RawRow | undefined {
  if (!Array.isArray(text)) return undefined
  if (!Array.isArray(label))
    return skippedRow(
      line,
      `"${columns.text}" is a list of tokens, but "${columns.label}" is none.`,
    )
  const [tokens, tags] = [wordsIn(text), wordsIn(label)]
  if (!tokens) return skippedRow(line, `"${columns.text}" holds something that is no text.`)
  if (!tags)
    return skippedRow(line, `"${columns.label}" holds something that is no text or number.`)
  return taggedRow(line, tokens, tags, columns)
}

function wordsIn(list: readonly unknown[]): string[] | undefined {
  const isWord = (one: unknown): one is string | number | bigint =>
    ['string', 'number', 'bigint'].includes(typeof one)
  return list.every(isWord) ? list.map(String) : undefined
}
