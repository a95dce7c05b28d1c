// A file's bytes as a stream, unpacked where it is compressed.
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { success, type Result } from '#shared/protocol/result'
import type { DataFile } from './data-file'
import { describeReadError } from './file-failures'
import type { ReadMeter } from './row'

const chunkSize = 64 * 1024

/** Yields the bytes in chunks, and last a failure if reading or unpacking failed; `meter.done` counts bytes on disk. */
export async function* readBytes(
  file: DataFile,
  meter: ReadMeter,
): AsyncGenerator<Result<Buffer>, void> {
  const disk = createReadStream(file.path, { highWaterMark: chunkSize })
  // The pipeline hands on errors and ends the one stream with the other; the loop below hears of them.
  const stream = file.compressed ? pipeline(disk, createGunzip({ chunkSize }), () => {}) : disk
  try {
    for await (const chunk of stream) {
      meter.done = disk.bytesRead
      yield success(chunk)
    }
    meter.done = disk.bytesRead
  } catch (error) {
    yield describeReadError(error, file.path)
  } finally {
    stream.destroy()
    disk.destroy()
  }
}
