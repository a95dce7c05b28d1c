// Which tokens each row holds, without their order: the features of the bag-of-words baseline.
import type { EncodedRows } from '../text/encoded'
import type { SparseRows } from './linear-model'

/** Which tokens count, and how. */
export interface FeatureOptions {
  /** Ids below this are no tokens. */
  readonly reserved: number
  readonly features: number
}

/**
 * The different tokens of each chosen row as features 0 to `features - 1`. Reserved ids and those too rare for the
 * room are left out; ids rise with falling frequency, so that the frequent ones stay.
 * @param chosen row numbers
 */
export function bagOfWords(
  rows: EncodedRows,
  chosen: Int32Array,
  { reserved, features }: FeatureOptions,
): SparseRows {
  const found = new Int32Array(idsIn(rows, chosen))
  const offsets = new Int32Array(chosen.length + 1)
  // The last row that each feature was seen in.
  const seenIn = new Int32Array(features).fill(-1)
  let length = 0
  for (const [place, row] of chosen.entries()) {
    for (const id of rows.tokens.subarray(rows.offsets[row], rows.offsets[row + 1])) {
      const feature = id - reserved
      if (feature < 0 || feature >= features || seenIn[feature] === place) continue
      seenIn[feature] = place
      found[length++] = feature
    }
    offsets[place + 1] = length
  }
  const labels = chosen.map((row) => rows.labels[row])
  return { count: chosen.length, features: found.subarray(0, length), offsets, labels }
}

/** How many ids the chosen rows have. */
function idsIn({ offsets }: EncodedRows, chosen: Int32Array): number {
  return chosen.reduce((sum, row) => sum + offsets[row + 1] - offsets[row], 0)
}
