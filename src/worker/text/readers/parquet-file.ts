// Opens .parquet files, on the disk or packed in an archive, and says in sentences what cannot be read of them.
import { open, type FileHandle } from 'node:fs/promises'
import { parquetMetadataAsync, parquetSchema, type AsyncBuffer, type FileMetaData } from 'hyparquet'
import { formatBytes } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { errorCode } from '../../../files/write-file'
import { describeReadError } from './file-failures'
import type { Member } from './tree'

/** A packed .parquet is held whole, since it is read in no order. */
const largestPacked = 256 * 1024 * 1024
/** What is wanted of a row group is held at once, as it is on disk. */
export const largestGroup = 256 * 1024 * 1024

export interface ParquetFile {
  readonly buffer: AsyncBuffer
  readonly metadata: FileMetaData
  readonly columns: readonly string[]
}

/** Opens a file and closes it after use, whatever comes of it. */
export async function withParquet<Value>(
  member: Member,
  use: (file: ParquetFile) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const opened = await openParquet(member)
  if (!opened.ok) return opened
  try {
    return await use(opened.value.file)
  } catch (error) {
    return describeParquetError(error, member.name)
  } finally {
    await opened.value.close()
  }
}

interface OpenParquet {
  readonly file: ParquetFile
  close(): Promise<void>
}

/** The caller closes it. Fails with `data-unreadable`. */
export async function openParquet(member: Member): Promise<Result<OpenParquet>> {
  let handle: FileHandle | undefined
  try {
    if (member.disk !== null) handle = await open(member.disk)
    const buffer = handle ? await bufferOfFile(handle) : await bufferOfChunks(member)
    if (!('byteLength' in buffer)) return buffer
    const metadata = await parquetMetadataAsync(buffer)
    const columns = parquetSchema(metadata).children.map((child) => child.element.name)
    const close = async () => handle?.close()
    return success({ file: { buffer, metadata, columns }, close })
  } catch (error) {
    await handle?.close()
    return describeParquetError(error, member.name)
  }
}

async function bufferOfFile(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat()
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const from = Math.max(0, Math.min(start < 0 ? size + start : start, size))
      const length = Math.min(end, size) - from
      if (length > largestGroup) throw new Error('A column is too large.')
      const bytes = new Uint8Array(Math.max(0, length))
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
      return bytes.buffer.slice(0, bytesRead)
    },
  }
}

async function bufferOfChunks({ chunks, name }: Member): Promise<AsyncBuffer | Failure> {
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    if (!chunk.ok) return chunk
    parts.push(chunk.value)
    length += chunk.value.length
    if (length > largestPacked)
      return failure(
        'data-unreadable',
        `${name} is larger than ${formatBytes(largestPacked)} and packed; unpack it, a .parquet file is compressed inside.`,
      )
  }
  const bytes = new Uint8Array(Buffer.concat(parts))
  return { byteLength: length, slice: (start, end) => bytes.buffer.slice(start, end) }
}

/** The library throws plain errors for what it cannot read; all of them are about the file. */
export function describeParquetError(error: unknown, name: string): Failure {
  if (errorCode(error) !== undefined) return describeReadError(error, name, name)
  if (error instanceof Error && /unsupported|not supported/i.test(error.message))
    return failure(
      'data-unreadable',
      `${name} is packed in a way that the lab does not read; write it again with snappy or zstd compression.`,
    )
  return damaged(name)
}

/** What a file says of itself cannot be. */
export function damaged(name: string): Failure {
  return failure(
    'data-unreadable',
    `${name} is damaged, not complete or no parquet file; download or copy it again.`,
  )
}
