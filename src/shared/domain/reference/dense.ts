// The Dense layer: y = f(x W + b), at each row of what it reads.
import { activate, throughActivation } from './activations'
import { addProduct, addProductBackward, type Columns } from './products'
import { rowOf } from './run-cell'
import type { DenseWeights, Signal } from './types'

/** @returns [rows, units], before the activation */
export function denseLogits(weights: DenseWeights, { values, rows }: Signal): Float64Array {
  const { inputs, units, bias } = weights
  const logits = new Float64Array(rows * units)
  for (let row = 0; row < rows; row++) {
    const a = rowOf(logits, row, units) // [units]
    if (bias) a.set(bias)
    addProduct(rowOf(values, row, inputs), columnsOf(weights), a) // [inputs] W [inputs, units] -> [units]
  }
  return logits
}

/** @returns [rows, units] */
export function dense(weights: DenseWeights, input: Signal): Signal {
  const { units, activation } = weights
  const values = denseLogits(weights, input)
  for (let row = 0; row < input.rows; row++) {
    const y = rowOf(values, row, units) // [units]
    activate(activation, y, y)
  }
  return { ...input, values, width: units }
}

/**
 * dL/dx = (dL/dy f'(a)) W^T, at each row.
 * @param gradient dL/dy: [rows, units]
 * @returns dL/dx: [rows, inputs]
 */
export function denseBackward(
  weights: DenseWeights,
  input: Signal,
  gradient: Float64Array,
): Float64Array {
  const { inputs, units, activation } = weights
  const logits = denseLogits(weights, input) // [rows, units]
  const into = new Float64Array(input.rows * inputs)
  const y = new Float64Array(units)
  for (let row = 0; row < input.rows; row++) {
    const a = rowOf(logits, row, units) // [units]
    const da = Float64Array.from(rowOf(gradient, row, units)) // dL/dy: [units]
    activate(activation, a, y)
    throughActivation(activation, a, y, da) // dL/da: [units]
    addProductBackward(da, columnsOf(weights), rowOf(into, row, inputs)) // [units] W^T -> [inputs]
  }
  return into
}

/**
 * dL/dx of one row of logits.
 * @param gradient dL/da: [units]
 * @returns [inputs]
 */
export function logitsBackward(weights: DenseWeights, gradient: Float64Array): Float64Array {
  const into = new Float64Array(weights.inputs)
  addProductBackward(gradient, columnsOf(weights), into)
  return into
}

function columnsOf({ kernel, units }: DenseWeights): Columns {
  return { values: kernel, width: units, first: 0, count: units }
}
