// Sentences as the ids of their tokens and tags, kept in memory or in a temporary file.
import type { Failure } from '#shared/protocol/result'
import type { MemoryLimits } from '../../text/memory-limits'
import { RowStore, type ShareRead } from '../../text/storage/row-store'

/** So much of a sentence is kept to be shown. */
const longestShown = 20_000

/** Sentences that can be read by number. */
export interface Sentences {
  readonly count: number
  /** Tokens of a sentence. */
  lengthOf(sentence: number): number
  /** The ids of its tokens, and those of its tags: as many. */
  read(sentence: number): { readonly ids: Int32Array; readonly tags: Int32Array }
  /** Its tokens as they were written; of a very long one the first. */
  wordsOf(sentence: number): readonly string[]
}

/** Takes sentences in; a row of the store is the ids of the tokens and then those of the tags. */
export class SentenceStore {
  readonly #store: RowStore
  #tokens = 0

  constructor(limits: MemoryLimits, shareRead: ShareRead) {
    this.#store = new RowStore(limits, shareRead)
  }

  get count(): number {
    return this.#store.lengths.length
  }

  /** Of all sentences. */
  get tokens(): number {
    return this.#tokens
  }

  get isOnDisk(): boolean {
    return this.#store.scratch !== null
  }

  /** A failure when there is no room for it; `name` is that of the data, for sentences to people. */
  add(
    ids: readonly number[],
    tags: readonly number[],
    words: readonly string[],
    name: string,
  ): Failure | undefined {
    for (const id of ids) this.#store.push(id)
    for (const tag of tags) this.#store.push(tag)
    this.#tokens += ids.length
    return this.#store.endRow(words.join('\n').slice(0, longestShown), name)
  }

  /** All of them; nothing may be added after. */
  finish(): Sentences {
    const all = this.#store.ids()
    const offsets = this.#store.offsets()
    const texts = this.#store.excerpts()
    const lengthOf = (sentence: number): number => (offsets[sentence + 1] - offsets[sentence]) / 2
    return {
      count: this.count,
      lengthOf,
      read: (sentence) => {
        const start = offsets[sentence]
        const middle = start + lengthOf(sentence)
        return {
          ids: all.subarray(start, middle),
          tags: all.subarray(middle, offsets[sentence + 1]),
        }
      },
      wordsOf: (sentence) => (texts.at(sentence) ?? '').split('\n'),
    }
  }

  /** Gives temporary files back, after which nothing can be read. */
  close(): void {
    this.#store.scratch?.close()
  }
}

/** Some of the sentences, with other ids for their tokens and tags, cut to a length. */
export interface PartOptions {
  /** Numbers of the sentences, in the order that the part has them in. */
  readonly rows: Int32Array
  /** The id of each token by the id that the sentences have; null: as they are. */
  readonly tokenIds: Int32Array | null
  /** As above, of the tags. */
  readonly tagIds: Int32Array | null
  /** The most tokens that are kept. */
  readonly longest: number
  readonly truncating: 'pre' | 'post'
}

/** A part of the sentences; nothing is copied until it is read. */
export function partOf(all: Sentences, options: PartOptions): Sentences {
  const { rows, tokenIds, tagIds, longest, truncating } = options
  const lengthOf = (sentence: number): number => Math.min(longest, all.lengthOf(rows[sentence]))
  /** Where what is kept begins. */
  const startOf = (length: number): number =>
    truncating === 'pre' ? Math.max(0, length - longest) : 0
  const change = (ids: Int32Array, to: Int32Array | null): Int32Array =>
    to === null ? ids : ids.map((id) => to[id])
  return {
    count: rows.length,
    lengthOf,
    read: (sentence) => {
      const { ids, tags } = all.read(rows[sentence])
      const start = startOf(ids.length)
      const cut = (part: Int32Array): Int32Array => part.subarray(start, start + longest)
      return { ids: change(cut(ids), tokenIds), tags: change(cut(tags), tagIds) }
    },
    wordsOf: (sentence) => {
      const row = rows[sentence]
      const start = startOf(all.lengthOf(row))
      return all.wordsOf(row).slice(start, start + longest)
    },
  }
}
