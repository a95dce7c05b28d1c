// Tells what a path holds by its name and its first bytes, before anything is read.
import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import type { DataPreview } from '#shared/domain/dataset'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { describeReadError } from './file-failures'

export interface DataFile {
  readonly path: string
  /** Without its folders, for sentences. */
  readonly name: string
  readonly kind: DataPreview['kind']
  readonly compressed: boolean
  /** Bytes on disk; null for a folder. */
  readonly bytes: number | null
}

const kinds = new Map<string, 'csv' | 'tsv' | 'jsonl'>([
  ['.csv', 'csv'],
  ['.tsv', 'tsv'],
  ['.tab', 'tsv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
])
const accepted =
  'use a .csv, .tsv or .jsonl file (each also .gz), or a folder with a sub-folder of .txt files for each label'

/** Looks at a path: a folder, or a file that a reader takes. */
export async function inspectPath(target: string): Promise<Result<DataFile>> {
  const name = path.basename(target)
  try {
    const found = await stat(target)
    if (found.isDirectory())
      return success({ path: target, name, kind: 'folder', compressed: false, bytes: null })
    if (!found.isFile())
      return failure('data-unreadable', `${target} is neither a file nor a folder; ${accepted}.`)
    return await inspectFile(target, name, found.size)
  } catch (error) {
    return describeReadError(error, target)
  }
}

async function inspectFile(target: string, name: string, bytes: number): Promise<Result<DataFile>> {
  const compressed = name.toLowerCase().endsWith('.gz')
  const extension = path.extname(compressed ? name.slice(0, -3) : name).toLowerCase()
  const kind = kinds.get(extension)
  if (!kind) return refuseExtension(name, extension)
  if (bytes === 0) return failure('data-unusable', `${name} is empty; choose a file with rows.`)
  const zipped = await startsLikeGzip(target)
  if (compressed && !zipped)
    return failure(
      'data-unreadable',
      `${name} is not a gzip file, though its name ends in .gz; download it again, or rename it if it is plain text.`,
    )
  if (!compressed && zipped)
    return failure(
      'data-unreadable',
      `${name} is gzip-compressed; rename it to ${name}.gz, or unpack it.`,
    )
  return success({ path: target, name, kind, compressed, bytes })
}

function refuseExtension(name: string, extension: string): Failure {
  const what = extension === '' ? 'has no extension' : `is a ${extension} file`
  const mend =
    extension === '.json'
      ? 'write one JSON object per line and name it .jsonl'
      : extension === '.xlsx' || extension === '.xls' || extension === '.ods'
        ? 'save the sheet as CSV'
        : accepted
  return failure('data-unreadable', `${name} ${what}, which the lab does not read; ${mend}.`)
}

async function startsLikeGzip(target: string): Promise<boolean> {
  const handle = await open(target)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}
