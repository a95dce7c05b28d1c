// What can be said of each unit in one number: how much it moves, whether it goes with the position, and how often it is saturated.
import type { Matrix } from '#shared/domain/inside/cells'
import type { Bounds } from './quantities'

/** Of a gate under 0.1 or over 0.9, of a value between -1 and 1 with a magnitude over 0.9. */
export const saturationLimits = { low: 0.1, high: 0.9 } as const

export interface Saturation {
  /** Shares of all tokens, 0 to 1. */
  readonly low: number
  readonly high: number
}

/** Of each row: the mean of the squared distances to its mean. */
export function variances(matrix: Matrix): Float64Array {
  return perRow(matrix, (row) => {
    const mean = meanOf(row)
    let sum = 0
    for (const value of row) sum += (value - mean) ** 2
    return row.length === 0 ? 0 : sum / row.length
  })
}

/** Of each row: Pearson's correlation with 0, 1, 2 and so on; 0 for a row that never changes. */
export function positionCorrelations(matrix: Matrix): Float64Array {
  const positions = Float64Array.from({ length: matrix.columns }, (_, index) => index)
  return perRow(matrix, (row) => correlation(row, positions))
}

/** Pearson's correlation; 0 where one of the two never changes. */
export function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [meanOne, meanOther] = [meanOf(one), meanOf(other)]
  let [both, ofOne, ofOther] = [0, 0, 0]
  for (let at = 0; at < one.length; at++) {
    const [x, y] = [one[at] - meanOne, other[at] - meanOther]
    both += x * y
    ofOne += x * x
    ofOther += y * y
  }
  // What rounding leaves of a constant row is no change.
  const tiny = 1e-12 * one.length
  return ofOne <= tiny || ofOther <= tiny ? 0 : both / Math.sqrt(ofOne * ofOther)
}

/** Of each row the share of its values at either end; null for quantities that have no ends. */
export function saturations(matrix: Matrix, bounds: Bounds): readonly Saturation[] | null {
  if (bounds === null) return null
  const { low, high } = saturationLimits
  const [below, above] = bounds === 'zero-one' ? [low, high] : [-high, high]
  return Array.from({ length: matrix.rows }, (_, index) => {
    const row = rowOf(matrix, index)
    const share = (count: number): number => (row.length === 0 ? 0 : count / row.length)
    return {
      low: share(row.reduce((count, value) => count + Number(value < below), 0)),
      high: share(row.reduce((count, value) => count + Number(value > above), 0)),
    }
  })
}

/** Of all units together. */
export function meanSaturation(all: readonly Saturation[]): Saturation {
  const mean = (of: keyof Saturation): number =>
    all.length === 0 ? 0 : all.reduce((sum, unit) => sum + unit[of], 0) / all.length
  return { low: mean('low'), high: mean('high') }
}

/** A row's numbers, not copied. */
export function rowOf({ columns, values }: Matrix, row: number): Float32Array {
  return values.subarray(row * columns, (row + 1) * columns)
}

function perRow(matrix: Matrix, of: (row: Float32Array) => number): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, row) => of(rowOf(matrix, row)))
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]
  return values.length === 0 ? 0 : sum / values.length
}
