// Puts sentences side by side, padded to the longest of them, with a mask that keeps padding out of every number.
import type { TextOptions } from '#shared/experiment/text'
import type { Sentences } from './sentences'

export interface TagBatch {
  /** [rows, length] token ids, padded with 0. */
  readonly ids: Int32Array
  /** [rows, length] tag ids; 0 at padding, where nobody looks. */
  readonly tags: Int32Array
  /** [rows, length] 1 at tokens and 0 at padding. */
  readonly mask: Float32Array
  readonly rows: number
  readonly length: number
  /** How many places are no padding. */
  readonly tokens: number
}

/**
 * These sentences as a batch.
 * @param change may change the ids of a sentence where they are
 */
export function fillTagBatch(
  sentences: Sentences,
  chosen: Int32Array,
  padding: TextOptions['padding'],
  change: (ids: Int32Array, sentence: number) => void = () => {},
): TagBatch {
  const rows = chosen.length
  const lengths = Array.from(chosen, (sentence) => sentences.lengthOf(sentence))
  const length = lengths.reduce((most, one) => Math.max(most, one), 1)
  const ids = new Int32Array(rows * length)
  const tags = new Int32Array(rows * length)
  const mask = new Float32Array(rows * length)
  for (const [row, sentence] of chosen.entries()) {
    const read = sentences.read(sentence)
    const start = row * length + (padding === 'pre' ? length - lengths[row] : 0)
    ids.set(read.ids, start)
    tags.set(read.tags, start)
    mask.fill(1, start, start + lengths[row])
    change(ids.subarray(start, start + lengths[row]), sentence)
  }
  const tokens = lengths.reduce((sum, one) => sum + one, 0)
  return { ids, tags, mask, rows, length, tokens }
}
