// Reads .csv and .tsv as a stream of rows, quoted as in RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180).
import { CsvError, parse, type Options, type Parser } from 'csv-parse'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { lineCounter } from './line-counter'
import { longestText, rowOf, sampleRows, skippedRow } from './row'
import type { ChosenColumns, RawRow, Sample } from './row'

interface DelimitedRecord {
  readonly line: number
  readonly cells: readonly string[]
}

type Texts = AsyncIterable<Result<string>>

/** The header and the first rows. */
export async function sampleDelimited(
  texts: Texts,
  kind: 'csv' | 'tsv',
  name: string,
): Promise<Result<Sample>> {
  let columns: string[] | undefined
  const rows: string[][] = []
  for await (const batch of readRecords(texts, kind, name)) {
    if (!batch.ok) {
      // What is wrong further down is told when all of it is read.
      if (columns && rows.length > 0) break
      return batch
    }
    for (const { cells } of batch.value) {
      if (!columns) columns = columnNames(cells)
      else rows.push(columns.map((_, index) => cells[index] ?? ''))
    }
    if (rows.length >= sampleRows) break
  }
  if (!columns)
    return failure('data-unusable', `${name} is empty; choose a file with a header and rows.`)
  return success({ columns, rows: rows.slice(0, sampleRows) })
}

/** The rows below the header, in batches. */
export async function* readDelimited(
  texts: Texts,
  kind: 'csv' | 'tsv',
  name: string,
  columns: ChosenColumns,
): AsyncGenerator<Result<RawRow[]>, void> {
  let header: string[] | undefined
  for await (const batch of readRecords(texts, kind, name)) {
    if (!batch.ok) {
      yield batch
      continue
    }
    const records = header ? batch.value : batch.value.slice(1)
    header ??= columnNames(batch.value[0].cells)
    const names = header
    yield success(records.map((record) => toRow(record, names, columns)))
  }
}

function toRow({ line, cells }: DelimitedRecord, header: string[], columns: ChosenColumns): RawRow {
  if (cells.length !== header.length)
    return skippedRow(line, `It has ${cells.length} of the header's ${header.length} columns.`)
  const text = cells[header.indexOf(columns.text)]
  return rowOf(line, text, cells[header.indexOf(columns.label)], columns)
}

/** Header cells as names that differ and are not empty. */
function columnNames(cells: readonly string[]): string[] {
  const names: string[] = []
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim() || `column ${index + 1}`
    names.push(names.includes(name) ? `${name} (column ${index + 1})` : name)
  }
  return names
}

/** Batches of records, never empty; last a failure if the file breaks the format. */
async function* readRecords(
  texts: Texts,
  kind: 'csv' | 'tsv',
  name: string,
): AsyncGenerator<Result<DelimitedRecord[]>, void> {
  let parser: Parser | undefined
  const lines = lineCounter()
  for await (const text of texts) {
    if (!text.ok) {
      yield text
      return
    }
    parser ??= newParser(text.value, kind)
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

function newParser(start: string, kind: 'csv' | 'tsv'): Parser {
  const lineEnds = start.includes('\n') ? ['\r\n', '\n'] : ['\r']
  const options: Options & { readableHighWaterMark: number } = {
    delimiter: kind === 'tsv' ? '\t' : findDelimiter(start),
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

/** The comma, unless the first line has none outside quotes and has semicolons or tabs. */
function findDelimiter(start: string): string {
  const first = /^\s*([^\r\n]*)/.exec(start)?.[1].replace(/"[^"]*"/g, '') ?? ''
  const count = (mark: string): number => first.split(mark).length
  if (first.includes(',')) return ','
  if (count(';') === 1 && count('\t') === 1) return ','
  return count(';') >= count('\t') ? ';' : '\t'
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
      `${name}, line ${line}: a quote in the row that starts here is never closed; close it, or double it if it belongs to the text.`,
    )
  throw error
}
