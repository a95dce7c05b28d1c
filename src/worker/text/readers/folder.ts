// Reads texts that lie in a folder per label, a row per file, as aclImdb is laid out.
import { readFile, stat } from 'node:fs/promises'
import type { DataOptions } from '#shared/experiment/data'
import { success, type Result } from '#shared/protocol/result'
import { createDecoder, looksWrong, wrongEncoding } from './decode'
import { describeReadError } from './file-failures'
import type { LabelFolder, LabelLayout } from './layout'
import { longestText, newMeter, rowOf, sampleRows, skippedRow } from './row'
import type { RawRow, ReadMeter, Sample } from './row'
import { inFolder, type FileTree, type Member } from './tree'

/** What a folder's columns are called. */
export const folderColumns = { text: 'text', label: 'label' } as const

const atOnce = 64

type Encoding = DataOptions['encoding']

/** The first rows, in turn from each label. */
export async function sampleFolder(
  tree: FileTree,
  layout: LabelLayout,
  encoding: Encoding,
  meter: ReadMeter,
): Promise<Result<Sample>> {
  const rows: RawRow[] = []
  const wanted = inTurn(layout.labels).slice(0, sampleRows)
  for await (const batch of readTexts(tree, wanted, encoding, meter)) {
    if (!batch.ok) return batch
    rows.push(...batch.value)
  }
  const usable = rows.filter((row) => row.problem === undefined)
  return success({
    columns: Object.values(folderColumns),
    rows: usable.map((row) => [row.text, row.label]),
  })
}

/**
 * The rows in batches, before them what was left out. They come in turn from each label, of a tar file in the order
 * that they lie in.
 */
export async function* readFolder(
  tree: FileTree,
  layout: LabelLayout,
  encoding: Encoding,
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  const files = inTurn(layout.labels)
  meter.total = files.length
  if (layout.leftOut.length > 0) yield success([...layout.leftOut])
  yield* readTexts(tree, files, encoding, meter)
  if (looksWrong(meter)) yield wrongEncoding(tree.name, meter)
}

interface LabelledFile {
  readonly label: string
  /** With its label folder, for people. */
  readonly name: string
  /** In the tree. */
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
          path: inFolder(folder, files[turn]),
        })
  return turns
}

/** On disk many files are read at a time; in an archive they come one after the other. */
function readTexts(
  tree: FileTree,
  files: readonly LabelledFile[],
  encoding: Encoding,
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  return tree.onDisk('') === null
    ? readPacked(tree, files, encoding, meter)
    : readTogether(tree, files, encoding, meter)
}

async function* readTogether(
  tree: FileTree,
  files: readonly LabelledFile[],
  encoding: Encoding,
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  for (let from = 0; from < files.length; from += atOnce) {
    const some = files.slice(from, from + atOnce)
    const rows = await Promise.all(
      some.map(async (file) => {
        const bytes = await readWhole(file, tree.onDisk(file.path) ?? file.path)
        return Buffer.isBuffer(bytes) ? toRow(file, bytes, encoding, meter) : bytes
      }),
    )
    meter.done = from + some.length
    yield success(rows)
  }
}

async function* readPacked(
  tree: FileTree,
  files: readonly LabelledFile[],
  encoding: Encoding,
  meter: ReadMeter,
): AsyncGenerator<Result<RawRow[]>, void> {
  const known = new Map(files.map((file) => [file.path, file]))
  const paths = files.map((file) => file.path)
  // The meter counts files here, and bytes there.
  const bytes = newMeter('bytes', null)
  let rows: RawRow[] = []
  for await (const member of tree.read(paths, bytes)) {
    if (!member.ok) {
      yield member
      return
    }
    const file = known.get(member.value.path)
    if (!file) continue
    const content = await gather(file, member.value)
    if (Buffer.isBuffer(content)) rows.push(toRow(file, content, encoding, meter))
    else if ('ok' in content) {
      yield content
      return
    } else rows.push(content)
    meter.done++
    if (rows.length < atOnce) continue
    yield success(rows)
    rows = []
  }
  if (rows.length > 0) yield success(rows)
}

async function gather(
  file: LabelledFile,
  { chunks }: Member,
): Promise<Buffer | RawRow | (Result<Buffer> & { ok: false })> {
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    if (!chunk.ok) return chunk
    length += chunk.value.length
    if (length > longestText) return tooLong(file)
    parts.push(chunk.value)
  }
  return Buffer.concat(parts)
}

function toRow(file: LabelledFile, bytes: Buffer, encoding: Encoding, meter: ReadMeter): RawRow {
  const decoder = createDecoder(bytes, encoding, file.name, meter)
  if (!decoder.ok) return skippedRow(null, 'It is not a text file.', file.name)
  const text = decoder.value.decode(bytes, false) + decoder.value.decode(Buffer.alloc(0), true)
  return { ...rowOf(null, text, file.label, folderColumns), file: file.name }
}

async function readWhole(file: LabelledFile, place: string): Promise<Buffer | RawRow> {
  try {
    const { size } = await stat(place)
    return size > longestText ? tooLong(file) : await readFile(place)
  } catch (error) {
    return skippedRow(null, describeReadError(error, place).message, file.name)
  }
}

function tooLong(file: LabelledFile): RawRow {
  return skippedRow(null, 'It is longer than 16 MiB.', file.name)
}
