// Puts rows of token ids side by side, padded with 0 to one length.
import type { TextOptions } from '#shared/experiment/text'
import type { Batch, EncodedRows } from './encoded'

/**
 * The rows order[from] up to order[to] as one batch.
 * Padded to `options.sequenceLength`, else to the longest row of the batch (at least 1).
 */
export function fillBatch(
  rows: EncodedRows,
  order: Int32Array,
  from: number,
  to: number,
  options: TextOptions,
): Batch {
  const chosen = order.subarray(from, to)
  const sequences = new Array<Int32Array>(chosen.length)
  // In the order of the file, should they come from one.
  for (const place of risingPlaces(chosen)) {
    const row = chosen[place]
    sequences[place] = rows.tokens.subarray(rows.offsets[row], rows.offsets[row + 1])
  }
  return { ...padded(sequences, options), labels: chosen.map((row) => rows.labels[row]) }
}

/** The places of the rows, lowest row first. */
function risingPlaces(rows: Int32Array): Int32Array {
  const places = Int32Array.from(rows, (_row, place) => place)
  return places.sort((one, other) => rows[one] - rows[other])
}

/** A batch of texts that `encodeText` encoded; they have no labels, so all labels are 0. */
export function batchOfTexts(encoded: readonly Int32Array[], options: TextOptions): Batch {
  return { ...padded(encoded, options), labels: new Int32Array(encoded.length) }
}

function padded(sequences: readonly Int32Array[], options: TextOptions): Omit<Batch, 'labels'> {
  const longest = sequences.reduce((most, one) => Math.max(most, one.length), 1)
  const length = options.sequenceLength ?? longest
  const ids = new Int32Array(sequences.length * length)
  for (const [row, sequence] of sequences.entries()) {
    const gap = options.padding === 'pre' ? length - sequence.length : 0
    ids.set(sequence, row * length + gap)
  }
  return { ids, rows: sequences.length, length }
}
