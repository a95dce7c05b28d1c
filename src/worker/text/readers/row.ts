// What every reader gives: rows as texts with labels, or why a row cannot be used.

/** A row that was read. */
export interface RawRow {
  /** 1-based line where the row starts; null where there are no lines. */
  readonly line: number | null
  /** The file, where there are several; of a .parquet file the row. */
  readonly file?: string
  readonly text: string
  readonly label: string
  /** Why the row has to be skipped; text and label are then empty. */
  readonly problem?: string
}

/** The names of the two columns or keys that are read. */
export interface ChosenColumns {
  readonly text: string
  readonly label: string
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
