// One step of the simple recurrent network, forward and backward (Elman 1990, "Finding Structure in Time").
import { runGate, runGateBackward, scale, type Step, type StepGradients } from './gate'
import type { CellWeights, Interventions } from './types'

/** h_t = tanh(W x_t + U h_(t-1) + b): the new state is all there is. Writes the step's arrays. */
export function simpleRnnStep(
  weights: CellWeights,
  step: Step,
  interventions?: Interventions,
): void {
  const [candidate] = step.gates // [units]
  // h_t = tanh(W x_t + U h_(t-1) + b)
  runGate(weights, step, 0, weights.activation, interventions) // [units]
  step.hidden.set(candidate) // [units]
  scale(step.hidden, interventions)
}

/** Backpropagation through one step: adds to dL/dx_t and dL/dh_(t-1). */
export function simpleRnnBackward(
  weights: CellWeights,
  step: Step,
  gradients: StepGradients,
  interventions?: Interventions,
): void {
  scale(gradients.hidden, interventions) // dL/dh_t before the scaling: [units]
  gradients.gates[0].set(gradients.hidden) // [units]
  // dL/da = dL/dh_t (1 - h_t^2), dL/dx_t = W^T dL/da, dL/dh_(t-1) = U^T dL/da
  runGateBackward(weights, step, gradients, 0, weights.activation, interventions)
}
