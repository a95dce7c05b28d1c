// Short texts by number, in memory or in a temporary file.
import { NumberBlocks } from './number-blocks'
import type { ScratchFile } from './scratch-file'

/** Texts that are read by their number; an array of strings is one such. */
export interface Texts {
  readonly length: number
  at(index: number): string | undefined
}

/** Texts in a file as UTF-16, so that they come back as they were even where they are damaged. */
class DiskTexts implements Texts {
  /** Text i takes the bytes from starts[i] up to starts[i + 1]. */
  readonly #starts: Float64Array

  constructor(
    private readonly file: ScratchFile,
    lengths: NumberBlocks,
  ) {
    this.#starts = new Float64Array(lengths.length + 1)
    for (let index = 0; index < lengths.length; index++)
      this.#starts[index + 1] = this.#starts[index] + 2 * lengths.at(index)
  }

  get length(): number {
    return this.#starts.length - 1
  }

  at(index: number): string | undefined {
    if (index < 0 || index >= this.length) return undefined
    return readText(this.file, this.#starts[index], this.#starts[index + 1])
  }
}

/** Goes through texts from the first on. */
export interface TextCursor {
  take(): string
  skip(): void
}

/** Takes texts in; keeps them in memory until `spillTo`. */
export class TextStore {
  #texts: string[] = []
  #file: ScratchFile | null = null
  readonly #lengths = new NumberBlocks()
  #characters = 0

  /** UTF-16 units of all texts. */
  get characters(): number {
    return this.#characters
  }

  /** Throws what the file system says. */
  push(text: string): void {
    this.#characters += text.length
    if (this.#file) this.#append(this.#file, text)
    else this.#texts.push(text)
  }

  /** From now on everything goes to the file. Throws what the file system says. */
  spillTo(file: ScratchFile): void {
    this.#file = file
    for (const text of this.#texts) this.#append(file, text)
    this.#texts = []
  }

  /** To read from the first text on; nothing may be pushed after. Throws what the file system says. */
  cursor(): TextCursor {
    this.#file?.flush()
    return this.#file ? diskCursor(this.#file, this.#lengths) : memoryCursor(this.#texts)
  }

  /** To read by number; nothing may be pushed after. Throws what the file system says. */
  texts(): Texts {
    this.#file?.flush()
    return this.#file ? new DiskTexts(this.#file, this.#lengths) : this.#texts
  }

  #append(file: ScratchFile, text: string): void {
    file.append(Buffer.from(text, 'utf16le'))
    this.#lengths.push(text.length)
  }
}

function memoryCursor(texts: readonly string[]): TextCursor {
  let index = 0
  return { take: () => texts[index++], skip: () => void index++ }
}

function diskCursor(file: ScratchFile, lengths: NumberBlocks): TextCursor {
  let index = 0
  let at = 0
  const skip = (): void => {
    at += 2 * lengths.at(index++)
  }
  return {
    skip,
    take: () => {
      const from = at
      skip()
      return readText(file, from, at)
    },
  }
}

function readText(file: ScratchFile, from: number, to: number): string {
  const { buffer, byteOffset, byteLength } = file.read(from, to)
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf16le')
}
