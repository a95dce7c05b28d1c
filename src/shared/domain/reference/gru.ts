// One step of the gated recurrent unit, forward and backward (Cho et al. 2014), with the reset gate before the product.
import { runGate, runGateBackward, scale, type Step, type StepGradients } from './gate'
import type { CellWeights, Interventions } from './types'

/**
 * Two gates decide how much of the old state stays and how much of it the new one sees:
 *
 *     z_t = sigmoid(W_z x_t + U_z h_(t-1) + b_z)            update gate
 *     r_t = sigmoid(W_r x_t + U_r h_(t-1) + b_r)            reset gate
 *     g_t = tanh   (W_h x_t + U_h (r_t * h_(t-1)) + b_h)    candidate
 *     h_t = z_t * h_(t-1) + (1 - z_t) * g_t                 hidden state
 *
 * As in the paper and in Keras with reset_after false, the form that tfjs has. Writes the step's arrays. The window writes the
 * candidate as an h with a tilde.
 */
export function gruStep(weights: CellWeights, step: Step, interventions?: Interventions): void {
  const { activation, recurrentActivation, units } = weights
  const { hiddenBefore, hidden, scratch } = step
  const [z, r, g] = step.gates // [units] each
  runGate(weights, step, 0, recurrentActivation, interventions) // z_t: [units]
  runGate(weights, step, 1, recurrentActivation, interventions) // r_t: [units]
  multiply(r, hiddenBefore, scratch) // r_t * h_(t-1): [units]
  runGate(weights, step, 2, activation, interventions, scratch) // g_t: [units]
  for (let unit = 0; unit < units; unit++) {
    hidden[unit] = z[unit] * hiddenBefore[unit] + (1 - z[unit]) * g[unit] // h_t: [units]
  }
  scale(hidden, interventions)
}

/** Backpropagation through one step: adds to dL/dx_t and dL/dh_(t-1). */
export function gruBackward(
  weights: CellWeights,
  step: Step,
  gradients: StepGradients,
  interventions?: Interventions,
): void {
  const { activation, recurrentActivation, units } = weights
  const { hiddenBefore, scratch } = step
  const [z, r, g] = step.gates // [units] each
  const [dz, dr, dg] = gradients.gates // [units] each
  const { hidden: dh, hiddenBefore: dBefore } = gradients // [units] each
  scale(dh, interventions)
  for (let unit = 0; unit < units; unit++) {
    dz[unit] = dh[unit] * (hiddenBefore[unit] - g[unit]) // dL/dz_t: [units]
    dg[unit] = dh[unit] * (1 - z[unit]) // dL/dg_t: [units]
    dBefore[unit] += dh[unit] * z[unit] // dL/dh_(t-1), what stayed: [units]
  }
  multiply(r, hiddenBefore, scratch) // r_t * h_(t-1): [units]
  const dReset = dr.fill(0) // dL/d(r_t * h_(t-1)): [units], until it is turned into dL/dr_t
  runGateBackward(weights, step, gradients, 2, activation, interventions, scratch, dReset)
  for (let unit = 0; unit < units; unit++) {
    dBefore[unit] += dReset[unit] * r[unit] // dL/dh_(t-1), by way of the candidate: [units]
    dr[unit] = dReset[unit] * hiddenBefore[unit] // dL/dr_t: [units]
  }
  runGateBackward(weights, step, gradients, 0, recurrentActivation, interventions)
  runGateBackward(weights, step, gradients, 1, recurrentActivation, interventions)
}

function multiply(a: Float64Array, b: Float64Array, into: Float64Array): void {
  for (let unit = 0; unit < into.length; unit++) into[unit] = a[unit] * b[unit]
}
