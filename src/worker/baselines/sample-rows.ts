// Draws training rows for a baseline where all of them would take too much memory.
import type { EncodedRows } from '../text/encoded'
import { seededRandom } from '../text/random'

/** About 130 MB as features; twice what stays in memory of a dataset, so that those are used whole. */
export const mostSampledIds = 40_000_000
/** Rows, which take memory however short they are. */
const mostSampledRows = 2_000_000

/** All rows when they have no more than `mostIds` ids, else about as many, drawn by the seed; rising. */
export function sampleRows(
  { count, tokens }: EncodedRows,
  seed: number,
  mostIds = mostSampledIds,
): Int32Array {
  const share = Math.min(1, mostIds / tokens.length, mostSampledRows / count)
  if (share >= 1) return Int32Array.from({ length: count }, (_, row) => row)
  const random = seededRandom(seed)
  const chosen: number[] = []
  for (let row = 0; row < count; row++) if (random() < share) chosen.push(row)
  return Int32Array.from(chosen.length > 0 ? chosen : [0])
}
