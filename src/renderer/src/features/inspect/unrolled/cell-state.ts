// What a cell of the drawing tells of its state: a few units as stripes, the norm, the strongest unit.
import type { Matrix } from '#shared/domain/inside/cells'
import type { InspectedLayer } from '#shared/domain/inside/inspection'

/** Stripes in a cell. */
export const mostStripes = 16

/** Row t of a matrix, as a view. */
export function rowOf({ values, columns }: Matrix, row: number): Float32Array {
  return values.subarray(row * columns, (row + 1) * columns)
}

/** All units where they are few, else units at even distances. */
export function sampleUnits(units: number, most: number = mostStripes): readonly number[] {
  const count = Math.min(units, most)
  return Array.from({ length: count }, (_, index) => Math.floor((index * units) / count))
}

/** Euclidean. */
export function normOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] ** 2
  return Math.sqrt(sum)
}

export interface Strongest {
  readonly unit: number
  readonly value: number
}

/** The unit farthest from zero; the first of equals. */
export function strongestUnit(values: ArrayLike<number>): Strongest {
  let unit = 0
  for (let index = 1; index < values.length; index++)
    if (Math.abs(values[index]) > Math.abs(values[unit])) unit = index
  return { unit, value: values[unit] ?? 0 }
}

/** Ends for small values, so that a scale seldom changes from text to text. */
const ends = [0.1, 0.25, 0.5, 1]

/** The ends of a scale around zero: the least of a few that holds all values, or the largest there is. */
export function scaleAround(values: ArrayLike<number>): readonly [number, number] {
  let largest = 0
  for (let index = 0; index < values.length; index++)
    largest = Math.max(largest, Math.abs(values[index]))
  const end = ends.find((one) => one >= largest) ?? largest
  return [-end, end]
}

/** The ends of the colour scale for a layer's states. */
export function stateDomain({ hidden }: Pick<InspectedLayer, 'hidden'>): readonly [number, number] {
  return scaleAround(hidden.values)
}
