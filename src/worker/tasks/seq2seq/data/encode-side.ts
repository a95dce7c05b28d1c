// Makes the vocabulary of a side from its training rows and encodes all rows with it.
import type { DatasetReport } from '#shared/domain/dataset'
import { buildVocabularyInTurns } from '../../../text/build-vocabulary'
import { pacer, type LoadControl, type Pause } from '../../../text/control'
import { finalIdsOf, type FinalIds } from '../../../text/final-ids'
import { describeLengths } from '../../../text/length-statistics'
import { ProvisionalIds } from '../../../text/provisional-ids'
import { IntegerStore } from '../../../text/storage/integers'
import type { Purpose, Vocabulary } from '../../../text/vocabulary'
import { finished, isCut } from './encode-sequence'
import { Sequences } from './sequences'
import type { TextSide } from './text-side'

export interface EncodedSide {
  readonly vocabulary: Vocabulary
  /** Of all rows, in the order of the data. */
  readonly sequences: Sequences
  readonly figures: Pick<DatasetReport, 'length' | 'truncatedShare' | 'vocabulary'>
}

export interface EncodeOptions {
  readonly purpose: Purpose
  /** By row: 1 for those that are validated on. */
  readonly isValidation: Uint8Array
  readonly control: LoadControl
  /** To read or write with; null: made of the training rows. */
  readonly vocabulary: Vocabulary | null
}

/** Rows between two looks at whether to stop. */
const rowsAtOnce = 256

/** Goes through all rows twice; undefined when stopped. Throws what the file system says. */
export async function encodeSide(
  side: TextSide,
  options: EncodeOptions,
): Promise<EncodedSide | undefined> {
  const provisional = new ProvisionalIds(side)
  const counts = new Float64Array(side.dictionary.slots)
  const isCounted = await goThrough(side, provisional, options.control, (ids, row) => {
    if (options.isValidation[row] === 0) for (const id of ids) if (id >= 0) counts[id]++
  })
  if (!isCounted) return undefined
  const pace = pacer(options.control)
  const { rows: total, text } = side
  const pause: Pause = () => pace(() => ({ phase: 'encoding', done: 0, total, unit: 'rows' }))
  const vocabulary =
    options.vocabulary ??
    (await buildVocabularyInTurns(
      () => countedTokens(side, counts),
      ...([text, options.purpose, pause] as const),
    ))
  const finalIds = vocabulary && (await finalIdsOf(side.dictionary, vocabulary, pause))
  return finalIds && encodeRows(side, provisional, { vocabulary, finalIds }, options)
}

async function encodeRows(
  side: TextSide,
  provisional: ProvisionalIds,
  { vocabulary, finalIds }: { readonly vocabulary: Vocabulary; readonly finalIds: FinalIds },
  { isValidation, control }: EncodeOptions,
): Promise<EncodedSide | undefined> {
  const { text, rows, store } = side
  const kept = new IntegerStore()
  if (store.scratch) kept.spillTo(store.scratch.createFile())
  const lengths = new Int32Array(rows)
  const offsets = new Float64Array(rows + 1)
  const seen = new Set<number>()
  const tally = { all: 0, unknown: 0, cut: 0 }
  const isEncoded = await goThrough(side, provisional, control, (ids, row) => {
    const final = finalIds.of(ids)
    lengths[row] = final.length
    if (isCut(final.length, text, vocabulary)) tally.cut++
    if (isValidation[row] === 1) {
      tally.all += final.length
      for (const id of final) if (id === vocabulary.unknown) tally.unknown++
    } else for (const id of ids) seen.add(id)
    const sequence = finished(final, text, vocabulary)
    for (const id of sequence) kept.push(id)
    kept.settle()
    offsets[row + 1] = offsets[row] + sequence.length
  })
  if (!isEncoded) return undefined
  return {
    vocabulary,
    sequences: new Sequences(kept.finish(), offsets),
    figures: {
      truncatedShare: rows === 0 ? 0 : tally.cut / rows,
      length: describeLengths(lengths),
      vocabulary: {
        size: vocabulary.size,
        distinct: seen.size,
        outOfVocabularyShare: tally.all === 0 ? 0 : tally.unknown / tally.all,
      },
    },
  }
}

/** False when stopped. */
async function goThrough(
  { rows }: TextSide,
  provisional: ProvisionalIds,
  control: LoadControl,
  visit: (ids: Int32Array, row: number) => void,
): Promise<boolean> {
  const pace = pacer(control)
  const cursor = provisional.fromStart()
  for (let row = 0; row < rows; row++) {
    visit(cursor.take(), row)
    if (row % rowsAtOnce > 0) continue
    if (await pace(() => ({ phase: 'encoding', done: row, total: rows, unit: 'rows' })))
      return false
  }
  return true
}

/** Tokens of the training rows in the order of first occurrence in the data. */
function* countedTokens(
  { dictionary }: TextSide,
  counts: Float64Array,
): Generator<[string, number]> {
  for (const [token, id] of dictionary.entries()) if (counts[id] > 0) yield [token, counts[id]]
}
