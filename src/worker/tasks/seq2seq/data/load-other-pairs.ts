// Reads pairs of other data for a model that exists: with its vocabularies.
import type { DataOptions } from '#shared/experiment/data'
import { targetTextOf, type TextOptions } from '#shared/experiment/text'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { LoadControl } from '../../../text/control'
import { idsOf } from '../../../text/encode'
import { memoryLimits, type MemoryLimits } from '../../../text/memory-limits'
import { RowStore } from '../../../text/storage/row-store'
import { createTokenizer } from '../../../text/tokenizer'
import type { Vocabulary } from '../../../text/vocabulary'
import { finished } from './encode-sequence'
import type { PairDataset, Side } from './load-pairs'
import { readPairs, type PairsRead } from './read-pairs'
import { Sequences } from './sequences'

export interface OtherPairs extends Pick<PairDataset, 'source' | 'target' | 'close'> {
  readonly skipped: PairsRead['skipped']
}

export interface Vocabularies {
  readonly source: Vocabulary
  readonly target: Vocabulary
}

/** Encodes all pairs of `data`. Fails with the codes of the data, or `stopped`. */
export async function loadOtherPairs(
  data: DataOptions,
  text: TextOptions,
  vocabularies: Vocabularies,
  control: LoadControl,
  limits: MemoryLimits = memoryLimits(),
): Promise<Result<OtherPairs>> {
  let shareOf = (): number | null => null
  const half = { ...limits, heldBytes: limits.heldBytes / 2 }
  const share = (): number | null => shareOf()
  const source = new OtherSide(text, vocabularies.source, new RowStore(half, share))
  const target = new OtherSide(targetTextOf(text), vocabularies.target, new RowStore(half, share))
  const close = (): void => {
    source.close()
    target.close()
  }
  let isLoaded = false
  try {
    const read = await readPairs(data, {
      take: (pair, name) =>
        source.add(pair.source, name) ?? target.add(pair.target, name) ?? 'taken',
      control,
      onShare: (next) => void (shareOf = next),
    })
    if (!read.ok) return read
    if (target.rows === 0) return noPairs(read.value.described.path)
    isLoaded = true
    const { skipped } = read.value
    return success({ source: source.finish(), target: target.finish(), skipped, close })
  } finally {
    // What did not come to a dataset needs its files no more.
    if (!isLoaded) close()
  }
}

function noPairs(path: string): Failure {
  return failure(
    'data-unusable',
    `${path} has no pairs that can be used; choose data with a source and a target in each row.`,
  )
}

class OtherSide {
  readonly #tokenize: (text: string) => string[]

  constructor(
    private readonly text: TextOptions,
    private readonly vocabulary: Vocabulary,
    private readonly store: RowStore,
  ) {
    this.#tokenize = createTokenizer(text, vocabulary.merges)
  }

  get rows(): number {
    return this.store.lengths.length
  }

  add(text: string, name: string): Failure | undefined {
    const ids = idsOf(this.#tokenize(text), this.vocabulary)
    for (const id of finished(ids, this.text, this.vocabulary)) this.store.push(id)
    return this.store.endRow(text, name)
  }

  finish(): Side {
    const { text, vocabulary, store } = this
    const sequences = new Sequences(store.ids(), Float64Array.from(store.offsets()))
    return { text, vocabulary, sequences, texts: store.excerpts() }
  }

  close(): void {
    this.store.scratch?.close()
  }
}
