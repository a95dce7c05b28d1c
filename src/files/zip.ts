// Writes zip files that are the same, byte for byte, whenever and wherever the same files are packed. Entries are stored as they are: what
// deflate makes of the same bytes differs between the zlib of one Node or Electron and the next.
import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import type { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { success, type Result } from '#shared/protocol/result'
import { workStopped, type WorkControl } from './work-control'
import { writeFailure } from './write-file'

/** A file to pack: its bytes, or the file that has them. */
export type ZipSource = ({ readonly content: Uint8Array } | { readonly path: string }) & {
  /** In the zip, with `/` between folders. */
  readonly name: string
}

/**
 * The bytes of a zip of the entries, by name, in the order of their names. Only with `compress` are they deflated.
 * Throws when a name comes twice or leads out of the zip.
 */
export async function zipFiles(
  entries: readonly (readonly [name: string, content: Uint8Array])[],
  { compress = false }: { readonly compress?: boolean } = {},
): Promise<Uint8Array> {
  const zip = new ZipFile()
  for (const [name, content] of inOrder(entries, ([name]) => name))
    zip.addBuffer(asBuffer(content), name, optionsOf(compress))
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of outputOf(zip)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/**
 * Writes a zip of the sources to `file`, which must be new, a piece at a time; answers with its bytes. Progress counts the sources' bytes.
 * Fails with `disk-full`, `write-failed` or `stopped`, after which the file is not there.
 */
export async function writeZip(
  file: string,
  sources: readonly ZipSource[],
  control: WorkControl,
): Promise<Result<number>> {
  let isOurs = false
  let isWritten = false
  try {
    const parts = await measured(sources)
    const handle = await open(file, 'wx')
    isOurs = true
    let bytes = 0
    try {
      for await (const chunk of packed(parts, control)) {
        if (control.isStopped()) return workStopped()
        // A handle's writeFile goes on after a short write and so meets ENOSPC.
        await handle.writeFile(chunk)
        bytes += chunk.length
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    isWritten = true
    return success(bytes)
  } catch (error) {
    return writeFailure(file, error)
  } finally {
    if (isOurs && !isWritten) await rm(file, { force: true }).catch(() => {})
  }
}

type Measured = ZipSource & { readonly size: number }

function measured(sources: readonly ZipSource[]): Promise<Measured[]> {
  return Promise.all(
    inOrder(sources, ({ name }) => name).map(async (source) => {
      const size = 'path' in source ? (await stat(source.path)).size : source.content.length
      return { ...source, size }
    }),
  )
}

/** A zip of the sources as it comes about; its reader meets the first error of a source. */
function packed(sources: readonly Measured[], control: WorkControl): AsyncIterable<Buffer> {
  const zip = new ZipFile()
  const output = outputOf(zip)
  let reading: Readable | undefined
  zip.on('error', (error: Error) => output.destroy(error))
  output.on('close', () => reading?.destroy())
  const total = sources.reduce((sum, { size }) => sum + size, 0)
  let done = 0
  for (const source of sources) {
    const options = optionsOf(false)
    if (!('path' in source)) {
      zip.addBuffer(asBuffer(source.content), source.name, options)
      continue
    }
    zip.addReadStreamLazy(source.name, { ...options, size: source.size }, (take) => {
      const stream = createReadStream(source.path)
      reading = stream
      stream.on('data', (chunk) => control.onProgress((done += chunk.length), total))
      stream.on('error', (error) => zip.emit('error', error))
      take(null, stream)
    })
  }
  zip.end()
  return output
}

function optionsOf(compress: boolean): {
  readonly mtime: Date
  readonly mode: number
  readonly compress: boolean
  readonly forceDosTimestamp: boolean
} {
  // Local time, as the DOS date is, so that it is the same in each time zone.
  return {
    mtime: new Date(1980, 0, 1),
    mode: 0o100644,
    compress,
    forceDosTimestamp: true,
  }
}

function inOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const names = new Set(items.map(nameOf))
  if (names.size !== items.length) throw new Error('A zip cannot hold two files of one name.')
  return [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

function outputOf(zip: ZipFile): PassThrough {
  return zip.outputStream as PassThrough // yazl's types say less than it makes
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
