// Makes zip, tar and parquet files in memory for the tests of the readers.
import { pack } from 'tar-stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Readable } from 'node:stream'

export type Contents = Readonly<Record<string, string | Uint8Array>>

/** A zip file of these files. */
export async function zipOf(contents: Contents): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(contents)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream as Readable) // the types say ReadableStream of Node's
}

/** A tar file of these files, in this order. */
export async function tarOf(contents: Contents): Promise<Buffer> {
  const tar = pack()
  for (const [name, content] of Object.entries(contents))
    tar.entry({ name, mtime: new Date(0) }, Buffer.from(content))
  tar.finalize()
  const parts: Buffer[] = []
  for await (const part of tar) parts.push(part as Buffer) // tar-stream gives buffers
  return Buffer.concat(parts)
}

/** A compressed tar file of these files. */
export async function tarGzOf(contents: Contents): Promise<Buffer> {
  return gzipSync(await tarOf(contents))
}

/** A parquet file of columns. */
export function parquetOf(
  columns: Readonly<Record<string, readonly unknown[]>>,
  rowGroupSize = 1000,
): Buffer {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data: [...data] }))
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize }))
}
