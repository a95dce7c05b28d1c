// Opens a zip from elsewhere: nothing in it is trusted, and it is judged before anything is unpacked.
import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl'
import { formatBytes, formatCount } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { errorCode } from './write-file'
import { objectionToName, SeenNames } from './zip-names'

/** How much a zip may hold; each bound also holds of what comes out, whatever the zip says of it. */
export interface ZipLimits {
  readonly entries: number
  /** Unpacked, in bytes, of all entries. */
  readonly bytes: number
  /** Unpacked, in bytes, of any one; left out: `bytes`. */
  readonly entryBytes?: number
}

/** Weights do not shrink and text shrinks to a tenth; deflate can do no more than a thousandth. */
const mostRatio = 200
/** Up to so many bytes the ratio is not judged. */
const ratioFloor = 100 * 1024 * 1024
const encrypted = 0x1
const [stored, deflated] = [0, 8]
const typeBits = 0xf000
const regularFile = 0x8000

/** An open zip whose directory has been found fit to unpack. Close it when done. */
export class ZipEntries {
  /** How much has come out so far, in bytes. */
  #unpacked = 0

  private constructor(
    private readonly zip: ZipFile,
    private readonly file: string,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly limits: ZipLimits,
  ) {}

  /**
   * Of a file by its path, or of bytes.
   * @param file as sentences name it
   */
  static async open(
    from: string | Uint8Array,
    file: string,
    limits: ZipLimits,
  ): Promise<Result<ZipEntries>> {
    let zip: ZipFile | undefined
    let isFit = false
    try {
      zip = await openZip(from)
      const entries = await readDirectory(zip, file, limits)
      isFit = entries.ok
      return entries.ok ? success(new ZipEntries(zip, file, entries.value, limits)) : entries
    } catch (error) {
      return describeError(file, error)
    } finally {
      if (!isFit) zip?.close()
    }
  }

  /** In the order of the zip; folders are not among them. */
  get names(): string[] {
    return [...this.entries.keys()]
  }

  /** What the zip says that all of it unpacks to; no more than that comes out. */
  get bytes(): number {
    return sizeOf(this.entries.values())
  }

  /** A file's bytes in pieces; the last is a failure when it is damaged or holds too much. */
  async *unpack(name: string): AsyncGenerator<Result<Buffer>, void> {
    const entry = this.entries.get(name)
    if (!entry) throw new Error(`${name} is not in ${this.file}`)
    let stream: Readable | undefined
    let [sum, bytes] = [0, 0]
    try {
      stream = await this.zip.openReadStreamPromise(entry)
      for await (const chunk of stream) {
        const piece = chunk as Buffer // no encoding is set, so chunks are buffers
        sum = crc32(piece, sum)
        bytes += piece.length
        this.#unpacked += piece.length
        const refused =
          refusedSize(this.file, this.limits, bytes) ??
          refusedTotal(this.file, this.limits, this.#unpacked, this.zip.fileSize)
        if (refused) return yield refused
        yield success(piece)
      }
      if (sum !== entry.crc32 || bytes !== entry.uncompressedSize) yield damaged(this.file)
    } catch (error) {
      yield describeError(this.file, error)
    } finally {
      stream?.destroy()
    }
  }

  close(): void {
    this.zip.close()
  }
}

async function openZip(from: string | Uint8Array): Promise<ZipFile> {
  // Strict: a name with backslashes is refused and not made into folders.
  const options = { autoClose: false, strictFileNames: true }
  const zip =
    typeof from === 'string'
      ? await openPromise(from, options)
      : await fromBufferPromise(asBuffer(from), options)
  // What the directory's reader meets is thrown there; an error after that must not end the process.
  zip.on('error', () => {})
  return zip
}

async function readDirectory(
  zip: ZipFile,
  file: string,
  limits: ZipLimits,
): Promise<Result<Map<string, Entry>>> {
  const entries = new Map<string, Entry>()
  const seen = new SeenNames()
  let [count, bytes] = [0, 0]
  for await (const entry of zip.eachEntry()) {
    bytes += entry.uncompressedSize
    const isFolder = entry.fileName.endsWith('/')
    const refused =
      refusedCount(file, limits, ++count) ??
      (isFolder ? refusedFolder(file, entry) : refusedEntry(file, entry, seen)) ??
      refusedSize(file, limits, entry.uncompressedSize) ??
      refusedTotal(file, limits, bytes, zip.fileSize)
    if (refused) return refused
    if (!isFolder) entries.set(entry.fileName, entry)
  }
  return success(entries)
}

function refusedFolder(file: string, entry: Entry): Failure | null {
  const objection = objectionToName(entry.fileName.slice(0, -1))
  return objection === null ? null : refusedName(file, entry.fileName, objection)
}

function refusedEntry(file: string, entry: Entry, seen: SeenNames): Failure | null {
  const name = entry.fileName
  const objection = objectionToName(name)
  if (objection !== null) return refusedName(file, name, objection)
  if (!seen.add(name)) return refusedName(file, name, 'is there twice')
  const type = (entry.externalFileAttributes >>> 16) & typeBits
  if (type !== 0 && type !== regularFile) return refusedName(file, name, 'is a link or a device')
  if (entry.generalPurposeBitFlag & encrypted)
    return failure(
      'run-unreadable',
      `${file} is encrypted; unpack it with its password and take what comes out.`,
    )
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated)
    return failure(
      'run-unreadable',
      `${file} is compressed in a way that the lab does not read; pack it again with ordinary deflate.`,
    )
  return null
}

