// Puts pairs together as batches: sources of like length, so that little is padded, and targets with what is to be written.
import type { Experiment } from '#shared/experiment/schema'
import type { TextOptions } from '#shared/experiment/text'
import { deriveSeed, streams } from '../../model/seeds'
import { seededRandom, shuffledOrder } from '../../text/random'
import type { Sequences } from './data/sequences'

/** Pairs as arrays, padded with 0. */
export interface PairBatch {
  readonly rows: number
  readonly sourceLength: number
  readonly targetLength: number
  /** [rows, sourceLength] */
  readonly source: Int32Array
  /** [rows, targetLength]: the start, and then what is to be written but its last */
  readonly input: Int32Array
  /** [rows, targetLength]: what is to be written, its end included */
  readonly output: Int32Array
  /** [rows x targetLength]: 1 for what is to be written, 0 for padding */
  readonly mask: Float32Array
  /** Of what is to be written. */
  readonly tokens: number
}

interface Sides {
  readonly source: Sequences
  readonly target: Sequences
}

/** Puts the pairs of these rows side by side. `start` opens what the decoder reads. */
export function pairBatch(
  { source, target }: Sides,
  rows: Int32Array,
  { padding }: Pick<TextOptions, 'padding'>,
  start: number,
): PairBatch {
  const sources = Array.from(rows, (row) => source.at(row))
  const targets = Array.from(rows, (row) => target.at(row))
  const side = padded(sources, padding)
  const targetLength = longestOf(targets)
  const input = new Int32Array(rows.length * targetLength)
  const output = new Int32Array(rows.length * targetLength)
  const mask = new Float32Array(rows.length * targetLength)
  for (const [row, ids] of targets.entries()) {
    const at = row * targetLength
    input[at] = start
    input.set(ids.subarray(0, ids.length - 1), at + 1)
    output.set(ids, at)
    mask.fill(1, at, at + ids.length)
  }
  const tokens = targets.reduce((sum, { length }) => sum + length, 0)
  return {
    ...{ rows: rows.length, targetLength, input, output, mask, tokens },
    ...{ source: side.ids, sourceLength: side.length },
  }
}

/** Sources side by side: [rows, length], at least one id each. */
export function padded(
  sources: readonly Int32Array[],
  padding: TextOptions['padding'],
): { readonly ids: Int32Array; readonly length: number } {
  const length = longestOf(sources)
  const ids = new Int32Array(sources.length * length)
  for (const [row, source] of sources.entries()) {
    ids.set(source, row * length + (padding === 'pre' ? length - source.length : 0))
  }
  return { ids, length }
}

function longestOf(sequences: readonly Int32Array[]): number {
  return sequences.reduce((most, { length }) => Math.max(most, length), 1)
}

/**
 * The order of an epoch, a function of the seed and the epoch alone: each piece of `batchSize` rows is of sources of like
 * length, and so is the last, shorter one. Without shuffling the order of the data, whatever that pads.
 * @param lengths of the sources by row
 */
export function likeLengthOrder(
  { training }: Pick<Experiment, 'training'>,
  lengths: Int32Array,
  epoch: number,
): Int32Array {
  const { seed, shuffle, batchSize } = training
  if (!shuffle) return Int32Array.from(lengths, (_, row) => row)
  const random = seededRandom(deriveSeed(seed, streams.order, epoch))
  // Rows of the same length keep their drawn order.
  const rows = shuffledOrder(lengths.length, random).sort((a, b) => lengths[a] - lengths[b])
  const whole = Math.floor(rows.length / batchSize)
  const left = rows.length - whole * batchSize
  // The shorter piece is cut out anywhere, or the longest sources would always be in it.
  const cut = Math.floor(random() * (whole + 1)) * batchSize
  const order = new Int32Array(rows.length)
  for (const [place, piece] of shuffledOrder(whole, random).entries()) {
    const from = piece * batchSize < cut ? piece * batchSize : piece * batchSize + left
    order.set(rows.subarray(from, from + batchSize), place * batchSize)
  }
  order.set(rows.subarray(cut, cut + left), whole * batchSize)
  return order
}

/** Rows by rising source length in pieces of at most `size`. */
export function piecesByLength(rows: Int32Array, source: Sequences, size: number): Int32Array[] {
  const sorted = rows.slice().sort((a, b) => source.lengthOf(a) - source.lengthOf(b) || a - b)
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, piece) =>
    sorted.subarray(piece * size, (piece + 1) * size),
  )
}
