// A temporary file of bytes that grows at its end and is read anywhere.
import { closeSync, readSync, writeSync } from 'node:fs'

const writeSize = 1024 * 1024
/** Read at once where one read begins at the end of the last. */
const readAhead = 256 * 1024

export class ScratchFile {
  readonly #waiting = Buffer.allocUnsafeSlow(writeSize)
  #waitingBytes = 0
  #writtenBytes = 0
  #window: Uint8Array = new Uint8Array()
  #windowStart = 0
  #lastEnd = 0

  constructor(private readonly descriptor: number) {}

  /** Bytes appended so far. */
  get size(): number {
    return this.#writtenBytes + this.#waitingBytes
  }

  /** Adds bytes at the end. Throws what the file system says, such as ENOSPC. */
  append(bytes: Uint8Array): void {
    if (this.#waitingBytes + bytes.length > writeSize) this.flush()
    if (bytes.length > writeSize) return this.#write(bytes)
    this.#waiting.set(bytes, this.#waitingBytes)
    this.#waitingBytes += bytes.length
  }

  /** Writes what waits to be written; needed before reading. */
  flush(): void {
    this.#write(this.#waiting.subarray(0, this.#waitingBytes))
    this.#waitingBytes = 0
  }

  #write(bytes: Uint8Array): void {
    let done = 0
    while (done < bytes.length) {
      const position = this.#writtenBytes
      const count = writeSync(this.descriptor, bytes, done, bytes.length - done, position)
      done += count
      this.#writtenBytes += count
    }
  }

  /** The bytes from `from` up to `to`. Nothing overwrites them later, and they begin where an Int32Array may when `from` does. */
  read(from: number, to: number): Uint8Array {
    const isNext = from === this.#lastEnd
    this.#lastEnd = to
    if (this.#holds(from, to)) return this.#fromWindow(from, to)
    if (!isNext || to - from > readAhead) return this.#load(from, to)
    this.#window = this.#load(from, Math.min(from + readAhead, this.#writtenBytes))
    this.#windowStart = from
    return this.#fromWindow(from, to)
  }

  #holds(from: number, to: number): boolean {
    return from >= this.#windowStart && to <= this.#windowStart + this.#window.length
  }

  #fromWindow(from: number, to: number): Uint8Array {
    return this.#window.subarray(from - this.#windowStart, to - this.#windowStart)
  }

  #load(from: number, to: number): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(to - from)
    let done = 0
    while (done < bytes.length) {
      const count = readSync(this.descriptor, bytes, done, bytes.length - done, from + done)
      if (count === 0) throw new Error('A temporary file of the lab is shorter than it was.')
      done += count
    }
    return bytes
  }

  close(): void {
    closeSync(this.descriptor)
  }
}
