// Collects one side of all pairs, sources or targets, while it is not yet known which tokens its vocabulary will have.
import { vocabularySizeOf, type TextOptions } from '#shared/experiment/text'
import type { Failure } from '#shared/protocol/result'
import type { MemoryLimits } from '../../../text/memory-limits'
import { RowStore, type ShareRead } from '../../../text/storage/row-store'
import { TokenDictionary } from '../../../text/token-dictionary'
import { createTokenizer } from '../../../text/tokenizer'

/** Tokens, or the chunks that byte pairs are learned from, get provisional ids in the order of their first occurrence. */
export class TextSide {
  readonly dictionary: TokenDictionary
  /** Provisional ids, not cut, and what was kept of each text. */
  readonly store: RowStore
  /** The rows with which the generations of the dictionary after the first begin. */
  readonly generations: number[] = []
  readonly #tokenize: (text: string) => string[]

  constructor(
    readonly text: TextOptions,
    limits: MemoryLimits,
    shareRead: ShareRead,
  ) {
    const { tokens, characters } = limits.dictionary
    const leastTokens = 2 * vocabularySizeOf(text)
    this.dictionary = new TokenDictionary({ tokens: Math.max(tokens, leastTokens), characters })
    this.store = new RowStore(limits, shareRead)
    this.#tokenize = createTokenizer(text)
  }

  get rows(): number {
    return this.store.lengths.length
  }

  tokenize(text: string): string[] {
    return this.#tokenize(text)
  }

  /** Takes a text in as its tokens; `kept` is what people will be shown of it, `name` that of the data, for sentences. */
  add(tokens: readonly string[], kept: string, name: string): Failure | undefined {
    for (const token of tokens) this.store.push(this.dictionary.idOf(token))
    if (this.dictionary.isFull) this.#dropRareTokens()
    return this.store.endRow(kept, name)
  }

  close(): void {
    this.store.scratch?.close()
  }

  #dropRareTokens(): void {
    const before = this.dictionary.generation
    this.dictionary.dropRare()
    // The row under way is the last that is read with the old ids.
    for (let one = before; one < this.dictionary.generation; one++)
      this.generations.push(this.rows + 1)
  }
}
