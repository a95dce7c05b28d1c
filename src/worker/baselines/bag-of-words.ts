// Which tokens each row holds, without their order: the features of the bag-of-words baseline.
import type { EncodedRows } from '../text/encoded'
import type { SparseRows } from './logistic-regression'

/**
 * The different tokens of each row as features 0 to `features - 1`. Reserved ids and those too rare for the
 * room are left out; ids rise with falling frequency, so that the frequent ones stay.
 */
export function bagOfWords(rows: EncodedRows, reserved: number, features: number): SparseRows {
  const found = new Int32Array(rows.tokens.length)
  const offsets = new Int32Array(rows.count + 1)
  // The last row that each feature was seen in.
  const seenIn = new Int32Array(features).fill(-1)
  let length = 0
  for (let row = 0; row < rows.count; row++) {
    for (let at = rows.offsets[row]; at < rows.offsets[row + 1]; at++) {
      const feature = rows.tokens[at] - reserved
      if (feature < 0 || feature >= features || seenIn[feature] === row) continue
      seenIn[feature] = row
      found[length++] = feature
    }
    offsets[row + 1] = length
  }
  return { count: rows.count, features: found.subarray(0, length), offsets, labels: rows.labels }
}
