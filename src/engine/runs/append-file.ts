// A file of lines that is only added to, whole lines or none: what a crash or a full disk tore is cut off again.
import { open, type FileHandle } from 'node:fs/promises'
import type { Failure } from '#shared/protocol/result'
import { writeFailure } from '../../files/write-file'

const lineBreak = '\n'.charCodeAt(0)
/** Read at once while looking for the last whole line. */
const pieceBytes = 64 * 1024

export class AppendFile {
  readonly #path: string
  readonly #firstLine: string
  #file: FileHandle | null = null
  /** Bytes of whole lines. */
  #size = 0

  /** @param firstLine what a new file begins with, without its line break */
  constructor(path: string, firstLine: string) {
    this.#path = path
    this.#firstLine = firstLine
  }

  /** Adds whole lines; on a failure none of them is in the file, and the same lines can be given again. */
  append(lines: string): Promise<Failure | null> {
    return this.#attempt(async (file) => {
      const bytes = Buffer.from(lines)
      await file.appendFile(bytes)
      this.#size += bytes.length
    })
  }

  /** Forces what was added to the disk. */
  sync(): Promise<Failure | null> {
    return this.#attempt((file) => file.datasync())
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close().catch(() => undefined)
  }

  async #attempt(use: (file: FileHandle) => Promise<void>): Promise<Failure | null> {
    try {
      this.#file ??= await this.#open()
      await use(this.#file)
      return null
    } catch (error) {
      // Opened anew by the next attempt, which then also cuts off what could not be cut here.
      await this.#file?.truncate(this.#size).catch(() => undefined)
      await this.close()
      return writeFailure(this.#path, error)
    }
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, 'a+')
    try {
      this.#size = await cutTornLine(file)
      if (this.#size === 0) {
        const first = Buffer.from(`${this.#firstLine}\n`)
        await file.appendFile(first)
        this.#size = first.length
      }
      return file
    } catch (error) {
      await file.close()
      throw error
    }
  }
}

/** Cuts what follows the last line break; the bytes that stay. */
async function cutTornLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  let end = size
  while (end > 0) {
    const start = Math.max(0, end - pieceBytes)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
    const last = buffer.subarray(0, bytesRead).lastIndexOf(lineBreak)
    if (last >= 0) {
      end = start + last + 1
      break
    }
    end = start
  }
  if (end < size) await file.truncate(end)
  return end
}
