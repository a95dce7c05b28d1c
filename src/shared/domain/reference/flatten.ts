// Flatten: all rows in one long vector, in the order in which the model has them.
import { rowOf } from './run-cell'
import type { Signal } from './types'

/** @returns [rows x width] as one row */
export function flatten(input: Signal): Signal {
  const values = inModelOrder(input, input.values)
  return { values, rows: 1, width: values.length, isSequence: false, isReversed: false }
}

/** @returns dL/dx: [rows, width] in the order of the text */
export function flattenBackward(input: Signal, gradient: Float64Array): Float64Array {
  return inModelOrder(input, gradient) // turning round twice is no turning
}

/** Rows of the text's order in the model's, or the other way about: [rows, width]. A copy. */
export function inModelOrder(
  { rows, width, isReversed }: Pick<Signal, 'rows' | 'width' | 'isReversed'>,
  values: Float64Array,
): Float64Array {
  const turned = Float64Array.from(values)
  if (!isReversed) return turned
  for (let row = 0; row < rows; row++) turned.set(rowOf(values, rows - 1 - row, width), row * width)
  return turned
}
