// A tar file, plain or compressed, as a tree of files; it is gone through from front to back and never unpacked to disk.
import { pipeline, Readable } from 'node:stream'
import { extract, type Entry, type Extract } from 'tar-stream'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { ArchiveIndex, tidyPath } from './archive-index'
import { gunzip, readBytes, type Chunks } from './bytes'
import { formatOf } from './formats'
import { newMeter, type ReadMeter } from './row'
import { inFolder, type FileTree, type Listing, type Member } from './tree'
import { refuseCount, refuseOutside } from './unpack-limits'

/** Long names and attributes take a few kilobytes; the reader would gather whatever a header claims. */
const longestHeader = 1024 * 1024

interface StoredTar {
  readonly path: string
  readonly name: string
  readonly compressed: boolean
  readonly bytes: number
}

export class TarTree implements FileTree {
  readonly name: string
  readonly #index: ArchiveIndex

  private constructor(
    private readonly file: StoredTar,
    paths: Iterable<string>,
  ) {
    this.name = file.name
    this.#index = new ArchiveIndex(paths)
  }

  /** Goes through the archive once for the names of its files. */
  static async open(file: StoredTar): Promise<Result<TarTree>> {
    const paths = new Set<string>()
    for await (const entry of readEntries(file, newMeter('bytes', null))) {
      if (!entry.ok) return entry
      const { header } = entry.value
      const refused =
        refuseOutside(file.name, header.name) ?? refuseCount(file.name, paths.size + 1)
      if (refused) return refused
      if (isFile(entry.value)) paths.add(tidyPath(header.name))
      entry.value.resume()
    }
    return success(new TarTree(file, paths))
  }

  list(folder: string): Promise<Listing> {
    return Promise.resolve(this.#index.list(folder))
  }

  sizeOf(): Promise<number> {
    return Promise.resolve(this.file.bytes)
  }

  onDisk(): null {
    return null
  }

  async *read(paths: readonly string[], meter: ReadMeter): AsyncGenerator<Result<Member>, void> {
    const wanted = new Set(paths)
    for await (const entry of readEntries(this.file, meter)) {
      if (!entry.ok) {
        yield entry
        return
      }
      const path = tidyPath(entry.value.header.name)
      if (isFile(entry.value) && wanted.delete(path)) {
        const name = inFolder(this.name, path)
        const bytes = readEntry(entry.value, name)
        const chunks = formatOf(path)?.compressed ? gunzip(bytes, name) : bytes
        yield success({ path, name, chunks, disk: null })
      }
      // What was not read of it is passed over.
      entry.value.resume()
      if (wanted.size === 0) return
    }
  }
}

function isFile({ header }: Entry): boolean {
  return header.type === 'file' || header.type === 'contiguous-file'
}

async function* readEntry(entry: Entry, name: string): Chunks {
  try {
    for await (const chunk of entry) yield success(chunk as Buffer) // tar-stream gives buffers
  } catch {
    yield damaged(name)
  }
}

/** The entries, each to be read or resumed before the next; last a failure if the archive is damaged. */
async function* readEntries(
  file: StoredTar,
  meter: ReadMeter,
): AsyncGenerator<Result<Entry>, void> {
  const archive = extract()
  const state: TarState = { failure: null, expected: longestHeader, last: '' }
  const source = Readable.from(guarded(readBytes(file, meter, file.name), archive, state))
  pipeline(source, archive, () => {})
  try {
    for await (const entry of archive) {
      state.expected = (entry.header.size ?? 0) + longestHeader
      state.last = entry.header.name
      yield success(entry)
    }
    if (state.failure) yield state.failure
  } catch {
    // The library's errors are all about the archive; those of the disk are in `state`.
    yield state.failure ?? damaged(file.name, state.last)
  } finally {
    archive.destroy()
    source.destroy()
  }
}

interface TarState {
  failure: Failure | null
  /** So many bytes may go to the reader until it finds the next file. */
  expected: number
  /** The last file that was found. */
  last: string
}

async function* guarded(
  chunks: Chunks,
  archive: Extract,
  state: TarState,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    if (!chunk.ok) {
      state.failure = chunk
      throw new Error(chunk.message)
    }
    if (archive.destroyed) return
    state.expected -= chunk.value.length
    if (state.expected < 0) throw new Error('A header is too long.')
    yield chunk.value
  }
}

function damaged(name: string, last = ''): Failure {
  const where = last === '' ? '' : ` after ${last.slice(0, 200)}`
  return failure(
    'data-unreadable',
    `${name} is damaged or not complete${where}: its tar data cannot be read; download or copy it again.`,
  )
}