function refusedName(file: string, name: string, objection: string): Failure {
  // eslint-disable-next-line no-control-regex -- a name may hold anything, a sentence may not
  const shown = name.slice(0, 100).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
  return failure(
    'run-unreadable',
    `${file} was not unpacked: the file "${shown}" in it ${objection}.`,
  )
}

function refusedCount(file: string, limits: ZipLimits, count: number): Failure | null {
  if (count <= limits.entries) return null
  return failure(
    'run-unreadable',
    `${file} was not unpacked: it holds more than ${formatCount(limits.entries)} files.`,
  )
}

function refusedSize(file: string, limits: ZipLimits, bytes: number): Failure | null {
  const most = limits.entryBytes ?? limits.bytes
  if (bytes <= most) return null
  return failure(
    'run-unreadable',
    `${file} was not unpacked: a file in it is larger than ${formatBytes(most)}.`,
  )
}

function refusedTotal(
  file: string,
  limits: ZipLimits,
  bytes: number,
  packed: number,
): Failure | null {
  if (bytes > limits.bytes)
    return failure(
      'run-unreadable',
      `${file} was not unpacked: it holds more than ${formatBytes(limits.bytes)}.`,
    )
  if (bytes <= ratioFloor || bytes <= packed * mostRatio) return null
  return failure(
    'run-unreadable',
    `${file} was not unpacked: it unpacks to more than ${formatCount(mostRatio)} times its size, as files made to fill a disk do.`,
  )
}

/** yauzl's errors have no code and a sentence for programmers; the system's have a code. */
function describeError(file: string, error: unknown): Failure {
  if (!(error instanceof Error)) throw error
  const code = errorCode(error)
  if (code !== undefined && !/^(?:Z_|ERR_)/.test(code)) {
    const reason = code === 'ENOENT' ? 'is not there' : `could not be read (${code})`
    return failure('run-unreadable', `${file} ${reason}.`)
  }
  if (/invalid characters|absolute path|relative path/.test(error.message))
    return failure(
      'run-unreadable',
      `${file} was not unpacked: it holds a file whose path leads out of it, as no honest zip does.`,
    )
  if (/encrypt/.test(error.message))
    return failure(
      'run-unreadable',
      `${file} is encrypted; unpack it with its password and take what comes out.`,
    )
  return damaged(file)
}

function damaged(file: string): Failure {
  return failure(
    'run-unreadable',
    `${file} is damaged or not complete: it cannot be unpacked. Download or copy it again.`,
  )
}

function sizeOf(entries: Iterable<Entry>): number {
  let sum = 0
  for (const entry of entries) sum += entry.uncompressedSize
  return sum
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
