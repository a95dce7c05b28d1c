// Holds all rows of a dataset in little memory while it is not yet known which tokens the vocabulary will have.
import { formatCount } from '#shared/domain/format'
import type { TextOptions } from '#shared/experiment/schema'
import { failure, type Failure } from '#shared/protocol/result'
import { detached, excerptOf } from './excerpt'
import { IntegerList } from './integers'
import type { RawRow } from './readers/row'
import { rowHash } from './row-hash'
import { createTokenizer } from './tokenizer'

/** More different labels than this are no classes. */
export const mostClasses = 1000
/** About 2 GB of ids. */
const mostTokens = 500_000_000

/** Tokens and labels get provisional ids in the order of their first occurrence. */
export class RowCollector {
  readonly tokens = new IntegerList()
  /** Row i is tokens[offsets[i]] up to tokens[offsets[i + 1]]. */
  readonly offsets = new IntegerList()
  readonly labels = new IntegerList()
  readonly tokenIds = new Map<string, number>()
  readonly labelIds = new Map<string, number>()
  readonly excerpts: string[] = []
  duplicates = 0
  readonly #hashes = new Set<number>()
  #firstText: string | null = null
  #oneText = true
  readonly #tokenize: (text: string) => string[]

  constructor(text: TextOptions) {
    this.#tokenize = createTokenizer(text)
    this.offsets.push(0)
  }

  get rows(): number {
    return this.labels.length
  }

  /** Whether no row has another text than the first. */
  get hasOneText(): boolean {
    return this.#oneText
  }

  /** Takes a row in; a failure when the dataset cannot be what it is taken for. */
  add(row: RawRow, labelColumn: string, name: string): Failure | undefined {
    const label = idIn(this.labelIds, row.label)
    if (this.labelIds.size > mostClasses) return tooManyClasses(name, labelColumn)
    for (const token of this.#tokenize(row.text)) this.tokens.push(idIn(this.tokenIds, token))
    if (this.tokens.length > mostTokens) return tooLarge(name, this.rows)
    this.offsets.push(this.tokens.length)
    this.labels.push(label)
    this.excerpts.push(excerptOf(row.text))
    this.#firstText ??= detached(row.text)
    this.#oneText &&= row.text === this.#firstText
    this.#countDuplicate(rowHash(row.text, label))
    return undefined
  }

  #countDuplicate(hash: number): void {
    if (this.#hashes.has(hash)) this.duplicates++
    else this.#hashes.add(hash)
  }

  /** The tokens of a row, not cut, as provisional ids; valid until the next `add`. */
  tokensOf(row: number): Int32Array {
    return this.tokens.view(this.offsets.at(row), this.offsets.at(row + 1))
  }

  lengthOf(row: number): number {
    return this.offsets.at(row + 1) - this.offsets.at(row)
  }
}

function idIn(ids: Map<string, number>, key: string): number {
  const known = ids.get(key)
  if (known !== undefined) return known
  ids.set(detached(key), ids.size)
  return ids.size - 1
}

function tooManyClasses(name: string, column: string): Failure {
  return failure(
    'data-unusable',
    `The label column "${column}" of ${name} has more than ${formatCount(mostClasses)} different values, so it looks like free text or an id; choose another label column.`,
  )
}

function tooLarge(name: string, rows: number): Failure {
  return failure(
    'data-unusable',
    `${name} has more than ${formatCount(mostTokens)} tokens in its first ${formatCount(rows)} rows, more than fits into memory; set data.maximumRows to read fewer rows.`,
  )
}
