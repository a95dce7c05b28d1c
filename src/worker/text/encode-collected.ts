// Turns collected rows into training and validation rows of final ids, once the vocabulary is known.
import type { DatasetReport } from '#shared/domain/dataset'
import type { TextOptions } from '#shared/experiment/text'
import { success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'
import { buildVocabularyInTurns } from './build-vocabulary'
import type { RowCollector } from './collect-rows'
import { pacer, stopped, type LoadControl } from './control'
import { isCut, sequenceLengthOf } from './encode'
import type { EncodedRows } from './encoded'
import { encodedPart, type PartBuilder } from './encoded-part'
import { finalIdsOf, type FinalIds } from './final-ids'
import { LengthCounter } from './length-statistics'
import { ProvisionalIds } from './provisional-ids'
import type { Split } from './split'
import { scratchFailure } from './storage/scratch'
import type { Vocabulary } from './vocabulary'

/** Rows between two looks at whether to stop. */
const rowsAtOnce = 256

export interface CollectedRows {
  readonly collector: RowCollector
  /** Class names in the order of their ids. */
  readonly labels: readonly string[]
  /** Class id of each row. */
  readonly classes: Int32Array
  /** To read with; null: made of the training rows. */
  readonly vocabulary: Vocabulary | null
}

export interface EncodedParts {
  readonly training: EncodedRows
  readonly validation: EncodedRows
  readonly vocabulary: Vocabulary
  readonly figures: Pick<DatasetReport, 'length' | 'truncatedShare' | 'vocabulary'>
}

/**
 * Makes the vocabulary of the training rows and encodes both parts, going through all rows two or three times in their order.
 * Fails with `stopped`, or with `disk-full` or `write-failed` when there are temporary files.
 */
export async function encodeCollected(
  rows: CollectedRows,
  parts: Split,
  text: TextOptions,
  control: LoadControl,
): Promise<Result<EncodedParts>> {
  try {
    const encoded = await new Encoding(rows, parts, text, control).run()
    return encoded ? success(encoded) : stopped()
  } catch (error) {
    const { scratch } = rows.collector.store
    if (!scratch || errorCode(error) === undefined) throw error
    return scratchFailure(scratch.folder, error)
  }
}

class Encoding {
  readonly #provisional: ProvisionalIds
  readonly #pace: ReturnType<typeof pacer>

  constructor(
    private readonly rows: CollectedRows,
    private readonly parts: Split,
    private readonly text: TextOptions,
    private readonly control: LoadControl,
  ) {
    this.#provisional = new ProvisionalIds(rows.collector)
    this.#pace = pacer(control)
  }

  async run(): Promise<EncodedParts | undefined> {
    const { dictionary, store, rows: total } = this.rows.collector
    const counts = await this.#countTokens()
    const vocabulary = counts && (await this.#makeVocabulary(counts))
    if (!vocabulary) return undefined
    const final = await finalIdsOf(dictionary, vocabulary, () => this.#pause(halfWay))
    const sizes = final && (await this.#measure(final))
    const encoded = sizes && (await this.#encode(final, vocabulary, sizes))
    if (!encoded) return undefined
    store.release()
    this.control.onProgress({ phase: 'encoding', done: total, total, unit: 'rows' })
    const { training, validation, unknownShare } = encoded
    const figures = {
      truncatedShare: total === 0 ? 0 : sizes.cut / total,
      length: sizes.lengths.describe(),
      vocabulary: {
        size: vocabulary.size,
        distinct: counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
        outOfVocabularyShare: unknownShare,
      },
    }
    return { training, validation, vocabulary, figures }
  }

  #pause(share: number): Promise<boolean> {
    const total = this.rows.collector.rows
    const done = Math.floor(share * total)
    return this.#pace(() => ({ phase: 'encoding', done, total, unit: 'rows' }))
  }

  /** How often each provisional id means its token in the training rows. */
  async #countTokens(): Promise<Float64Array | undefined> {
    const counts = new Float64Array(this.rows.collector.dictionary.slots)
    const finished = await this.#goThrough([0, 0.4], (ids, isValidation) => {
      if (!isValidation) for (const id of ids) if (id >= 0) counts[id]++
    })
    return finished ? counts : undefined
  }

  async #makeVocabulary(counts: Float64Array): Promise<Vocabulary | undefined> {
    if (this.rows.vocabulary) return this.rows.vocabulary
    const counted = (): Iterable<[string, number]> => countedTokens(this.rows.collector, counts)
    return buildVocabularyInTurns(counted, this.text, 'reading', () => this.#pause(0.4))
  }

  /** What the parts will need; byte pairs are to be gone through once more for it. */
  async #measure(final: FinalIds): Promise<Sizes | undefined> {
    const { text } = this
    const lengths = new LengthCounter()
    const sizes = { lengths, cut: 0, training: 0, validation: 0 }
    const take = (length: number, isValidation: boolean): void => {
      lengths.add(length)
      if (isCut(length, text)) sizes.cut++
      sizes[isValidation ? 'validation' : 'training'] += sequenceLengthOf(length, text)
    }
    const finished =
      text.level === 'bpe'
        ? await this.#goThrough([0.4, halfWay], (ids, isValidation) =>
            take(final.lengthOf(ids), isValidation),
          )
        : await this.#goThroughLengths(take)
    return finished ? sizes : undefined
  }

  async #encode(final: FinalIds, { unknown }: Vocabulary, sizes: Sizes) {
    const { collector, classes } = this.rows
    const [training, validation] = this.#builders(sizes)
    const excerpts = collector.store.excerptCursor()
    let all = 0
    let missing = 0
    const finished = await this.#goThrough([halfWay, 1], (provisional, isValidation, row) => {
      const ids = final.of(provisional)
      if (!isValidation) {
        training.add(ids, classes[row])
        excerpts.skip()
        return
      }
      validation.add(ids, classes[row], excerpts.take())
      all += ids.length
      for (const id of ids) if (id === unknown) missing++
    })
    if (!finished) return undefined
    const unknownShare = all === 0 ? 0 : missing / all
    return { training: training.finish(), validation: validation.finish(), unknownShare }
  }

  #builders(sizes: Sizes): [PartBuilder, PartBuilder] {
    const { text, parts, rows } = this
    const { scratch } = rows.collector.store
    const { training, validation } = parts
    return [
      encodedPart({
        ...{ text, scratch, rows: training.length, ids: sizes.training },
        excerpts: false,
      }),
      encodedPart({
        ...{ text, scratch, rows: validation.length, ids: sizes.validation },
        excerpts: true,
      }),
    ]
  }

  /**
   * Visits all rows in their order; false when stopped.
   * @param shares how much of the whole work has been done before and will have been after
   */
  #goThrough(
    shares: readonly [number, number],
    visit: (ids: Int32Array, isValidation: boolean, row: number) => void,
  ): Promise<boolean> {
    const cursor = this.#provisional.fromStart()
    return this.#visitRows(shares, (isValidation, row) => visit(cursor.take(), isValidation, row))
  }

  #goThroughLengths(take: (length: number, isValidation: boolean) => void): Promise<boolean> {
    const { lengths } = this.rows.collector.store
    return this.#visitRows([0.4, halfWay], (isValidation, row) =>
      take(lengths.at(row), isValidation),
    )
  }

  async #visitRows(
    [from, to]: readonly [number, number],
    visit: (isValidation: boolean, row: number) => void,
  ): Promise<boolean> {
    const total = this.rows.collector.rows
    const { validation } = this.parts
    let next = 0
    for (let row = 0; row < total; row++) {
      const isValidation = validation[next] === row
      if (isValidation) next++
      visit(isValidation, row)
      if (row % rowsAtOnce > 0) continue
      if (await this.#pause(from + ((to - from) * row) / total)) return false
    }
    return true
  }
}

/** The share of the work that is done before encoding begins. */
const halfWay = 0.5

/** What the encoded rows come to. */
interface Sizes {
  readonly lengths: LengthCounter
  /** Rows that lose ids. */
  readonly cut: number
  /** Ids of the training rows, once cut. */
  readonly training: number
  readonly validation: number
}

/** Tokens of the training rows in the order of first occurrence in the data. */
function* countedTokens(
  { dictionary }: RowCollector,
  counts: Float64Array,
): Generator<[string, number]> {
  for (const [token, id] of dictionary.entries()) if (counts[id] > 0) yield [token, counts[id]]
}
