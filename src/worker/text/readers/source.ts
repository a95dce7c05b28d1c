// One way to read every format: a sample to choose columns from, then the rows.
import type { Dialect } from '#shared/domain/dataset'
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Result } from '#shared/protocol/result'
import { inspectPath, type DataFile, type FoundPath } from './data-file'
import { describeReadError } from './file-failures'
import { readFolder, sampleFolder } from './folder'
import { joinSources } from './join-sources'
import { findLayout, noteTables, noteTest, type LabelLayout, type TableLayout } from './layout'
import { openTree } from './open-tree'
import { newMeter } from './row'
import type { ChosenColumns, RawRow, ReadMeter, Sample } from './row'
import { readTable, sampleTable, type FirstTable, type TableOptions } from './table'
import type { FileTree } from './tree'

/** Which data, and how to read it; text and label where they are chosen already. */
export type SourceOptions = Pick<DataOptions, 'path' | 'split'> &
  Partial<Pick<DataOptions, 'morePaths'>> &
  TableOptions

/** A dataset whose first rows are known. */
export interface DataSource {
  readonly file: DataFile
  readonly sample: Sample
  /** The encoding of the sample. */
  readonly encoding: string
  /** Of .csv and .tsv, else null. */
  readonly dialect: Dialect | null
  /** Which of train and test is read, where there are such folders or files. */
  readonly split: DataOptions['split']
  /** How many files are read. */
  readonly files: number
  /** What was found out that people may want to change, sentences. */
  readonly notes: readonly string[]
  /** How far `rows` is. */
  readonly meter: ReadMeter
  /** Reads everything from the start, in batches; a failure is the last that it gives. */
  rows(columns: ChosenColumns): AsyncGenerator<Result<RawRow[]>, void>
}

/** Looks at a file, folder or archive, or at several that are read as one, and reads the first rows. */
export async function openSource(options: SourceOptions): Promise<Result<DataSource>> {
  const { morePaths = [], path } = options
  if (morePaths.length === 0) return openOne(options)
  const sources: DataSource[] = []
  for (const one of [path, ...morePaths]) {
    const source = await openOne({ ...options, path: one })
    if (!source.ok) return source
    sources.push(source.value)
  }
  return joinSources(sources)
}

async function openOne(options: SourceOptions): Promise<Result<DataSource>> {
  const found = await inspectPath(options.path)
  if (!found.ok) return found
  const file = found.value
  const tree = await openTree(file)
  if (!tree.ok) return tree
  if (file.table !== null) {
    const layout = {
      ...{ kind: file.table, split: null, hasTest: false },
      ...{ leftOut: [], files: [file.name] },
    }
    return openTables({ ...file, kind: file.table }, tree.value, layout, options)
  }
  return openLayout(file, tree.value, options)
}

async function openLayout(
  file: FoundPath,
  tree: FileTree,
  options: SourceOptions,
): Promise<Result<DataSource>> {
  try {
    const layout = await findLayout(tree, options.split)
    if (!layout.ok) return layout
    const { value } = layout
    return value.kind === 'folder'
      ? await openFolder({ ...file, kind: 'folder' }, tree, value, options)
      : await openTables({ ...file, kind: value.kind }, tree, value, options)
  } catch (error) {
    return describeReadError(error, file.path)
  }
}

async function openTables(
  file: DataFile,
  tree: FileTree,
  layout: TableLayout,
  options: SourceOptions,
): Promise<Result<DataSource>> {
  const meter = newMeter('bytes', await tree.sizeOf(layout.files))
  const first = newMeter('bytes', null)
  for await (const member of tree.read(layout.files, first)) {
    if (!member.ok) return member
    const sample = await sampleTable(member.value, layout.kind, options, first)
    if (!sample.ok) return sample
    const { kind, ...known } = sample.value
    const { columns, dialect } = known
    const table = { name: member.value.name, columns, dialect }
    const found = [...noteTables(layout), ...noteTest(layout)]
    const notes = [...found, ...noteEncoding(first), ...noteHeader(dialect, options)]
    return success({
      file: { ...file, kind },
      sample: known,
      encoding: first.encoding,
      dialect,
      split: layout.split,
      files: layout.files.length,
      notes,
      meter,
      rows: (chosen) => readTables(tree, { ...layout, kind }, options, chosen, table, meter),
    })
  }
  return failure('data-unusable', `${tree.name} has no rows; choose data with rows.`)
}

/** The rows of all tables, one after the other; of several each row names its file. */
async function* readTables(
  tree: FileTree,
  layout: TableLayout,
  options: TableOptions,
  columns: ChosenColumns,
  first: FirstTable,
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  if (layout.leftOut.length > 0) yield success([...layout.leftOut])
  for await (const member of tree.read(layout.files, meter)) {
    if (!member.ok) {
      yield member
      return
    }
    const { path } = member.value
    const rows = readTable(member.value, layout.kind, options, columns, first, meter)
    for await (const batch of rows) {
      if (batch.ok && layout.files.length > 1)
        yield success(batch.value.map((row) => ({ ...row, file: placeIn(path, row) })))
      else yield batch
      if (!batch.ok) return
    }
  }
}

function placeIn(path: string, { file }: RawRow): string {
  return file === undefined ? path : `${path}, ${file}`
}

async function openFolder(
  file: DataFile,
  tree: FileTree,
  layout: LabelLayout,
  options: SourceOptions,
): Promise<Result<DataSource>> {
  const first = newMeter('files', null)
  const sample = await sampleFolder(tree, layout, options.encoding, first)
  if (!sample.ok) return sample
  const meter = newMeter('files', null)
  return success({
    file,
    sample: sample.value,
    encoding: first.encoding,
    dialect: null,
    split: layout.split,
    files: layout.labels.reduce((sum, { files }) => sum + files.length, 0),
    notes: [...noteTest(layout), ...noteEncoding(first)],
    meter,
    rows: () => readFolder(tree, layout, options.encoding, meter),
  })
}

function noteEncoding({ isGuess, encoding }: ReadMeter): string[] {
  return isGuess
    ? [`Not UTF-8, so read as ${encoding}; choose another encoding if letters look wrong.`]
    : []
}

function noteHeader(dialect: Dialect | null, { header = 'auto' }: TableOptions): string[] {
  return dialect && !dialect.header && header === 'auto'
    ? [
        'The first line looks like a row, so the columns are called column 1, column 2 and so on; set the header if it holds their names.',
      ]
    : []
}
