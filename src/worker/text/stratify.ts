// Draws rows so that each class has the same share among those drawn as among all.
import type { Pieces } from './in-turns'
import { shuffling } from './random'

/** Numbers are told apart by tenths of the rows. */
const numberStrata = 10

/**
 * Row numbers, in no order, drawn in pieces. Each stratum gives its share of `wanted`, rounded so that the sum is right (the largest
 * remainders are rounded up), and keeps a row.
 * @param strata of each row, any integers
 */
export function* drawingStratified(
  strata: Int32Array,
  wanted: number,
  random: () => number,
): Pieces<Int32Array> {
  const sizes = new Map<number, number>()
  for (const stratum of strata) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1)
  const sorted = [...sizes.keys()].sort((one, other) => one - other)
  const counts = sharesOf(
    sorted.map((stratum) => sizes.get(stratum) ?? 0),
    wanted,
  )
  const left = new Map(sorted.map((stratum, index) => [stratum, counts[index]]))
  const drawn: number[] = []
  yield
  for (const row of yield* shuffling(strata.length, random)) {
    const open = left.get(strata[row]) ?? 0
    if (open === 0) continue
    left.set(strata[row], open - 1)
    drawn.push(row)
  }
  return Int32Array.from(drawn)
}

/** Strata in which those of a single row are one, since none of these could give its share. */
export function joinSingles(strata: Int32Array): Int32Array {
  const sizes = new Map<number, number>()
  for (const stratum of strata) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1)
  return strata.map((stratum) => (sizes.get(stratum) === 1 ? -1 : stratum))
}

/** Whole numbers in proportion to `sizes` that add up to `wanted`, each less than its size where that can be. */
function sharesOf(sizes: readonly number[], wanted: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const exact = sizes.map((size) => (size * wanted) / all)
  const counts = exact.map((share, index) => Math.min(Math.floor(share), sizes[index] - 1))
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - counts[index] }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index)
  let missing = wanted - counts.reduce((sum, count) => sum + count, 0)
  while (missing > 0) {
    const before = missing
    for (const { index } of byRemainder) {
      if (missing === 0) break
      if (counts[index] >= sizes[index] - 1) continue
      counts[index]++
      missing--
    }
    if (missing === before) break
  }
  return counts
}

/** The tenth of the rows that each number falls into; the same numbers fall into the same. */
export function strataOfNumbers(numbers: Float32Array): Int32Array {
  const sorted = Float32Array.from(numbers).sort()
  const borders = Array.from(
    { length: numberStrata - 1 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / numberStrata)],
  )
  return Int32Array.from(numbers, (value) => borders.filter((border) => value >= border).length)
}
