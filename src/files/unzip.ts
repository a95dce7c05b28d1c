// Unpacks zips from elsewhere: into memory, to a new folder, or a file at a time.
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { success, type Failure, type Result } from '#shared/protocol/result'
import { makeFolders } from './make-folders'
import { workStopped, type WorkControl } from './work-control'
import { writeFailure } from './write-file'
import { ZipEntries, type ZipLimits } from './zip-entries'

export type { ZipLimits }

/** Uses a file's bytes, which come in pieces; what it answers ends the unpacking. */
export type ZipVisitor = (
  name: string,
  pieces: AsyncIterable<Result<Buffer>>,
) => Promise<Failure | null>

/**
 * A zip's files by their names, all in memory. Fails with `run-unreadable` when it is damaged, holds more than it may, or was made to do harm.
 * @param file as sentences name it
 */
export async function readZip(
  bytes: Uint8Array,
  file: string,
  limits: ZipLimits,
): Promise<Result<ReadonlyMap<string, Uint8Array>>> {
  const files = new Map<string, Uint8Array>()
  const failed = await visitZip(bytes, { file, limits }, async (name, pieces) => {
    const chunks: Buffer[] = []
    for await (const piece of pieces) {
      if (!piece.ok) return piece
      chunks.push(piece.value)
    }
    files.set(name, Buffer.concat(chunks))
    return null
  })
  return failed ?? success(files)
}

/** The names of a zip file's entries, judged like all else of it. */
export async function listZip(file: string, limits: ZipLimits): Promise<Result<string[]>> {
  const opened = await ZipEntries.open(file, file, limits)
  if (!opened.ok) return opened
  const { names } = opened.value
  opened.value.close()
  return success(names)
}

/**
 * Unpacks a zip file into `folder`, which must be new; answers with the files' names. Progress counts unpacked bytes. Fails with
 * `run-unreadable`, `disk-full`, `write-failed` or `stopped`, after which the folder is not there.
 */
export async function extractZip(
  file: string,
  folder: string,
  { limits, control }: { readonly limits: ZipLimits; readonly control: WorkControl },
): Promise<Result<string[]>> {
  try {
    await mkdir(folder)
  } catch (error) {
    return writeFailure(folder, error)
  }
  const names: string[] = []
  const failed = await visitZip(file, { file, limits, control }, (name, pieces) => {
    names.push(name)
    return writePieces(join(folder, name), pieces)
  })
  if (!failed) return success(names)
  await rm(folder, { recursive: true, force: true }).catch(() => {})
  return failed
}

/** Goes through the files of a zip, by its path or its bytes, in its order; null when the visitor has seen all of them whole. */
export async function visitZip(
  from: string | Uint8Array,
  options: { readonly file: string; readonly limits: ZipLimits; readonly control?: WorkControl },
  visit: ZipVisitor,
): Promise<Failure | null> {
  const opened = await ZipEntries.open(from, options.file, options.limits)
  if (!opened.ok) return opened
  const zip = opened.value
  let done = 0
  const { control } = options
  async function* watched(name: string): AsyncGenerator<Result<Buffer>, void> {
    for await (const piece of zip.unpack(name)) {
      if (control?.isStopped()) return yield workStopped()
      yield piece
      if (piece.ok) control?.onProgress((done += piece.value.length), zip.bytes)
    }
  }
  try {
    for (const name of zip.names) {
      if (control?.isStopped()) return workStopped()
      const failed = await visit(name, watched(name))
      if (failed) return failed
    }
    return null
  } finally {
    zip.close()
  }
}

async function writePieces(
  path: string,
  pieces: AsyncIterable<Result<Buffer>>,
): Promise<Failure | null> {
  try {
    await makeFolders(dirname(path))
    const handle = await open(path, 'wx')
    try {
      for await (const piece of pieces) {
        if (!piece.ok) return piece
        await handle.writeFile(piece.value)
      }
      return null
    } finally {
      await handle.close()
    }
  } catch (error) {
    return writeFailure(path, error)
  }
}
