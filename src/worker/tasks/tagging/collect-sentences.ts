// Takes sentences in while it is not yet known which tokens the vocabulary will have.
import type { DataOptions } from '#shared/experiment/data'
import { formatCount } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'
import { DuplicateCounter } from '../../text/duplicates'
import { detached } from '../../text/excerpt'
import type { MemoryLimits } from '../../text/memory-limits'
import type { Verdict } from '../../text/read-rows'
import { rowHash } from '../../text/row-hash'
import { mostTags, type TaggedSentence } from './read-sentences'
import { SentenceStore } from './sentences'

/** The provisional id of tokens that there is no room to tell apart; they are unknown. */
const untold = 0

interface CollectorOptions {
  readonly lowercase: boolean
  readonly data: Pick<DataOptions, 'minimumTokens' | 'dropDuplicates'>
  readonly limits: MemoryLimits
  /** How much of the data has been read, from 0 to 1. */
  readonly shareRead: (sentences: number) => number | null
}

/** Tokens and tags get provisional ids in the order of their first occurrence. */
export class SentenceCollector {
  readonly store: SentenceStore
  readonly tokenIds = new Map<string, number>()
  readonly tagIds = new Map<string, number>()
  /** How often each tag occurs, by its provisional id. */
  readonly tagCounts: number[] = []
  readonly duplicates = new DuplicateCounter()
  /** Whether some tokens were not told apart. */
  isFull = false
  #characters = 0
  readonly #seen = new Set<number>()

  constructor(private readonly options: CollectorOptions) {
    this.store = new SentenceStore(options.limits, () => options.shareRead(this.store.count))
  }

  /** Ids of tokens are less than this. */
  get slots(): number {
    return this.tokenIds.size + 1
  }

  /** Takes a sentence in, or leaves it out as the data's options ask; `tooMany` is what to answer to too many tags. */
  add({ tokens, tags }: TaggedSentence, name: string, tooMany: () => Failure): Verdict {
    const { data, lowercase, limits } = this.options
    if (tokens.length < data.minimumTokens) return 'left-out'
    const hash = rowHash(`${tokens.join('\n')}\n\n${tags.join('\n')}`, 0)
    this.duplicates.add(hash)
    if (data.dropDuplicates && this.#hasSeen(hash)) return 'left-out'
    const ids = tokens.map((token) => this.#idOf(lowercase ? token.toLowerCase() : token))
    const classes = tags.map((tag) => this.#tagOf(tag))
    if (this.tagIds.size > mostTags) return tooMany()
    if (this.store.count >= limits.rows) return tooManySentences(name, limits.rows)
    return this.store.add(ids, classes, tokens, name) ?? 'taken'
  }

  #hasSeen(hash: number): boolean {
    if (this.#seen.has(hash)) return true
    this.#seen.add(hash)
    return false
  }

  #idOf(token: string): number {
    const known = this.tokenIds.get(token)
    if (known !== undefined) return known
    const { tokens, characters } = this.options.limits.dictionary
    this.isFull ||= this.tokenIds.size >= tokens || this.#characters >= characters
    if (this.isFull) return untold
    this.#characters += token.length
    this.tokenIds.set(detached(token), this.slots)
    return this.tokenIds.size
  }

  #tagOf(tag: string): number {
    const id = this.tagIds.get(tag) ?? this.tagIds.size
    if (id === this.tagIds.size) this.tagIds.set(detached(tag), id)
    this.tagCounts[id] = (this.tagCounts[id] ?? 0) + 1
    return id
  }
}

function tooManySentences(name: string, most: number): Failure {
  return failure(
    'data-unusable',
    `${name} has more than ${formatCount(most)} sentences; set data.maximumRows to ${formatCount(most)} or less.`,
  )
}
