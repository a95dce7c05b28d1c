// Holds all rows of a dataset while it is not yet known which tokens the vocabulary will have: in little memory, and past a bound on disk.
import { formatCount } from '#shared/domain/format'
import type { DataOptions } from '#shared/experiment/data'
import { vocabularySizeOf, type TextOptions } from '#shared/experiment/text'
import { failure, type Failure } from '#shared/protocol/result'
import { DuplicateCounter } from './duplicates'
import { detached, excerptOf } from './excerpt'
import { findLabelTokens } from './hidden-words'
import { createLabelReader, type LabelReader } from './label-reader'
import { memoryLimits, type MemoryLimits } from './memory-limits'
import type { Verdict } from './read-rows'
import type { RawRow } from './readers/row'
import { rowHash } from './row-hash'
import { SeenRows } from './seen-rows'
import { NumberBlocks } from './storage/number-blocks'
import { RowStore, type ShareRead } from './storage/row-store'
import { TokenDictionary } from './token-dictionary'
import { createTokenizer } from './tokenizer'

/** Which rows are taken, and how. */
export type CollectOptions = Pick<
  DataOptions,
  'labelKind' | 'labelSeparator' | 'dropDuplicates' | 'minimumTokens' | 'hideLabelWords'
>

/** What rows were left out for, beside those that could not be used. */
export interface LeftOut {
  readonly duplicates: number
  readonly short: number
}

/** Stands in the store for a token that is hidden, and becomes unknown as one that is dropped does. */
const hiddenId = -1

/** Tokens get provisional ids in the order of their first occurrence. */
export class RowCollector {
  readonly dictionary: TokenDictionary
  readonly duplicates = new DuplicateCounter()
  /** Tokens as provisional ids, not cut; a negative one is hidden. */
  readonly store: RowStore
  /** The label of each row as `reader` gave it. */
  readonly labels = new NumberBlocks()
  /** The rows with which the generations of the dictionary after the first begin. */
  readonly generations: number[] = []
  readonly reader: LabelReader
  /** The first row of a file of its own to validate on; null while all rows are of one. */
  firstValidationRow: number | null = null
  readonly #seen: SeenRows | null
  #short = 0
  #firstText: string | null = null
  #oneText = true
  readonly #tokenize: (text: string) => string[]

  constructor(
    private readonly text: TextOptions,
    private readonly options: CollectOptions,
    private readonly limits: MemoryLimits = memoryLimits(),
    shareRead: ShareRead = () => null,
  ) {
    const { tokens, characters } = limits.dictionary
    const leastTokens = 2 * vocabularySizeOf(text)
    this.dictionary = new TokenDictionary({ tokens: Math.max(tokens, leastTokens), characters })
    this.store = new RowStore(limits, shareRead)
    this.reader = createLabelReader(options)
    this.#seen = options.dropDuplicates ? new SeenRows() : null
    this.#tokenize = createTokenizer(text)
  }

  get rows(): number {
    return this.labels.length
  }

  /** Whether no row has another text than the first. */
  get hasOneText(): boolean {
    return this.#oneText
  }

  get leftOut(): LeftOut {
    return { duplicates: this.#seen?.copies ?? 0, short: this.#short }
  }

  /** Whether copies of later rows may have been kept, since there were too many different ones. */
  get mayHoldDuplicates(): boolean {
    return this.#seen?.isFull ?? false
  }

  /** The rows from now on are to validate on; labels that were not there before are not known. */
  beginValidation(): void {
    this.firstValidationRow = this.rows
    this.reader.closeLabels()
  }

  /** Takes a row in; a failure when the dataset cannot be what it is taken for, or finds no room. */
  add(row: RawRow, labelColumn: string, name: string): Verdict {
    const tokens = this.#tokenize(row.text)
    if (tokens.length < this.options.minimumTokens) {
      this.#short++
      return 'left-out'
    }
    const label = this.reader.read(row.label, labelColumn)
    if (typeof label === 'object') return label
    const excess = this.reader.findExcess()
    if (excess !== undefined) return unfitLabel(name, labelColumn, excess)
    if (this.rows >= this.limits.rows) return tooManyRows(name, this.limits.rows)
    const hash = rowHash(row.text, label)
    if (this.#seen?.add(hash)) return 'left-out'
    this.#pushTokens(tokens, row)
    this.labels.push(label)
    this.#firstText ??= detached(row.text)
    this.#oneText &&= row.text === this.#firstText
    this.duplicates.add(hash)
    if (this.dictionary.isFull) this.#dropRareTokens()
    return this.store.endRow(excerptOf(row.text), name) ?? 'taken'
  }

  #pushTokens(tokens: readonly string[], { label }: RawRow): void {
    const hidden = this.options.hideLabelWords
      ? findLabelTokens(tokens, this.reader.namesIn(label), this.#tokenize, this.text.level)
      : null
    for (const [index, token] of tokens.entries())
      this.store.push(hidden?.[index] ? hiddenId : this.dictionary.idOf(token))
  }

  #dropRareTokens(): void {
    const before = this.dictionary.generation
    this.dictionary.dropRare()
    for (let one = before; one < this.dictionary.generation; one++) this.generations.push(this.rows)
  }
}

function unfitLabel(name: string, column: string, excess: string): Failure {
  return failure('data-unusable', `The label column "${column}" of ${name} ${excess}.`)
}

function tooManyRows(name: string, most: number): Failure {
  return failure(
    'data-unusable',
    `${name} has more than ${formatCount(most)} rows, more than are kept in memory; set data.maximumRows to ${formatCount(most)} or less.`,
  )
}
