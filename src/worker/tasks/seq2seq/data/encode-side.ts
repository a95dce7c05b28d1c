// Makes the vocabulary of a side from its training rows and encodes all rows with it.
import type { DatasetReport } from '#shared/domain/dataset'
import { mergingSplitter } from '../../../text/bpe'
import { buildVocabularyInTurns } from '../../../text/build-vocabulary'
import { pacer, type LoadControl } from '../../../text/control'
import { idsOf } from '../../../text/encode'
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
  const vocabulary = await buildVocabularyInTurns(
    () => countedTokens(side, counts),
    ...([text, options.purpose] as const),
    () => pace(() => ({ phase: 'encoding', done: 0, total, unit: 'rows' })),
  )
  if (!vocabulary) return undefined
  return encodeRows(side, provisional, vocabulary, options)
}

async function encodeRows(
  side: TextSide,
  provisional: ProvisionalIds,
  vocabulary: Vocabulary,
  { isValidation, control }: EncodeOptions,
): Promise<EncodedSide | undefined> {
  const { text, rows, store } = side
  const finalOf = finalIds(side, vocabulary)
  const kept = new IntegerStore()
  if (store.scratch) kept.spillTo(store.scratch.createFile())
  const lengths = new Int32Array(rows)
  const offsets = new Float64Array(rows + 1)
  const seen = new Set<number>()
  const tally = { all: 0, unknown: 0, cut: 0 }
  const isEncoded = await goThrough(side, provisional, control, (ids, row) => {
    const final = Int32Array.from(ids.length === 0 ? [] : [...ids].flatMap((id) => finalOf(id)))
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

/** What a provisional id becomes: one id, or of a chunk several; a dropped one is unknown. */
function finalIds(
  { dictionary }: TextSide,
  vocabulary: Vocabulary,
): (id: number) => number | readonly number[] {
  const split = vocabulary.merges && mergingSplitter(vocabulary.merges)
  const table: (number | readonly number[])[] = new Array<number>(dictionary.slots).fill(0)
  for (const [token, id] of dictionary.entries())
    table[id] = split ? [...idsOf(split(token), vocabulary)] : vocabulary.idOf(token)
  return (id) => (id < 0 ? vocabulary.unknown : table[id])
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
