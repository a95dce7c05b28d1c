// One gate of a cell: a small dense layer over x_t and h_(t-1), in both ways of writing it, and its way back.
import { gatesOf } from '../inside/cells'
import { activate, throughActivation } from './activations'
import { addProduct, addProductBackward, addWeightGradient, type Columns } from './products'
import type { CellWeights, Interventions } from './types'

/** One step of a cell: views into the arrays of a trace. `gates` and `preActivations` are in the order of `gatesOf`. */
export interface Step {
  readonly x: Float64Array // x_t: [inputs]
  readonly hiddenBefore: Float64Array // h_(t-1): [units]
  readonly cellBefore: Float64Array // c_(t-1): [units]; empty but for LSTM
  readonly preActivations: readonly Float64Array[] // [units] each
  readonly gates: readonly Float64Array[] // [units] each
  readonly cellState: Float64Array // c_t: [units]; empty but for LSTM
  readonly hidden: Float64Array // h_t: [units]
  /** [units]; holds nothing between two steps. */
  readonly scratch: Float64Array
}

/** What a step backward is given and gives. */
export interface StepGradients {
  /** dL/dh_t and dL/dc_t: [units] each, given; they may be changed. */
  readonly hidden: Float64Array
  readonly cellState: Float64Array
  /** dL/dx_t [inputs], dL/dh_(t-1) and dL/dc_(t-1) [units]: zeros before, added to. */
  readonly x: Float64Array
  readonly hiddenBefore: Float64Array
  readonly cellBefore: Float64Array
  /** For each gate dL/d(its value), then dL/d(its pre-activation): [units] each, overwritten. */
  readonly gates: readonly Float64Array[]
  /** Sums over the steps, as in `CellWeights`; null where nobody asked. */
  readonly weights: WeightGradients | null
}

export interface WeightGradients {
  readonly kernel: Float64Array
  readonly recurrentKernel: Float64Array
  readonly bias: Float64Array | null
}

/** Columns of W that belong to a gate: W_g [inputs, units]. */
export function kernelOf({ cell, kernel, units }: CellWeights, gate: number): Columns {
  return { values: kernel, width: gatesOf[cell].length * units, first: gate * units, count: units }
}

/** Columns of U that belong to a gate: U_g [units, units]. */
export function recurrentKernelOf(weights: CellWeights, gate: number): Columns {
  return { ...kernelOf(weights, gate), values: weights.recurrentKernel }
}

/**
 * a = W x + U h + b, the first way of writing it.
 * @param x [inputs]
 * @param h [units]
 * @param a [units], written
 */
export function preActivation(
  weights: CellWeights,
  gate: number,
  x: Float64Array,
  h: Float64Array,
  a: Float64Array,
): void {
  const { bias, units } = weights
  const first = gate * units
  for (let unit = 0; unit < units; unit++) a[unit] = bias ? bias[first + unit] : 0 // [units]
  addProduct(x, kernelOf(weights, gate), a) // [inputs] W_g [inputs, units] -> [units]
  addProduct(h, recurrentKernelOf(weights, gate), a) // [units] U_g [units, units] -> [units]
}

/**
 * The joined matrix of the second way of writing it: U above W, so that one product with [h, x] does the work of two.
 * @returns [units + inputs, gates x units]
 */
export function joinedMatrix({ kernel, recurrentKernel }: CellWeights): Float64Array {
  const joined = new Float64Array(recurrentKernel.length + kernel.length)
  joined.set(recurrentKernel)
  joined.set(kernel, recurrentKernel.length)
  return joined
}

/**
 * a = [h, x] W + b, the second way of writing it; the numbers are those of `preActivation`.
 * @param joined as `joinedMatrix` gives it
 * @param a [units], written
 */
export function joinedPreActivation(
  weights: CellWeights,
  joined: Float64Array,
  gate: number,
  x: Float64Array,
  h: Float64Array,
  a: Float64Array,
): void {
  const { bias, units, inputs } = weights
  const both = new Float64Array(units + inputs) // [h, x]
  both.set(h)
  both.set(x, units)
  for (let unit = 0; unit < units; unit++) a[unit] = bias ? bias[gate * units + unit] : 0 // [units]
  addProduct(both, { ...kernelOf(weights, gate), values: joined }, a) // [units + inputs] W [units + inputs, units] -> [units]
}

/** A gate's pre-activation and activation at a step: g = f(W x_t + U h + b), and what a person clamped. */
export function runGate(
  weights: CellWeights,
  step: Step,
  gate: number,
  activation: string,
  interventions?: Interventions,
  h: Float64Array = step.hiddenBefore,
): void {
  preActivation(weights, gate, step.x, h, step.preActivations[gate]) // [units]
  activate(activation, step.preActivations[gate], step.gates[gate]) // [units]
  const clamped = clampOf(weights, gate, interventions)
  if (clamped) replaceWhereGiven(step.gates[gate], clamped)
}

/**
 * A gate's way back: dL/da from dL/dg, and from it the gradients of x_t, of h and of the weights.
 * @param into where dL/dh is added; h is what the recurrent kernel multiplied
 */
export function runGateBackward(
  weights: CellWeights,
  step: Step,
  gradients: StepGradients,
  gate: number,
  activation: string,
  interventions?: Interventions,
  h: Float64Array = step.hiddenBefore,
  into: Float64Array = gradients.hiddenBefore,
): void {
  const da = gradients.gates[gate] // dL/dg: [units]
  const clamped = clampOf(weights, gate, interventions)
  if (clamped) zeroWhereGiven(da, clamped)
  throughActivation(activation, step.preActivations[gate], step.gates[gate], da) // dL/da: [units]
  const kernel = kernelOf(weights, gate)
  const recurrentKernel = recurrentKernelOf(weights, gate)
  addProductBackward(da, kernel, gradients.x) // [units] W_g^T [units, inputs] -> [inputs]
  addProductBackward(da, recurrentKernel, into) // [units] U_g^T [units, units] -> [units]
  const sums = gradients.weights
  if (!sums) return
  addWeightGradient(step.x, da, { ...kernel, values: sums.kernel }) // [inputs]^T [units] -> [inputs, units]
  addWeightGradient(h, da, { ...recurrentKernel, values: sums.recurrentKernel }) // [units]^T [units] -> [units, units]
  if (sums.bias) addBiasGradient(da, sums.bias, gate * weights.units) // [units]
}

/** h_t of the units that a person scales. */
export function scale(values: Float64Array, interventions?: Interventions): void {
  const factors = interventions?.scaled
  if (!factors) return
  for (let unit = 0; unit < values.length; unit++) values[unit] *= factors[unit]
}

function clampOf({ cell }: CellWeights, gate: number, interventions?: Interventions) {
  return interventions?.clamped[gatesOf[cell][gate]]
}

function replaceWhereGiven(values: Float64Array, given: Float64Array): void {
  for (let unit = 0; unit < values.length; unit++) {
    if (!Number.isNaN(given[unit])) values[unit] = given[unit]
  }
}

// What is clamped does not depend on anything.
function zeroWhereGiven(gradient: Float64Array, given: Float64Array): void {
  for (let unit = 0; unit < gradient.length; unit++) {
    if (!Number.isNaN(given[unit])) gradient[unit] = 0
  }
}

function addBiasGradient(da: Float64Array, bias: Float64Array, first: number): void {
  for (let unit = 0; unit < da.length; unit++) bias[first + unit] += da[unit]
}
