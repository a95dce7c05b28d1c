// What is kept of rows while they are read: token ids and the starts of texts, in memory and past a bound in temporary files.
import type { Failure } from '#shared/protocol/result'
import { errorCode } from '../../../files/write-file'
import { IntegerStore, type Integers } from './integers'
import { NumberBlocks } from './number-blocks'
import { Scratch, scratchFailure } from './scratch'
import type { ScratchFile } from './scratch-file'
import { TextStore, type TextCursor, type Texts } from './texts'

export interface StoreLimits {
  /** Bytes that stay in memory; more of them go to temporary files. */
  readonly heldBytes: number
  /** Where temporary files are made. */
  readonly folder: string
}

/** How much of the data has been read, from 0 to 1; null when that is not known. */
export type ShareRead = () => number | null

/** What a row costs in memory beside its ids and the start of its text. */
const bytesPerRow = 60

export class RowStore {
  /** Ids of each row. */
  readonly lengths = new NumberBlocks()
  readonly #ids = new IntegerStore()
  readonly #excerpts = new TextStore()
  readonly #files: ScratchFile[] = []
  #scratch: Scratch | null = null
  #rowStart = 0

  constructor(
    private readonly limits: StoreLimits,
    private readonly shareRead: ShareRead,
  ) {}

  /** Where the temporary files are, once there are any. */
  get scratch(): Scratch | null {
    return this.#scratch
  }

  /** The next id of the row under way. */
  push(id: number): void {
    this.#ids.push(id)
  }

  /** Ends the row under way; a failure when its data find no room. `name` is that of the data, for sentences. */
  endRow(excerpt: string, name: string): Failure | undefined {
    this.lengths.push(this.#ids.length - this.#rowStart)
    this.#rowStart = this.#ids.length
    try {
      this.#excerpts.push(excerpt)
      this.#ids.settle()
      return this.#scratch === null && this.#heldBytes > this.limits.heldBytes
        ? this.#spill(name)
        : undefined
    } catch (error) {
      if (errorCode(error) === undefined) throw error
      return scratchFailure(this.limits.folder, error)
    }
  }

  /** All rows' ids one after the other; nothing may be added after. */
  ids(): Integers {
    return this.#ids.finish()
  }

  /** Goes through the starts of the texts in the order of the rows; nothing may be added after. */
  excerptCursor(): TextCursor {
    return this.#excerpts.cursor()
  }

  /** Where each row's ids begin, and last where they end; as `EncodedRows` has it. */
  offsets(): Int32Array | Float64Array {
    const rows = this.lengths.length
    const offsets = this.#scratch ? new Float64Array(rows + 1) : new Int32Array(rows + 1)
    for (let row = 0; row < rows; row++) offsets[row + 1] = offsets[row] + this.lengths.at(row)
    return offsets
  }

  /** The starts of the texts by row; nothing may be added after. */
  excerpts(): Texts {
    return this.#excerpts.texts()
  }

  /** Gives the store's own temporary files back, not those of others in the same scratch. */
  release(): void {
    for (const file of this.#files.splice(0)) this.#scratch?.remove(file)
  }

  get #heldBytes(): number {
    return 4 * this.#ids.length + 2 * this.#excerpts.characters + bytesPerRow * this.lengths.length
  }

  /** Moves what is held to temporary files, where everything goes from now on. Throws what the file system says. */
  #spill(name: string): Failure | undefined {
    const scratch = Scratch.open(this.limits.folder)
    if (!scratch.ok) return scratch
    this.#scratch = scratch.value
    const share = this.shareRead()
    // Twice: while ids are made final, the provisional ones are still there.
    const needed = share === null || share === 0 ? 0 : (2 * this.#heldBytes) / share
    const lack = scratch.value.findLackOfRoom(needed, name)
    if (lack) return lack
    this.#files.push(scratch.value.createFile(), scratch.value.createFile())
    this.#ids.spillTo(this.#files[0])
    this.#excerpts.spillTo(this.#files[1])
    return undefined
  }
}
