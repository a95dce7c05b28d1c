// Stratified draws: each stratum gives its share, whatever the sizes.
import { expect, it } from 'vitest'
import { atOnce } from '../../../src/worker/text/in-turns'
import { seededRandom } from '../../../src/worker/text/random'
import { drawingStratified, strataOfNumbers } from '../../../src/worker/text/stratify'

const rowsOf = (sizes: readonly number[]): Int32Array =>
  Int32Array.from(sizes.flatMap((size, stratum) => Array<number>(size).fill(stratum)))

function drawnOf(sizes: readonly number[], wanted: number): number[] {
  const strata = rowsOf(sizes)
  const drawn = atOnce(drawingStratified(strata, wanted, seededRandom(1)))
  expect(new Set(drawn).size).toBe(drawn.length)
  return sizes.map((_, stratum) => drawn.filter((row) => strata[row] === stratum).length)
}

it.each([
  ['even shares', [100, 50, 10], 32, [20, 10, 2]],
  ['the largest remainders are rounded up', [7, 7, 6], 4, [2, 1, 1]],
  ['a stratum keeps a row', [2, 2, 2], 4, [1, 1, 1]],
  ['a single row stays', [1, 9], 5, [0, 5]],
])('%s', (_name, sizes, wanted, counts) => {
  expect(drawnOf(sizes, wanted)).toEqual(counts)
})

it('tells numbers apart by tenths, the same ones alike', () => {
  const strata = strataOfNumbers(Float32Array.from({ length: 100 }, (_, row) => row % 50))
  const counts = Array.from({ length: 10 }, (_, stratum) => strata.filter((one) => one === stratum))
  expect(counts.map((one) => one.length)).toEqual(Array<number>(10).fill(10))
  expect(new Set(strataOfNumbers(new Float32Array(20))).size).toBe(1)
})
