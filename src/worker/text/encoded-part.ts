// Fills the training or the validation rows one by one, in memory or in a temporary file.
import type { TextOptions } from '#shared/experiment/text'
import { lengthLimit, writeSequence } from './encode'
import type { EncodedRows } from './encoded'
import { bytesOf, DiskIntegers } from './storage/integers'
import type { Scratch } from './storage/scratch'
import type { ScratchFile } from './storage/scratch-file'
import { TextStore } from './storage/texts'

export interface PartOptions {
  readonly text: TextOptions
  /** Where its file is made; null: in memory. */
  readonly scratch: Scratch | null
  readonly rows: number
  /** Of all rows, once cut. */
  readonly ids: number
  /** Whether the starts of the texts are kept. */
  readonly excerpts: boolean
}

export interface PartBuilder {
  /** The next row: its ids, neither opened by a start id nor cut. Throws what the file system says. */
  add(ids: Int32Array, label: number, excerpt?: string): void
  /** Throws what the file system says. */
  finish(): EncodedRows
}

export function encodedPart(options: PartOptions): PartBuilder {
  return options.scratch ? new DiskPart(options, options.scratch) : new MemoryPart(options)
}

class MemoryPart implements PartBuilder {
  readonly #tokens: Int32Array
  readonly #offsets: Int32Array
  readonly #labels: Int32Array
  readonly #excerpts: string[] = []
  #row = 0

  constructor(private readonly options: PartOptions) {
    this.#tokens = new Int32Array(options.ids)
    this.#offsets = new Int32Array(options.rows + 1)
    this.#labels = new Int32Array(options.rows)
  }

  add(ids: Int32Array, label: number, excerpt = ''): void {
    const row = this.#row++
    const start = this.#offsets[row]
    this.#offsets[row + 1] = writeSequence(this.#tokens, start, ids, this.options.text)
    this.#labels[row] = label
    if (this.options.excerpts) this.#excerpts.push(excerpt)
  }

  finish(): EncodedRows {
    return {
      ...{ count: this.#row, tokens: this.#tokens, offsets: this.#offsets },
      ...{ labels: this.#labels, excerpts: this.#excerpts },
    }
  }
}

class DiskPart implements PartBuilder {
  readonly #file: ScratchFile
  readonly #excerpts = new TextStore()
  readonly #offsets: Float64Array
  readonly #labels: Int32Array
  readonly #sequence: Int32Array
  #row = 0

  constructor(
    private readonly options: PartOptions,
    scratch: Scratch,
  ) {
    const { rows, text } = options
    this.#file = scratch.createFile()
    if (options.excerpts) this.#excerpts.spillTo(scratch.createFile())
    this.#offsets = new Float64Array(rows + 1)
    this.#labels = new Int32Array(rows)
    this.#sequence = new Int32Array(lengthLimit(text))
  }

  add(ids: Int32Array, label: number, excerpt = ''): void {
    const row = this.#row++
    const length = writeSequence(this.#sequence, 0, ids, this.options.text)
    this.#file.append(bytesOf(this.#sequence.subarray(0, length)))
    this.#offsets[row + 1] = this.#offsets[row] + length
    this.#labels[row] = label
    if (this.options.excerpts) this.#excerpts.push(excerpt)
  }

  finish(): EncodedRows {
    this.#file.flush()
    return {
      count: this.#row,
      tokens: new DiskIntegers(this.#file, this.options.ids),
      offsets: this.#offsets,
      labels: this.#labels,
      excerpts: this.#excerpts.texts(),
    }
  }
}
