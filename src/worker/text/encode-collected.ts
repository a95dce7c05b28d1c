// Turns collected rows into training and validation rows of final ids, once the vocabulary is known.
import type { DatasetReport } from '#shared/domain/dataset'
import type { TextOptions } from '#shared/experiment/schema'
import type { RowCollector } from './collect-rows'
import { pacer, type LoadControl } from './control'
import { isCut, sequenceLengthOf, writeSequence } from './encode'
import type { EncodedRows } from './encoded'
import { describeLengths } from './length-statistics'
import type { Split } from './split'
import { buildVocabulary, unknownId, type Vocabulary } from './vocabulary'

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

type Pace = () => Promise<boolean>

/** Makes the vocabulary of the training rows and encodes both parts; undefined when stopped. */
export async function encodeCollected(
  rows: CollectedRows,
  parts: Split,
  text: TextOptions,
  control: LoadControl,
): Promise<EncodedParts | undefined> {
  const { collector } = rows
  const counts = countTokens(collector, parts.training)
  const vocabulary = buildVocabulary(counts, text)
  const finalIds = Int32Array.from(collector.tokenIds.keys(), (token) => vocabulary.idOf(token))
  const pace = pacer(control)
  const total = collector.rows
  const paceFrom = (before: number) => (done: number) =>
    pace(() => ({ phase: 'encoding', done: before + done, total, unit: 'rows' }))
  const training = await encodeRows(rows, parts.training, finalIds, text, false, paceFrom(0))
  const before = parts.training.length
  const validation =
    training && (await encodeRows(rows, parts.validation, finalIds, text, true, paceFrom(before)))
  if (!training || !validation) return undefined
  control.onProgress({ phase: 'encoding', done: total, total, unit: 'rows' })
  const lengths = Int32Array.from({ length: total }, (_, row) => collector.lengthOf(row))
  const figures = {
    length: describeLengths(lengths),
    truncatedShare: truncatedShare(lengths, text),
    vocabulary: {
      size: vocabulary.size,
      distinct: counts.size,
      outOfVocabularyShare: unknownShare(collector, parts.validation, finalIds, text),
    },
  }
  return { training, validation, vocabulary, figures }
}

/** How often each token occurs in some rows, in the order of first occurrence in the data. */
function countTokens(collector: RowCollector, rows: Int32Array): Map<string, number> {
  const counts = new Int32Array(collector.tokenIds.size)
  for (const row of rows) for (const id of collector.tokensOf(row)) counts[id]++
  const found = new Map<string, number>()
  for (const [token, id] of collector.tokenIds) if (counts[id] > 0) found.set(token, counts[id])
  return found
}

async function encodeRows(
  { collector, classes }: CollectedRows,
  chosen: Int32Array,
  finalIds: Int32Array,
  text: TextOptions,
  withExcerpts: boolean,
  pace: (done: number) => ReturnType<Pace>,
): Promise<EncodedRows | undefined> {
  const offsets = new Int32Array(chosen.length + 1)
  for (const [index, row] of chosen.entries())
    offsets[index + 1] = offsets[index] + sequenceLengthOf(collector.lengthOf(row), text)
  const tokens = new Int32Array(offsets[chosen.length])
  for (const [index, row] of chosen.entries()) {
    const ids = collector.tokensOf(row).map((id) => finalIds[id])
    writeSequence(tokens, offsets[index], ids, text)
    if (index % 1000 === 0 && (await pace(index))) return undefined
  }
  return {
    count: chosen.length,
    tokens,
    offsets,
    labels: chosen.map((row) => classes[row]),
    excerpts: withExcerpts ? Array.from(chosen, (row) => collector.excerpts[row]) : [],
  }
}

function truncatedShare(lengths: Int32Array, text: TextOptions): number {
  const cut = lengths.reduce((count, length) => count + (isCut(length, text) ? 1 : 0), 0)
  return lengths.length === 0 ? 0 : cut / lengths.length
}

function unknownShare(
  collector: RowCollector,
  rows: Int32Array,
  finalIds: Int32Array,
  text: TextOptions,
): number {
  const unknown = unknownId(text.level)
  let all = 0
  let missing = 0
  for (const row of rows) {
    for (const id of collector.tokensOf(row)) if (finalIds[id] === unknown) missing++
    all += collector.lengthOf(row)
  }
  return all === 0 ? 0 : missing / all
}
