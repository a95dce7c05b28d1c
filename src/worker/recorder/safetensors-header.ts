// Reads what a safetensors file says of itself, without the numbers behind it.
import { lstat, open } from 'node:fs/promises'

/** The most that a header of the recorder's files takes. */
const mostBytes = 20_000_000

/** The header as JSON and the size of the file in bytes; null of a link, a damaged file or none. */
export async function readHeader(file: string): Promise<{ json: unknown; bytes: number } | null> {
  try {
    return (await isFile(file)) ? await read(file) : null
  } catch {
    return null
  }
}

async function read(file: string): Promise<{ json: unknown; bytes: number } | null> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const start = Buffer.alloc(8)
    await handle.read(start, 0, 8, 0)
    const length = Number(start.readBigUInt64LE())
    if (length > Math.min(mostBytes, size - 8)) return null
    const json = Buffer.alloc(length)
    await handle.read(json, 0, length, 8)
    return { json: JSON.parse(json.toString('utf8')), bytes: size }
  } finally {
    await handle.close()
  }
}

/** A link is none: a run is read only from its own files. */
export function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
