// Reads .csv and .tsv as a stream of rows, quoted as in RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180).
import { CsvError, parse, type Options, type Parser } from 'csv-parse'
import type { Dialect } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { findDialect, quoteLetters, separatorLetters, type DialectChoice } from './dialect'
import { looksHeaderless } from './header'
import { lineCounter } from './line-counter'
import { longestText, rowOfCells, sampleRows, skippedRow } from './row'
import type { ChosenColumns, RawRow, Sample } from './row'

interface DelimitedRecord {
  readonly line: number
  readonly cells: readonly string[]
}

type Texts = AsyncIterable<Result<string>>

/** What of the dialect is chosen; text and label where their columns are. */
export type DelimitedChoice = DialectChoice &
  Partial<Pick<DataOptions, 'header' | 'text' | 'label'>>

/** The header and the first rows, and the dialect that they are in. */
export async function sampleDelimited(
  texts: Texts,
  kind: 'csv' | 'tsv',
  name: string,
  choice: DelimitedChoice,
): Promise<Result<Sample & { readonly dialect: Dialect }>> {
  const found: { dialect?: Omit<Dialect, 'header'> } = {}
  const settle = (start: string) => (found.dialect = findDialect(start, kind, choice))
  const records: (readonly string[])[] = []
  for await (const batch of readRecords(texts, settle, name)) {
    if (!batch.ok) {
      // What is wrong further down is told when all of it is read.
      if (records.length > 1) break
      return batch
    }
    for (const { cells } of batch.value) records.push(cells)
    if (records.length > sampleRows) break
  }
  if (records.length === 0 || !found.dialect)
    return failure('data-unusable', `${name} is empty; choose a file with a header and rows.`)
  const header = hasHeader(records, choice)
  const columns = header ? columnNames(records[0]) : records[0].map((_, index) => numbered(index))
  const rows = records.slice(header ? 1 : 0).slice(0, sampleRows)
  return success({
    columns,
    rows: rows.map((cells) => columns.map((_, index) => cells[index] ?? '')),
    dialect: { ...found.dialect, header },
  })
}

function hasHeader(
  [first, ...rows]: readonly (readonly string[])[],
  { header = 'auto', text, label }: DelimitedChoice,
): boolean {
  if (header !== 'auto') return header
  const columns = columnNames(first)
  const chosen = [text, label].filter((name) => typeof name === 'string')
  if (chosen.some((name) => columns.includes(name))) return true
  const cells = rows.slice(0, sampleRows).map((row) => columns.map((_, at) => row[at] ?? ''))
  return !looksHeaderless(columns, cells)
}

/** The columns of the first of several files. */
export interface FirstColumns {
  readonly name: string
  readonly columns: readonly string[]
}

/** The rows below the header, in batches; a file with other columns than the first is a failure. */
export async function* readDelimited(
  texts: Texts,
  dialect: Dialect,
  name: string,
  columns: ChosenColumns,
  first: FirstColumns,
): AsyncGenerator<Result<RawRow[]>, void> {
  let header: readonly string[] | undefined = dialect.header ? undefined : first.columns
  for await (const batch of readRecords(texts, () => dialect, name)) {
    if (!batch.ok) {
      yield batch
      continue
    }
    const records = header ? batch.value : batch.value.slice(1)
    header ??= columnNames(batch.value[0].cells)
    const other = refuseOtherColumns(name, header, first)
    if (other) {
      yield other
      return
    }
    const names = header
    yield success(records.map((record) => toRow(record, names, columns)))
  }
}

/** The failure for a file whose columns are not those of the first one; their order may differ. */
export function refuseOtherColumns(
  name: string,
  columns: readonly string[],
  first: FirstColumns,
): Failure | undefined {
  if (columns === first.columns) return undefined
  const isSame =
    columns.length === first.columns.length && columns.every((one) => first.columns.includes(one))
  if (isSame) return undefined
  return failure(
    'data-unusable',
    `${name} has the columns ${listColumns(columns)}, but ${first.name} has ${listColumns(first.columns)}; files that are read as one table need the same columns.`,
  )
}

