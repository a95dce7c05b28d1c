// Integers one after the other, in memory or, once there are too many, in a temporary file.
import { IntegerList } from '../integers'
import type { ScratchFile } from './scratch-file'

const waitingLimit = 256 * 1024

/** Integers that are read by their place; an Int32Array is one such. */
export interface Integers {
  readonly length: number
  /** Those from `from` up to `to`; what was given out stays as it is. */
  subarray(from: number, to: number): Int32Array
}

/** Integers in a file, as Int32 in the machine's byte order. */
export class DiskIntegers implements Integers {
  constructor(
    private readonly file: ScratchFile,
    readonly length: number,
  ) {}

  subarray(from: number, to: number): Int32Array {
    const { buffer, byteOffset } = this.file.read(4 * from, 4 * to)
    return new Int32Array(buffer, byteOffset, to - from)
  }
}

/** The bytes of numbers, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Takes integers in; keeps them in memory until `spillTo`. */
export class IntegerStore {
  /** Everything, or what waits to be written. */
  #recent = new IntegerList()
  #written = 0
  #file: ScratchFile | null = null

  get length(): number {
    return this.#written + this.#recent.length
  }

  push(value: number): void {
    this.#recent.push(value)
  }

  /** From now on everything goes to the file. Throws what the file system says. */
  spillTo(file: ScratchFile): void {
    this.#file = file
    this.#write()
  }

  /** To be called now and then: writes when much waits. Throws what the file system says. */
  settle(): void {
    if (this.#file && this.#recent.length >= waitingLimit) this.#write()
  }

  /** Everything so far, to be read; nothing may be pushed after. */
  finish(): Integers {
    if (!this.#file) return this.#recent.view()
    this.#write()
    this.#file.flush()
    return new DiskIntegers(this.#file, this.#written)
  }

  #write(): void {
    this.#file?.append(bytesOf(this.#recent.view()))
    this.#written += this.#recent.length
    this.#recent = new IntegerList()
  }
}
