// A text as one row of token ids, each document between a <start> and an <end>.
import { IntegerStore, type Integers } from '../../text/storage/integers'
import type { Scratch } from '../../text/storage/scratch'

/** Ids of a writing vocabulary that are no tokens of a text. */
export const padId = 0
export const startId = 1
export const endId = 3

export interface TokenStream {
  readonly ids: Integers
  /** How many ids are to be foretold: all but the first, and no <start>, which is where a document begins anyway. */
  readonly targets: number
  /** Characters that the ids stand for. */
  readonly characters: number
}

/** Takes ids in; they go to a temporary file where the documents' own do. */
export class StreamBuilder {
  readonly #ids = new IntegerStore()
  #starts = 0
  #first = -1
  #characters = 0

  constructor(scratch: Scratch | null) {
    if (scratch) this.#ids.spillTo(scratch.createFile())
  }

  push(id: number): void {
    if (this.#first < 0) this.#first = id
    if (id === startId) this.#starts++
    this.#ids.push(id)
  }

  /** To be called after each piece. Throws what the file system says. */
  endPiece(characters: number): void {
    this.#characters += characters
    this.#ids.settle()
  }

  /** Throws what the file system says. */
  finish(): TokenStream {
    const ids = this.#ids.finish()
    const starts = this.#starts - (this.#first === startId ? 1 : 0)
    const targets = Math.max(0, ids.length - 1 - starts)
    return { ids, targets, characters: this.#characters }
  }
}
