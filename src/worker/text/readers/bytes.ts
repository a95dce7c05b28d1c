// A file's bytes as a stream, unpacked where it is compressed.
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { success, type Result } from '#shared/protocol/result'
import { describeReadError } from './file-failures'
import type { ReadMeter } from './row'
import { refuseBomb } from './unpack-limits'

const chunkSize = 64 * 1024

export type Chunks = AsyncGenerator<Result<Buffer>, void>

interface StoredFile {
  readonly path: string
  readonly compressed: boolean
}

/**
 * Yields the bytes in chunks, and last a failure if reading or unpacking failed. `meter.done` grows by the bytes
 * on disk; `name` is for sentences.
 */
export async function* readBytes(file: StoredFile, meter: ReadMeter, name: string): Chunks {
  const before = meter.done
  const disk = createReadStream(file.path, { highWaterMark: chunkSize })
  // The pipeline hands on errors and ends the one stream with the other; the loop below hears of them.
  const stream = file.compressed ? pipeline(disk, createGunzip({ chunkSize }), () => {}) : disk
  let unpacked = 0
  try {
    for await (const chunk of stream) {
      meter.done = before + disk.bytesRead
      unpacked += (chunk as Buffer).length // no encoding is set, so chunks are buffers
      const bomb = file.compressed && refuseBomb(name, disk.bytesRead, unpacked)
      if (bomb) {
        yield bomb
        return
      }
      yield success(chunk as Buffer) // as above
    }
    meter.done = before + disk.bytesRead
  } catch (error) {
    yield describeReadError(error, file.path, name)
  } finally {
    stream.destroy()
    disk.destroy()
  }
}

/** Unpacks a gzip stream that comes out of an archive. */
export async function* gunzip(chunks: Chunks, name: string): Chunks {
  let packed = 0
  let unpacked = 0
  const inner: { failure: Result<Buffer> | null } = { failure: null }
  const source = async function* (): AsyncGenerator<Buffer, void> {
    for await (const chunk of chunks) {
      if (!chunk.ok) {
        inner.failure = chunk
        return
      }
      packed += chunk.value.length
      yield chunk.value
    }
  }
  const stream = pipeline(Readable.from(source()), createGunzip({ chunkSize }), () => {})
  try {
    for await (const chunk of stream) {
      unpacked += (chunk as Buffer).length // gunzip gives buffers
      const bomb = refuseBomb(name, packed, unpacked)
      if (bomb) {
        yield bomb
        return
      }
      yield success(chunk as Buffer) // as above
    }
    if (inner.failure) yield inner.failure
  } catch (error) {
    yield inner.failure ?? describeReadError(error, name, name)
  } finally {
    stream.destroy()
  }
}
