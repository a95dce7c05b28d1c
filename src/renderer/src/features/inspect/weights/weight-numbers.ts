// What can be said of a matrix of weights in numbers: its size, how its weights are spread, and what is different from another one.
import type { Matrix } from '#shared/domain/inside/cells'

export interface WeightFacts {
  /** Frobenius norm: the root of the sum of squares. */
  readonly norm: number
  readonly mean: number
  readonly deviation: number
  /** Of magnitudes. */
  readonly largest: number
}

export function factsOf(values: Float32Array): WeightFacts {
  let [sum, squares, largest] = [0, 0, 0]
  for (const value of values) {
    sum += value
    squares += value * value
    largest = Math.max(largest, Math.abs(value))
  }
  const count = Math.max(1, values.length)
  const mean = sum / count
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean))
  return { norm: Math.sqrt(squares), mean, deviation, largest }
}

export interface Histogram {
  /** Of each bin, from low to high. */
  readonly counts: readonly number[]
  /** It reaches from `-limit` to `limit`. */
  readonly limit: number
}

/** Bins of one width around zero, which lies in the middle one. @param bins an odd number */
export function histogramOf(values: Float32Array, bins = 41): Histogram {
  const limit = factsOf(values).largest
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) {
    const share = limit === 0 ? 0.5 : (value + limit) / (2 * limit)
    counts[Math.min(bins - 1, Math.floor(share * bins))]++
  }
  return { counts, limit }
}

/** `now - before`, of matrices of one size. */
export function differenceOf(now: Matrix, before: Matrix): Matrix {
  return { ...now, values: now.values.map((value, at) => value - before.values[at]) }
}

/** A vector as a matrix of one row. */
export function asRow(values: Float32Array): Matrix {
  return { rows: 1, columns: values.length, values }
}
