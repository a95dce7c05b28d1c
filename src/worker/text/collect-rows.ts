// Holds all rows of a dataset while it is not yet known which tokens the vocabulary will have: in little memory, and past a bound on disk.
import { formatCount } from '#shared/domain/format'
import { vocabularySizeOf, type TextOptions } from '#shared/experiment/schema'
import { failure, type Failure } from '#shared/protocol/result'
import { DuplicateCounter } from './duplicates'
import { detached, excerptOf } from './excerpt'
import { memoryLimits, type MemoryLimits } from './memory-limits'
import type { RawRow } from './readers/row'
import { rowHash } from './row-hash'
import { NumberBlocks } from './storage/number-blocks'
import { RowStore, type ShareRead } from './storage/row-store'
import { TokenDictionary } from './token-dictionary'
import { createTokenizer } from './tokenizer'

/** More different labels than this are no classes. */
export const mostClasses = 1000

/** Tokens and labels get provisional ids in the order of their first occurrence. */
export class RowCollector {
  readonly dictionary: TokenDictionary
  readonly labelIds = new Map<string, number>()
  readonly duplicates = new DuplicateCounter()
  /** Tokens as provisional ids, not cut. */
  readonly store: RowStore
  /** Provisional label id of each row. */
  readonly labels = new NumberBlocks()
  /** The rows with which the generations of the dictionary after the first begin. */
  readonly generations: number[] = []
  #firstText: string | null = null
  #oneText = true
  readonly #tokenize: (text: string) => string[]

  constructor(
    text: TextOptions,
    private readonly limits: MemoryLimits = memoryLimits(),
    shareRead: ShareRead = () => null,
  ) {
    const { tokens, characters } = limits.dictionary
    const leastTokens = 2 * vocabularySizeOf(text)
    this.dictionary = new TokenDictionary({ tokens: Math.max(tokens, leastTokens), characters })
    this.store = new RowStore(limits, shareRead)
    this.#tokenize = createTokenizer(text)
  }

  get rows(): number {
    return this.labels.length
  }

  /** Whether no row has another text than the first. */
  get hasOneText(): boolean {
    return this.#oneText
  }

  /** Takes a row in; a failure when the dataset cannot be what it is taken for, or finds no room. */
  add(row: RawRow, labelColumn: string, name: string): Failure | undefined {
    const label = this.#labelId(row.label)
    if (this.labelIds.size > mostClasses) return tooManyClasses(name, labelColumn)
    if (this.rows >= this.limits.rows) return tooManyRows(name, this.limits.rows)
    for (const token of this.#tokenize(row.text)) this.store.push(this.dictionary.idOf(token))
    this.labels.push(label)
    this.#firstText ??= detached(row.text)
    this.#oneText &&= row.text === this.#firstText
    this.duplicates.add(rowHash(row.text, label))
    if (this.dictionary.isFull) this.#dropRareTokens()
    return this.store.endRow(excerptOf(row.text), name)
  }

  #dropRareTokens(): void {
    const before = this.dictionary.generation
    this.dictionary.dropRare()
    for (let one = before; one < this.dictionary.generation; one++) this.generations.push(this.rows)
  }

  #labelId(label: string): number {
    const known = this.labelIds.get(label)
    if (known !== undefined) return known
    this.labelIds.set(detached(label), this.labelIds.size)
    return this.labelIds.size - 1
  }
}

function tooManyClasses(name: string, column: string): Failure {
  return failure(
    'data-unusable',
    `The label column "${column}" of ${name} has more than ${formatCount(mostClasses)} different values, so it looks like free text or an id; choose another label column.`,
  )
}

function tooManyRows(name: string, most: number): Failure {
  return failure(
    'data-unusable',
    `${name} has more than ${formatCount(most)} rows, more than are kept in memory; set data.maximumRows to ${formatCount(most)} or less.`,
  )
}
