// Holds all pairs while it is not yet known which tokens their vocabularies will have: in little memory, and past a bound on disk.
import { formatCount } from '#shared/domain/format'
import { targetTextOf } from '#shared/experiment/text'
import { failure, type Failure } from '#shared/protocol/result'
import { DuplicateCounter } from '../../../text/duplicates'
import type { MemoryLimits } from '../../../text/memory-limits'
import { rowHash } from '../../../text/row-hash'
import { SeenRows } from '../../../text/seen-rows'
import type { LoadRequest } from '../../task'
import type { Pair } from './pair'
import type { PairVerdict } from './read-pairs'
import { TextSide } from './text-side'

export class PairCollector {
  readonly source: TextSide
  readonly target: TextSide
  readonly duplicates = new DuplicateCounter()
  /** The first row of a file of its own to validate on; null while all rows are of one. */
  firstValidationRow: number | null = null
  /** How much has been read. */
  shareRead: () => number | null = () => null
  /** Pairs left out because they occurred before. */
  dropped = 0
  /** Pairs left out for too few tokens. */
  short = 0
  readonly #seen: SeenRows | null

  constructor(
    private readonly request: Pick<LoadRequest, 'data' | 'text'>,
    private readonly limits: MemoryLimits,
  ) {
    const { text, data } = request
    const half = { ...limits, heldBytes: limits.heldBytes / 2 }
    const share = (): number | null => this.shareRead()
    this.source = new TextSide(text, half, share)
    this.target = new TextSide(targetTextOf(text), half, share)
    this.#seen = data.dropDuplicates ? new SeenRows() : null
  }

  get count(): number {
    return this.target.rows
  }

  get hasFiles(): boolean {
    return this.source.store.scratch !== null || this.target.store.scratch !== null
  }

  add({ source, target }: Pair, name: string): PairVerdict {
    if (this.count >= this.limits.rows) return tooManyRows(name, this.limits.rows)
    const tokens = this.source.tokenize(source)
    if (tokens.length < this.request.data.minimumTokens) {
      this.short++
      return 'left-out'
    }
    // No text holds a U+0000 between two others by chance.
    const hash = rowHash(`${source}\0${target}`, 0)
    if (this.#seen?.add(hash)) {
      this.dropped++
      return 'left-out'
    }
    this.duplicates.add(hash)
    return (
      this.source.add(tokens, source, name) ??
      this.target.add(this.target.tokenize(target), target, name) ??
      'taken'
    )
  }

  close(): void {
    this.source.close()
    this.target.close()
  }
}

function tooManyRows(name: string, most: number): Failure {
  return failure(
    'data-unusable',
    `${name} has more than ${formatCount(most)} rows, more than are kept in memory; set data.maximumRows to ${formatCount(most)} or less.`,
  )
}
