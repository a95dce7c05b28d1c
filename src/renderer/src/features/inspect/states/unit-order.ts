// In which order units are drawn: as the layer numbers them, or so that what belongs together stands together.
import type { Matrix } from '#shared/domain/inside/cells'
import type { Bounds } from './quantities'
import { positionCorrelations, rowOf, saturations, variances } from './unit-statistics'

export const unitOrders = ['number', 'variance', 'similarity', 'position', 'saturation'] as const
export type UnitOrder = (typeof unitOrders)[number]

/** What each order means, in the words of a hint. */
export const orderWords: Record<UnitOrder, { readonly name: string; readonly about: string }> = {
  number: { name: 'Number', about: 'Units as the layer numbers them.' },
  variance: { name: 'Variance', about: 'Units that move most over the text first.' },
  similarity: {
    name: 'Similarity',
    about:
      'Begins with the unit that moves most; after each unit comes the one left that correlates with it most.',
  },
  position: {
    name: 'Correlation with position',
    about: 'Units that rise along the text first, those that fall last.',
  },
  saturation: { name: 'Share saturated', about: 'Units that are most often at an end first.' },
}

/** The units in an order: [place] is the unit that stands there. @param matrix [units, time] */
export function orderedUnits(matrix: Matrix, order: UnitOrder, bounds: Bounds): readonly number[] {
  switch (order) {
    case 'number':
      return Array.from({ length: matrix.rows }, (_, unit) => unit)
    case 'variance':
      return byLargest(variances(matrix))
    case 'position':
      return byLargest(positionCorrelations(matrix))
    case 'saturation': {
      const shares = saturations(matrix, bounds)
      return shares
        ? byLargest(shares.map(({ low, high }) => low + high))
        : byLargest(new Float64Array(matrix.rows))
    }
    case 'similarity':
      return bySimilarity(matrix)
  }
}

/** The rows of a matrix in an order. */
export function withRows(matrix: Matrix, order: readonly number[]): Matrix {
  const values = new Float32Array(matrix.values.length)
  for (const [place, row] of order.entries()) values.set(rowOf(matrix, row), place * matrix.columns)
  return { ...matrix, values }
}

// Equal ones keep their numbers' order.
function byLargest(values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, unit) => unit)
  return order.sort((one, other) => values[other] - values[one] || one - other)
}

/** A chain from neighbour to nearest neighbour, which costs units² × time. */
function bySimilarity(matrix: Matrix): number[] {
  if (matrix.rows === 0) return []
  const rows = standardRows(matrix)
  const left = new Set(Array.from({ length: matrix.rows }, (_, unit) => unit))
  let now = byLargest(variances(matrix))[0]
  const order = [now]
  left.delete(now)
  while (left.size > 0) {
    now = nearest(rows, now, left)
    left.delete(now)
    order.push(now)
  }
  return order
}

function nearest(rows: readonly Float32Array[], to: number, among: ReadonlySet<number>): number {
  let [best, most] = [-1, -Infinity]
  for (const unit of among) {
    const similarity = dot(rows[to], rows[unit])
    if (similarity > most) [best, most] = [unit, similarity]
  }
  return best
}

// Rows around 0 and of length 1, so that their products are correlations; a row that never changes is zeros.
function standardRows(matrix: Matrix): readonly Float32Array[] {
  return Array.from({ length: matrix.rows }, (_, index) => {
    const row = Float32Array.from(rowOf(matrix, index))
    const mean = row.reduce((sum, value) => sum + value, 0) / Math.max(1, row.length)
    const centred = row.map((value) => value - mean)
    const length = Math.sqrt(dot(centred, centred))
    return length < 1e-6 ? centred.fill(0) : centred.map((value) => value / length)
  })
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += one[at] * other[at]
  return sum
}
