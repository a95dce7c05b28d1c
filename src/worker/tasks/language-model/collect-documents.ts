// Holds all documents while it is not yet known which tokens the vocabulary will have: in pieces, in memory or on disk.
import { formatCount } from '#shared/domain/format'
import { vocabularySizeOf, type TextOptions } from '#shared/experiment/text'
import type { DataOptions } from '#shared/experiment/data'
import { failure, type Failure } from '#shared/protocol/result'
import { DuplicateCounter } from '../../text/duplicates'
import type { MemoryLimits } from '../../text/memory-limits'
import type { TextPiece } from '../../text/readers/text-files'
import { rowHash } from '../../text/row-hash'
import { SeenRows } from '../../text/seen-rows'
import { NumberBlocks } from '../../text/storage/number-blocks'
import { RowStore, type ShareRead } from '../../text/storage/row-store'
import { TokenDictionary } from '../../text/token-dictionary'
import { createTokenizer } from '../../text/tokenizer'

/** Which documents are left out. */
export type DocumentFilter = Pick<DataOptions, 'dropDuplicates' | 'minimumTokens'>

/** Tokens get provisional ids in the order of their first occurrence; of byte pairs, chunks do. */
export class DocumentCollector {
  readonly dictionary: TokenDictionary
  readonly duplicates = new DuplicateCounter()
  /** Provisional ids by piece. */
  readonly store: RowStore
  /** The pieces with which the generations of the dictionary after the first begin. */
  readonly generations: number[] = []
  /** How many pieces there are up to the end of each document. */
  readonly ends = new NumberBlocks()
  /** Characters of each piece. */
  readonly characters = new NumberBlocks()
  /** Provisional ids of all pieces. */
  tokens = 0
  /** Documents that were left out. */
  dropped = 0
  readonly #tokenize: (text: string) => string[]
  readonly #seen = new SeenRows()
  #documentHash = 0
  #isBegun = false

  constructor(
    private readonly text: TextOptions,
    private readonly filter: DocumentFilter,
    private readonly limits: MemoryLimits,
    shareRead: ShareRead,
  ) {
    const { tokens, characters } = limits.dictionary
    const leastTokens = 2 * vocabularySizeOf(text)
    this.dictionary = new TokenDictionary({ tokens: Math.max(tokens, leastTokens), characters })
    this.store = new RowStore(limits, shareRead)
    this.#tokenize = createTokenizer(text)
  }

  get documents(): number {
    return this.ends.length
  }

  get pieces(): number {
    return this.characters.length
  }

  /** Takes a piece in; a failure when the documents find no room. */
  add({ text, isLast }: TextPiece, name: string): Failure | undefined {
    const tokens = this.#tokenize(text)
    const isWhole = isLast && !this.#isBegun
    if (isWhole && this.#isLeftOut(text, tokens.length)) {
      this.dropped++
      return undefined
    }
    if (this.pieces >= this.limits.rows) return tooManyPieces(name, this.limits.rows)
    for (const token of tokens) this.store.push(this.dictionary.idOf(token))
    this.tokens += tokens.length
    this.characters.push(this.text.level === 'character' ? tokens.length : countCharacters(text))
    this.#documentHash = rowHash(text, this.#documentHash % 2 ** 31)
    this.#isBegun = !isLast
    if (isLast) this.#endDocument()
    if (this.dictionary.isFull) this.#dropRareTokens()
    return this.store.endRow('', name)
  }

  /** Only documents of one piece: longer ones are neither short nor often the same. */
  #isLeftOut(text: string, tokens: number): boolean {
    if (tokens < this.filter.minimumTokens) return true
    return this.filter.dropDuplicates && this.#seen.add(rowHash(text, 0))
  }

  #endDocument(): void {
    // The piece under way is counted in.
    this.ends.push(this.pieces)
    this.duplicates.add(this.#documentHash)
    this.#documentHash = 0
  }

  #dropRareTokens(): void {
    const before = this.dictionary.generation
    this.dictionary.dropRare()
    for (let one = before; one < this.dictionary.generation; one++)
      this.generations.push(this.pieces)
  }
}

function tooManyPieces(name: string, most: number): Failure {
  return failure(
    'data-unusable',
    `${name} has more than ${formatCount(most)} documents, more than are kept in memory; set data.maximumRows to ${formatCount(most)} or less.`,
  )
}

/** Code points. */
export function countCharacters(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    // The second half of a surrogate pair.
    if (unit >= 0xdc00 && unit <= 0xdfff) count--
  }
  return count
}
