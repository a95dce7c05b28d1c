// A zip file as a tree of files, read in place by its directory and never unpacked to disk.
import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { errorCode } from '../../../files/write-file'
import { ArchiveIndex, tidyPath } from './archive-index'
import { gunzip, type Chunks } from './bytes'
import { describeReadError } from './file-failures'
import { formatOf } from './formats'
import type { ReadMeter } from './row'
import { inFolder, type FileTree, type Listing, type Member } from './tree'
import { refuseBomb, refuseCount, refuseOutside } from './unpack-limits'

const encrypted = 0x1

export class ZipTree implements FileTree {
  readonly #index: ArchiveIndex

  private constructor(
    private readonly path: string,
    readonly name: string,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {
    this.#index = new ArchiveIndex(entries.keys())
  }

  /** Reads the directory of a zip file; refuses what no honest one has. */
  static async open(path: string, name: string, bytes: number): Promise<Result<ZipTree>> {
    let zip: ZipFile | undefined
    try {
      zip = await openPromise(path, { autoClose: false })
      const entries = new Map<string, Entry>()
      let unpacked = 0
      for await (const entry of zip.eachEntry()) {
        unpacked += entry.uncompressedSize
        const refused =
          refuseOutside(name, entry.fileName) ??
          refuseBomb(name, bytes, unpacked) ??
          refuseCount(name, entries.size + 1)
        if (refused) return refused
        if (!entry.fileName.endsWith('/')) entries.set(tidyPath(entry.fileName), entry)
      }
      return success(new ZipTree(path, name, entries))
    } catch (error) {
      return describeZipError(error, path, name)
    } finally {
      zip?.close()
    }
  }

  list(folder: string): Promise<Listing> {
    return Promise.resolve(this.#index.list(folder))
  }

  sizeOf(paths: readonly string[]): Promise<number> {
    const sizes = paths.map((one) => this.entries.get(one)?.uncompressedSize ?? 0)
    return Promise.resolve(sizes.reduce((sum, size) => sum + size, 0))
  }

  onDisk(): null {
    return null
  }

  async *read(paths: readonly string[], meter: ReadMeter): AsyncGenerator<Result<Member>, void> {
    let zip: ZipFile | undefined
    try {
      zip = await openPromise(this.path, { autoClose: false })
      for (const path of paths) {
        const entry = this.entries.get(path)
        if (!entry) continue
        const name = inFolder(this.name, path)
        const bytes = readEntry(zip, entry, name, meter)
        const chunks = formatOf(path)?.compressed ? gunzip(bytes, name) : bytes
        yield success({ path, name, chunks, disk: null })
      }
    } catch (error) {
      yield describeZipError(error, this.path, this.name)
    } finally {
      zip?.close()
    }
  }
}

async function* readEntry(zip: ZipFile, entry: Entry, name: string, meter: ReadMeter): Chunks {
  if (entry.generalPurposeBitFlag & encrypted) {
    yield failure(
      'data-unreadable',
      `${name} is encrypted; unpack it with its password, and choose what comes out.`,
    )
    return
  }
  let stream: Readable | undefined
  let sum = 0
  try {
    stream = await zip.openReadStreamPromise(entry)
    for await (const chunk of stream) {
      const bytes = chunk as Buffer // no encoding is set, so chunks are buffers
      sum = crc32(bytes, sum)
      meter.done += bytes.length
      yield success(bytes)
    }
    if (sum !== entry.crc32) yield damaged(name)
  } catch (error) {
    yield describeZipError(error, name, name)
  } finally {
    stream?.destroy()
  }
}

/** yauzl's errors have no code and a sentence for programmers; the system's have a code. */
function describeZipError(error: unknown, path: string, name: string): Failure {
  if (!(error instanceof Error)) throw error
  if (errorCode(error) !== undefined && !errorCode(error)?.startsWith('Z_'))
    return describeReadError(error, path)
  if (/encrypt/i.test(error.message))
    return failure(
      'data-unreadable',
      `${name} is encrypted; unpack it with its password, and choose what comes out.`,
    )
  if (/compression method/i.test(error.message))
    return failure(
      'data-unreadable',
      `${name} is compressed in a way that the lab does not read; pack it again with ordinary deflate.`,
    )
  if (/relative path|absolute path/i.test(error.message))
    return failure(
      'data-unreadable',
      `${name} holds a file whose path leads out of it, as no honest archive does; pack it again.`,
    )
  return damaged(name)
}

function damaged(name: string): Failure {
  return failure(
    'data-unreadable',
    `${name} is damaged or not complete: its zip data cannot be unpacked; download or copy it again.`,
  )
}