function listColumns(columns: readonly string[]): string {
  const names = columns.slice(0, 8).map((name) => `"${name.slice(0, 40)}"`)
  return columns.length > 8
    ? `${names.join(', ')} and ${columns.length - 8} more`
    : names.join(', ')
}

function toRow(
  { line, cells }: DelimitedRecord,
  header: readonly string[],
  columns: ChosenColumns,
): RawRow {
  if (cells.length !== header.length)
    return skippedRow(line, `It has ${cells.length} of the header's ${header.length} columns.`)
  return rowOfCells(line, (column) => cells[header.indexOf(column)], columns)
}

/** Header cells as names that differ and are not empty. */
function columnNames(cells: readonly string[]): string[] {
  const names: string[] = []
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim() || numbered(index)
    names.push(names.includes(name) ? `${name} (column ${index + 1})` : name)
  }
  return names
}

function numbered(index: number): string {
  return `column ${index + 1}`
}

/** Batches of records, never empty; last a failure if the file breaks the format. */
async function* readRecords(
  texts: Texts,
  dialectOf: (start: string) => Omit<Dialect, 'header'>,
  name: string,
): AsyncGenerator<Result<DelimitedRecord[]>, void> {
  let parser: Parser | undefined
  const lines = lineCounter()
  for await (const text of texts) {
    if (!text.ok) {
      yield text
      return
    }
    parser ??= newParser(text.value, dialectOf(text.value))
    const bytes = Buffer.from(text.value)
    lines.add(bytes)
    const error = await feed(parser, bytes)
    const records = takeRecords(parser, lines)
    if (records.length > 0) yield success(records)
    if (error) {
      yield describeFormatError(error, name, lines.line)
      return
    }
  }
  if (!parser) return
  const error = await feed(parser, null)
  const records = takeRecords(parser, lines)
  if (records.length > 0) yield success(records)
  if (error) yield describeFormatError(error, name, lines.line)
}

function newParser(start: string, { separator, quote }: Omit<Dialect, 'header'>): Parser {
  const lineEnds = start.includes('\n') ? ['\r\n', '\n'] : ['\r']
  const options: Options & { readableHighWaterMark: number } = {
    delimiter: separatorLetters[separator],
    quote: quoteLetters[quote],
    record_delimiter: lineEnds,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: longestText,
    info: true,
    // Room for every record of one chunk, so that a write parses all of it at once.
    readableHighWaterMark: 1_000_000,
  }
  const parser = parse(options)
  // Errors are heard from the callback of each write; without a listener they would be thrown too.
  parser.on('error', () => {})
  return parser
}

/** Gives the parser bytes, or with null the end; answers when they are parsed. */
function feed(parser: Parser, bytes: Buffer | null): Promise<Error | null | undefined> {
  return new Promise((resolve) => {
    const settled = (error?: Error | null): void => resolve(error)
    if (bytes) parser.write(bytes, settled)
    else parser.end(settled)
  })
}

interface ParsedRecord {
  readonly record: string[]
  readonly info: { readonly bytes: number }
}

function takeRecords(parser: Parser, lines: ReturnType<typeof lineCounter>): DelimitedRecord[] {
  const records: DelimitedRecord[] = []
  for (;;) {
    const parsed = parser.read() as ParsedRecord | null // the shape that `info: true` gives
    if (parsed === null) return records
    const { line } = lines
    lines.advance(parsed.info.bytes)
    const cells = parsed.record
    const blank = cells.length === 1 && cells[0].trim() === ''
    if (!blank) records.push({ line, cells })
  }
}

function describeFormatError(error: Error, name: string, line: number): Failure {
  const code = error instanceof CsvError ? error.code : undefined
  if (code === 'CSV_MAX_RECORD_SIZE')
    return failure(
      'data-unusable',
      `${name}, line ${line}: the row that starts here is longer than 16 MiB; look for a quote that is never closed, or split the row.`,
    )
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return failure(
      'data-unusable',
      `${name}, line ${line}: a quote in the row that starts here is never closed; close it, double it if it belongs to the text, or set data.quote to none if quotes are plain letters.`,
    )
  throw error
}
