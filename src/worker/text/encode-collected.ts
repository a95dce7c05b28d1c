// Turns collected rows into training and validation rows of final ids, once the vocabulary is known.
import type { DatasetReport } from '#shared/domain/dataset'
import type { TextOptions } from '#shared/experiment/schema'
import { success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'
import type { RowCollector } from './collect-rows'
import { pacer, stopped, type LoadControl } from './control'
import { isCut, sequenceLengthOf } from './encode'
import type { EncodedRows } from './encoded'
import { encodedPart, type PartBuilder } from './encoded-part'
import { describeLengths } from './length-statistics'
import { ProvisionalIds } from './provisional-ids'
import type { Split } from './split'
import { scratchFailure } from './storage/scratch'
import { buildVocabulary, unknownId, type Vocabulary } from './vocabulary'

/** Rows between two looks at whether to stop. */
const rowsAtOnce = 256

export interface CollectedRows {
  readonly collector: RowCollector
  /** Class names in the order of their ids. */
  readonly labels: readonly string[]
  /** Class id of each row. */
  readonly classes: Int32Array
}

export interface EncodedParts {
  readonly training: EncodedRows
  readonly validation: EncodedRows
  readonly vocabulary: Vocabulary
  readonly figures: Pick<DatasetReport, 'length' | 'truncatedShare' | 'vocabulary'>
}

/**
 * Makes the vocabulary of the training rows and encodes both parts, going through all rows twice in their order.
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
    const { collector } = this.rows
    const counts = await this.#countTokens()
    if (!counts) return undefined
    const vocabulary = buildVocabulary(countedTokens(collector, counts), this.text)
    // A large vocabulary takes a while.
    if (await this.#pause(0.5)) return undefined
    const encoded = await this.#encode(vocabulary)
    if (!encoded) return undefined
    collector.store.release()
    const total = collector.rows
    this.control.onProgress({ phase: 'encoding', done: total, total, unit: 'rows' })
    const lengths = collector.store.lengths.toArray()
    const { training, validation, unknownShare } = encoded
    const figures = {
      truncatedShare: truncatedShare(lengths, this.text),
      length: describeLengths(lengths),
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
    const finished = await this.#goThrough(0, (ids, isValidation) => {
      if (!isValidation) for (const id of ids) if (id >= 0) counts[id]++
    })
    return finished ? counts : undefined
  }

  async #encode(vocabulary: Vocabulary) {
    const { collector, classes } = this.rows
    const [training, validation] = this.#builders()
    const finalIds = new Int32Array(collector.dictionary.slots)
    for (const [token, id] of collector.dictionary.entries()) finalIds[id] = vocabulary.idOf(token)
    const unknown = unknownId(this.text.level)
    const excerpts = collector.store.excerptCursor()
    let all = 0
    let missing = 0
    const finished = await this.#goThrough(0.5, (ids, isValidation, row) => {
      const final = ids.map((id) => (id < 0 ? unknown : finalIds[id]))
      if (!isValidation) {
        training.add(final, classes[row])
        excerpts.skip()
        return
      }
      validation.add(final, classes[row], excerpts.take())
      all += final.length
      for (const id of final) if (id === unknown) missing++
    })
    if (!finished) return undefined
    const unknownShare = all === 0 ? 0 : missing / all
    return { training: training.finish(), validation: validation.finish(), unknownShare }
  }

  #builders(): [PartBuilder, PartBuilder] {
    const { text, parts, rows } = this
    const { lengths, scratch } = rows.collector.store
    const totalOf = (part: Int32Array): number =>
      part.reduce((sum, row) => sum + sequenceLengthOf(lengths.at(row), text), 0)
    const { training, validation } = parts
    return [
      encodedPart({
        text,
        scratch,
        rows: training.length,
        ids: totalOf(training),
        excerpts: false,
      }),
      encodedPart({
        ...{ text, scratch, rows: validation.length, ids: totalOf(validation) },
        excerpts: true,
      }),
    ]
  }

  /**
   * Visits all rows in their order; false when stopped.
   * @param begun how much of the whole work has been done before, 0 or 0.5
   */
  async #goThrough(
    begun: number,
    visit: (ids: Int32Array, isValidation: boolean, row: number) => void,
  ): Promise<boolean> {
    const total = this.rows.collector.rows
    const { validation } = this.parts
    const cursor = this.#provisional.fromStart()
    let next = 0
    for (let row = 0; row < total; row++) {
      const isValidation = validation[next] === row
      if (isValidation) next++
      visit(cursor.take(), isValidation, row)
      if (row % rowsAtOnce > 0) continue
      if (await this.#pause(begun + row / (2 * total))) return false
    }
    return true
  }
}

/** Tokens of the training rows in the order of first occurrence in the data. */
function* countedTokens(
  { dictionary }: RowCollector,
  counts: Float64Array,
): Generator<[string, number]> {
  for (const [token, id] of dictionary.entries()) if (counts[id] > 0) yield [token, counts[id]]
}

function truncatedShare(lengths: Int32Array, text: TextOptions): number {
  const cut = lengths.reduce((count, length) => count + (isCut(length, text) ? 1 : 0), 0)
  return lengths.length === 0 ? 0 : cut / lengths.length
}
