// Reads a folder with a sub-folder per label and a text file per row, as aclImdb is laid out.
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DataOptions } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import type { DataFile } from './data-file'
import { createDecoder, looksWrong, wrongEncoding } from './decode'
import { describeReadError } from './file-failures'
import { longestText, rowOf, sampleRows, skippedRow } from './row'
import type { RawRow, ReadMeter, Sample } from './row'

/** What a folder's columns are called. */
export const folderColumns = { text: 'text', label: 'label' } as const

/** aclImdb keeps texts without labels here. */
const unlabelled = 'unsup'
const atOnce = 64

export interface LabelFolder {
  readonly label: string
  readonly folder: string
  /** Names of the .txt files, sorted. */
  readonly files: readonly string[]
}

export interface FolderListing {
  /** `train` or `test` where the folder has them, else null. */
  readonly split: string | null
  readonly labels: readonly LabelFolder[]
  /** What was left out, as rows with a problem. */
  readonly leftOut: readonly RawRow[]
}

/** Finds the label folders and their files, in sorted order; hidden files are ignored. */
export async function listFolder(
  file: DataFile,
  split: DataOptions['split'],
): Promise<Result<FolderListing>> {
  try {
    const parts = (await subfolders(file.path)).filter((name) => ['train', 'test'].includes(name))
    const part = split ?? (parts.includes('train') ? 'train' : parts[0])
    if (part && !parts.includes(part))
      return failure(
        'data-unusable',
        `${file.name} has no sub-folder "${part}"; leave data.split out, or choose a folder with train and test inside.`,
      )
    const root = part ? path.join(file.path, part) : file.path
    const names = await subfolders(root)
    if (names.length === 0)
      return failure(
        'data-unusable',
        `${part ? `${file.name}/${part}` : file.name} has no sub-folders; put the .txt files of each label into a folder named after the label.`,
      )
    const labels = await Promise.all(
      names.filter((name) => name !== unlabelled).map((name) => listLabel(root, name)),
    )
    return success({ split: part ?? null, labels, leftOut: leftOut(names, labels) })
  } catch (error) {
    return describeReadError(error, file.path)
  }
}

function leftOut(names: readonly string[], labels: readonly LabelFolder[]): RawRow[] {
  const skipped = labels
    .filter((one) => one.files.length === 0)
    .map((one) => skippedRow(null, 'The folder has no .txt files.', one.label))
  if (names.includes(unlabelled))
    skipped.push(skippedRow(null, 'The folder holds texts without labels.', unlabelled))
  return skipped
}

async function listLabel(root: string, label: string): Promise<LabelFolder> {
  const folder = path.join(root, label)
  const entries = await visibleEntries(folder)
  const files = entries
    .filter((entry) => !entry.isDirectory() && entry.name.toLowerCase().endsWith('.txt'))
    .map((entry) => entry.name)
  return { label, folder, files }
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await visibleEntries(folder)
  const isFolder = await Promise.all(
    entries.map((entry) =>
      entry.isSymbolicLink()
        ? stat(path.join(folder, entry.name)).then(
            (target) => target.isDirectory(),
            () => false,
          )
        : entry.isDirectory(),
    ),
  )
  return entries.filter((_, index) => isFolder[index]).map((entry) => entry.name)
}

async function visibleEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** The first rows, in turn from each label. */
export async function sampleFolder(
  listing: FolderListing,
  encoding: DataOptions['encoding'],
  meter: ReadMeter,
): Promise<Result<Sample>> {
  const wanted = inTurn(listing.labels).slice(0, sampleRows)
  const rows = await Promise.all(wanted.map((one) => readRow(one, encoding, meter)))
  const usable = rows.filter((row) => row.problem === undefined)
  return success({
    columns: Object.values(folderColumns),
    rows: usable.map((row) => [row.text, row.label]),
  })
}

/** The rows in turn from each label, in batches; before them what was left out. */
export async function* readFolder(
  file: DataFile,
  listing: FolderListing,
  encoding: DataOptions['encoding'],
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  const files = inTurn(listing.labels)
  meter.total = files.length
  if (listing.leftOut.length > 0) yield success([...listing.leftOut])
  for (let from = 0; from < files.length; from += atOnce) {
    const some = files.slice(from, from + atOnce)
    const rows = await Promise.all(some.map((one) => readRow(one, encoding, meter)))
    meter.done = from + some.length
    yield success(rows)
  }
  if (looksWrong(meter)) yield wrongEncoding(file.name, meter)
}

interface LabelledFile {
  readonly label: string
  /** With its label folder, for people. */
  readonly name: string
  readonly path: string
}

function inTurn(labels: readonly LabelFolder[]): LabelledFile[] {
  const most = labels.reduce((longest, one) => Math.max(longest, one.files.length), 0)
  const turns: LabelledFile[] = []
  for (let turn = 0; turn < most; turn++)
    for (const { label, folder, files } of labels)
      if (turn < files.length)
        turns.push({
          label,
          name: `${label}/${files[turn]}`,
          path: path.join(folder, files[turn]),
        })
  return turns
}

async function readRow(
  file: LabelledFile,
  encoding: DataOptions['encoding'],
  meter: ReadMeter,
): Promise<RawRow> {
  const bytes = await readWhole(file)
  if (!Buffer.isBuffer(bytes)) return bytes
  const decoder = createDecoder(bytes, encoding, file.name, meter)
  if (!decoder.ok) return skippedRow(null, 'It is not a text file.', file.name)
  const text = decoder.value.decode(bytes, false) + decoder.value.decode(Buffer.alloc(0), true)
  return { ...rowOf(null, text, file.label, folderColumns), file: file.name }
}

async function readWhole(file: LabelledFile): Promise<Buffer | RawRow> {
  try {
    const { size } = await stat(file.path)
    if (size > longestText) return skippedRow(null, 'It is longer than 16 MiB.', file.name)
    return await readFile(file.path)
  } catch (error) {
    return skippedRow(null, describeReadError(error, file.path).message, file.name)
  }
}
