// One way to read every format: a sample to choose columns from, then the rows.
import type { DataOptions } from '#shared/experiment/schema'
import { success, type Result } from '#shared/protocol/result'
import { readBytes } from './bytes'
import { inspectPath, type DataFile } from './data-file'
import { decodeText } from './decode'
import { readDelimited, sampleDelimited } from './delimited'
import { listFolder, readFolder, sampleFolder } from './folder'
import { readJsonLines, sampleJsonLines } from './json-lines'
import { newMeter } from './row'
import type { ChosenColumns, RawRow, ReadMeter, Sample } from './row'

/** Which data, and how to read it; text and label where they are chosen already. */
export type SourceOptions = Pick<DataOptions, 'path' | 'encoding' | 'split'> &
  Partial<Pick<DataOptions, 'text' | 'label'>>

/** A dataset whose first rows are known. */
export interface DataSource {
  readonly file: DataFile
  readonly sample: Sample
  /** The encoding of the sample. */
  readonly encoding: string
  /** Of a folder with train and test inside: which one. */
  readonly split: string | null
  /** How far `rows` is. */
  readonly meter: ReadMeter
  /** Reads everything from the start, in batches; a failure is the last that it gives. */
  rows(columns: ChosenColumns): AsyncGenerator<Result<RawRow[]>, void>
}

/** Looks at a file or folder and reads its first rows. */
export async function openSource(options: SourceOptions): Promise<Result<DataSource>> {
  const file = await inspectPath(options.path)
  if (!file.ok) return file
  return file.value.kind === 'folder'
    ? openFolder(file.value, options)
    : openFile(file.value, file.value.kind, options)
}

async function openFile(
  file: DataFile,
  kind: 'csv' | 'tsv' | 'jsonl',
  options: SourceOptions,
): Promise<Result<DataSource>> {
  const texts = (meter: ReadMeter) =>
    decodeText(readBytes(file, meter), options.encoding, file.name, meter)
  const first = newMeter('bytes', file.bytes)
  const sample =
    kind === 'jsonl'
      ? await sampleJsonLines(texts(first), file.name, chosenColumns(options))
      : await sampleDelimited(texts(first), kind, file.name)
  if (!sample.ok) return sample
  const meter = newMeter('bytes', file.bytes)
  return success({
    file,
    sample: sample.value,
    encoding: first.encoding,
    split: null,
    meter,
    rows: (columns) =>
      kind === 'jsonl'
        ? readJsonLines(texts(meter), file.name, columns)
        : readDelimited(texts(meter), kind, file.name, columns),
  })
}

function chosenColumns({ text, label }: SourceOptions): string[] {
  return [text, label].filter((name) => typeof name === 'string')
}

async function openFolder(file: DataFile, options: SourceOptions): Promise<Result<DataSource>> {
  const listing = await listFolder(file, options.split)
  if (!listing.ok) return listing
  const first = newMeter('files', null)
  const sample = await sampleFolder(listing.value, options.encoding, first)
  if (!sample.ok) return sample
  const meter = newMeter('files', null)
  return success({
    file,
    sample: sample.value,
    encoding: first.encoding,
    split: listing.value.split,
    meter,
    rows: () => readFolder(file, listing.value, options.encoding, meter),
  })
}
