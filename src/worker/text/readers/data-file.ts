// Tells what a path holds by its name and its first bytes, before anything is read.
import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DataPreview } from '#shared/domain/dataset'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { readBytes } from './bytes'
import { describeReadError } from './file-failures'
import { extensionOf, formatOf, type Format, type TableKind } from './formats'
import { newMeter } from './row'
import { looksLikeTokens } from './token-layout'

/** A path that a reader takes. */
export interface FoundPath {
  readonly path: string
  /** Without its folders, for sentences. */
  readonly name: string
  readonly container: DataPreview['container']
  /** Of a single table. */
  readonly table: TableKind | null
  /** Compressed by gzip. */
  readonly compressed: boolean
  /** Bytes on disk; null for a folder. */
  readonly bytes: number | null
}

/** A path whose kind of data is known. */
export interface DataFile extends FoundPath {
  readonly kind: DataPreview['kind']
}

/** What to use instead, the end of a sentence. */
export const accepted =
  'use a .csv, .tsv, .jsonl, .json, .parquet or .conllu file (each also .gz), a folder, .zip or .tar.gz of such files, or one with a sub-folder of .txt or .md files for each label'

/** Looks at a path: a folder, or a file that a reader takes. */
export async function inspectPath(target: string): Promise<Result<FoundPath>> {
  const name = path.basename(target)
  try {
    const found = await stat(target)
    if (found.isDirectory())
      return success({
        path: target,
        name,
        container: 'folder',
        table: null,
        compressed: false,
        bytes: null,
      })
    if (!found.isFile())
      return failure('data-unreadable', `${target} is neither a file nor a folder; ${accepted}.`)
    return await inspectFile(target, name, found.size)
  } catch (error) {
    return describeReadError(error, target)
  }
}

async function inspectFile(
  target: string,
  name: string,
  bytes: number,
): Promise<Result<FoundPath>> {
  const named = formatOf(name)
  const format = named?.kind === 'text' ? await tokensIn(target, name, named) : named
  if (!format || format.kind === 'text') return refuseExtension(name, named)
  if (bytes === 0) return failure('data-unusable', `${name} is empty; choose a file with rows.`)
  const refused = refuseStart(name, format, await readStart(target))
  if (refused) return refused
  const { kind, compressed } = format
  const isArchive = kind === 'zip' || kind === 'tar'
  return success({
    path: target,
    name,
    container: isArchive ? kind : 'file',
    table: isArchive ? null : kind,
    compressed,
    bytes,
  })
}

/** The format of a text file that holds a token and its tag on each line; null for any other text. */
async function tokensIn(
  target: string,
  name: string,
  { compressed }: Format,
): Promise<(Format & { readonly kind: TableKind }) | null> {
  for await (const chunk of readBytes({ path: target, compressed }, newMeter('bytes', null), name))
    return chunk.ok && looksLikeTokens(chunk.value.toString('utf8'))
      ? { kind: 'conllu', compressed }
      : null
  return null
}

function refuseExtension(name: string, format: Format | null): Failure {
  const extension = extensionOf(format?.compressed ? name.slice(0, -3) : name)
  if (format?.kind === 'text')
    return failure(
      'data-unreadable',
      `${name} is a single ${extension} file, which has no labels; put the .txt or .md files of each label into a folder named after the label and choose the folder around them, or use a table such as .csv.`,
    )
  const what = extension === '' ? 'has no extension' : `is a ${extension} file`
  return failure(
    'data-unreadable',
    `${name} ${what}, which the lab does not read; ${mendOf(extension)}.`,
  )
}

function mendOf(extension: string): string {
  if (['.xlsx', '.xls', '.ods'].includes(extension)) return 'save the sheet as CSV'
  if (['.bz2', '.xz', '.zst', '.7z', '.rar', '.tbz', '.txz'].includes(extension))
    return 'unpack it, or pack it as .zip or .tar.gz'
  return accepted
}

/** Why the first bytes do not fit the name. */
function refuseStart(name: string, format: Format, start: Buffer): Failure | undefined {
  const isGzip = start[0] === 0x1f && start[1] === 0x8b
  const isZip = start.subarray(0, 4).toString('latin1') === 'PK\x03\x04'
  const refuse = (message: string): Failure => failure('data-unreadable', `${name} ${message}`)
  if (format.compressed && !isGzip)
    return refuse(
      `is not a gzip file, though its name ends in ${extensionOf(name)}; download it again, or rename it if it is plain text.`,
    )
  if (!format.compressed && isGzip)
    return refuse(`is gzip-compressed; rename it to ${name}.gz, or unpack it.`)
  if (format.kind !== 'zip' && isZip)
    return refuse(`is a zip file; rename it to ${name}.zip, or unpack it.`)
  return undefined
}

async function readStart(target: string): Promise<Buffer> {
  const handle = await open(target)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
