// Reads documents to learn to write from: texts, or the text column of tables, one place after the other.
import type { DatasetReport } from '#shared/domain/dataset'
import { dataPathsOf, type DataOptions } from '#shared/experiment/data'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { guessColumns } from '../columns'
import type { RawRow, ReadMeter } from './row'
import { openSource, type DataSource } from './source'
import { parseTemplate } from './template'
import { openTextFiles, type TextFiles, type TextPiece } from './text-files'

/** What is read of an experiment's data. */
export type DocumentOptions = Pick<
  DataOptions,
  | 'path'
  | 'morePaths'
  | 'text'
  | 'template'
  | 'split'
  | 'encoding'
  | 'separator'
  | 'quote'
  | 'header'
>

/** Documents that can be read from the start, as often as wanted one after the other. */
export interface Documents {
  readonly path: string
  /** Without its folders, for sentences. */
  readonly name: string
  /** What the text is called: of a table, its column. */
  readonly column: string
  readonly notes: readonly string[]
  readonly dialect: DatasetReport['dialect']
  readonly encoding: () => string
  readonly invalidBytes: () => number
  /** How far `pieces` is, in bytes; the total is null where it is not known. */
  progress(): { readonly done: number; readonly total: number | null }
  /** In batches; a failure is the last that it gives. */
  pieces(): AsyncGenerator<Result<TextPiece[]>, void>
}

/** One of the places that the data name. */
interface Part {
  readonly name: string
  readonly column: string
  readonly notes: readonly string[]
  readonly dialect: DatasetReport['dialect']
  readonly meter: ReadMeter
  pieces(): AsyncGenerator<Result<TextPiece[]>, void>
}

/** Looks at every place that the data name. Fails with `data-unreadable` or `data-unusable`. */
export async function openDocuments(data: DocumentOptions): Promise<Result<Documents>> {
  const parts: Part[] = []
  for (const path of dataPathsOf(data)) {
    const part = await openPart({ ...data, path, morePaths: [] })
    if (!part.ok) return part
    parts.push(part.value)
  }
  if (parts.length === 0) return failure('data-unusable', 'There are no data; give data.path.')
  const [first] = parts
  const several = parts.length > 1
  return success({
    path: data.path,
    name: first.name,
    column: first.column,
    notes: parts.flatMap(({ notes }) => notes),
    dialect: first.dialect,
    encoding: () => first.meter.encoding,
    invalidBytes: () => parts.reduce((sum, { meter }) => sum + meter.invalid, 0),
    progress: () => progressOf(parts),
    pieces: () => (several ? readAll(parts) : first.pieces()),
  })
}

function progressOf(parts: readonly Part[]): ReturnType<Documents['progress']> {
  const done = parts.reduce((sum, { meter }) => sum + meter.done, 0)
  const total = parts.reduce<number | null>(
    (sum, { meter }) => (sum === null || meter.total === null ? null : sum + meter.total),
    0,
  )
  return { done, total }
}

/** Every piece names its place. */
async function* readAll(parts: readonly Part[]): AsyncGenerator<Result<TextPiece[]>, void> {
  for (const { name, pieces } of parts) {
    for await (const batch of pieces()) {
      if (!batch.ok) {
        yield batch
        return
      }
      const placed = ({ file }: TextPiece) => (file === undefined ? name : `${name}/${file}`)
      yield success(batch.value.map((piece) => ({ ...piece, file: placed(piece) })))
    }
  }
}

async function openPart(data: DocumentOptions): Promise<Result<Part>> {
  const texts = await openTextFiles(data)
  if (!texts.ok) return texts
  if (texts.value) return success(partOfTexts(texts.value))
  const source = await openSource(data)
  return source.ok ? partOfTable(source.value, data) : source
}

function partOfTexts({ place, files, split, meter, pieces }: TextFiles): Part {
  const notes = split === null ? [] : [`Of train and test, ${split} is read.`]
  const count = files.length > 1 ? [`Read as ${files.length} documents, one a file.`] : []
  return {
    ...{ name: place.name, column: 'text', notes: [...notes, ...count] },
    ...{ dialect: null, meter, pieces },
  }
}

function partOfTable(source: DataSource, data: DocumentOptions): Result<Part> {
  const { file, notes, dialect, meter, sample } = source
  const template = data.template === null ? undefined : parseTemplate(data.template)
  const wanted = template ? template.columns : data.text === null ? [] : [data.text]
  const missing = wanted.find((name) => !sample.columns.includes(name))
  if (missing !== undefined) return columnMissing(source, missing)
  const text = wanted[0] ?? guessColumns(sample).text
  if (text === null)
    return failure('data-unusable', `${file.name} has no column of texts; choose other data.`)
  // A document has no label; a reader is told to look at the text for one.
  const columns = { text, label: text, ...(template && { template }) }
  const pieces = () => readRows(source, columns)
  return success({ name: file.name, column: data.template ?? text, notes, dialect, meter, pieces })
}

function columnMissing({ file, sample }: DataSource, wanted: string): Failure {
  const names = sample.columns.slice(0, 20).map((name) => `"${name}"`)
  return failure(
    'data-unusable',
    `${file.name} has no column "${wanted}" for data.text; it has ${names.join(', ')}.`,
  )
}

async function* readRows(
  source: DataSource,
  columns: Parameters<DataSource['rows']>[0],
): AsyncGenerator<Result<TextPiece[]>, void> {
  for await (const batch of source.rows(columns)) {
    yield batch.ok ? success(batch.value.map(pieceOf)) : batch
    if (!batch.ok) return
  }
}

/** A row is a document; those of tables have a bound. */
function pieceOf({ text, file, line, problem }: RawRow): TextPiece {
  return {
    text: text.replaceAll('\r\n', '\n'),
    isLast: true,
    line,
    ...(file !== undefined && { file }),
    ...(problem !== undefined && { problem }),
  }
}
