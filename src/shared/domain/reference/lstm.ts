// One step of the long short-term memory, forward and backward (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000).
import { activate, throughActivation } from './activations'
import { runGate, runGateBackward, scale, type Step, type StepGradients } from './gate'
import type { CellWeights, Interventions } from './types'

/**
 * Three gates decide what the cell state takes in, keeps and shows:
 *
 *     i_t = sigmoid(W_i x_t + U_i h_(t-1) + b_i)     input gate
 *     f_t = sigmoid(W_f x_t + U_f h_(t-1) + b_f)     forget gate
 *     g_t = tanh   (W_c x_t + U_c h_(t-1) + b_c)     candidate
 *     o_t = sigmoid(W_o x_t + U_o h_(t-1) + b_o)     output gate
 *     c_t = f_t * c_(t-1) + i_t * g_t                cell state
 *     h_t = o_t * tanh(c_t)                          hidden state
 *
 * Writes the step's arrays. The order of the gates is Keras's; the window writes the candidate as a c with a tilde.
 */
export function lstmStep(weights: CellWeights, step: Step, interventions?: Interventions): void {
  const { activation, recurrentActivation, units } = weights
  const { cellBefore, cellState, hidden } = step
  const [i, f, g, o] = step.gates // [units] each
  runGate(weights, step, 0, recurrentActivation, interventions) // i_t: [units]
  runGate(weights, step, 1, recurrentActivation, interventions) // f_t: [units]
  runGate(weights, step, 2, activation, interventions) // g_t: [units]
  runGate(weights, step, 3, recurrentActivation, interventions) // o_t: [units]
  for (let unit = 0; unit < units; unit++) {
    cellState[unit] = f[unit] * cellBefore[unit] + i[unit] * g[unit] // c_t: [units]
  }
  activate(activation, cellState, hidden) // tanh(c_t): [units]
  for (let unit = 0; unit < units; unit++) hidden[unit] *= o[unit] // h_t: [units]
  scale(hidden, interventions)
}

/**
 * Backpropagation through one step. The cell state hands its gradient on multiplied by f_t alone, which is why a memory
 * can last:
 *
 *     dL/dc_t    += dL/dh_t * o_t * (1 - tanh(c_t)^2)
 *     dL/dc_(t-1) = dL/dc_t * f_t
 *
 * Adds to dL/dx_t, dL/dh_(t-1) and dL/dc_(t-1).
 */
export function lstmBackward(
  weights: CellWeights,
  step: Step,
  gradients: StepGradients,
  interventions?: Interventions,
): void {
  const { activation, recurrentActivation, units } = weights
  const { cellBefore, cellState, scratch } = step
  const [i, f, g, o] = step.gates // [units] each
  const [di, df, dg, dOut] = gradients.gates // [units] each
  const { hidden: dh, cellState: dc } = gradients // [units] each
  scale(dh, interventions)
  activate(activation, cellState, scratch) // tanh(c_t): [units]
  for (let unit = 0; unit < units; unit++) {
    dOut[unit] = dh[unit] * scratch[unit] // dL/do_t: [units]
    dh[unit] *= o[unit] // dL/d(tanh(c_t)): [units]
  }
  throughActivation(activation, cellState, scratch, dh) // dL/dc_t, by way of h_t: [units]
  for (let unit = 0; unit < units; unit++) {
    dc[unit] += dh[unit] // dL/dc_t: [units]
    di[unit] = dc[unit] * g[unit] // dL/di_t: [units]
    df[unit] = dc[unit] * cellBefore[unit] // dL/df_t: [units]
    dg[unit] = dc[unit] * i[unit] // dL/dg_t: [units]
    gradients.cellBefore[unit] += dc[unit] * f[unit] // dL/dc_(t-1): [units]
  }
  runGateBackward(weights, step, gradients, 0, recurrentActivation, interventions)
  runGateBackward(weights, step, gradients, 1, recurrentActivation, interventions)
  runGateBackward(weights, step, gradients, 2, activation, interventions)
  runGateBackward(weights, step, gradients, 3, recurrentActivation, interventions)
}
