// The lab's activations in ONNX: as nodes of their own, and inside recurrent nodes, which know fewer.
import type { Activation } from '#shared/experiment/layers'

/** An activation with its numbers. */
export interface OnnxActivation {
  readonly opType: string
  readonly alpha?: number
  readonly beta?: number
  readonly gamma?: number
}

// Klambauer et al. 2017; ONNX's own defaults, written out.
const selu = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }

/** Null: nothing is to be done. Source: https://onnx.ai/onnx/operators/ */
export const nodeActivations: Readonly<Record<Activation, OnnxActivation | null>> = {
  linear: null,
  tanh: { opType: 'Tanh' },
  sigmoid: { opType: 'Sigmoid' },
  // tfjs's and Keras 2's, which are ONNX's defaults too.
  hardSigmoid: { opType: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
  relu: { opType: 'Relu' },
  elu: { opType: 'Elu', alpha: 1 },
  selu: { opType: 'Selu', ...selu },
  softplus: { opType: 'Softplus' },
  softsign: { opType: 'Softsign' },
  softmax: { opType: 'Softmax' },
}

/** Those that RNN, LSTM and GRU take in their attribute `activations`. */
export const cellActivations: Readonly<Partial<Record<Activation, OnnxActivation>>> = {
  linear: { opType: 'Affine', alpha: 1, beta: 0 },
  tanh: { opType: 'Tanh' },
  sigmoid: { opType: 'Sigmoid' },
  hardSigmoid: { opType: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
  relu: { opType: 'Relu' },
  elu: { opType: 'Elu', alpha: 1 },
  softplus: { opType: 'Softplus' },
  softsign: { opType: 'Softsign' },
}

/** Of a name of the reference network, which is one of the experiment's; throws on any other. */
export function activationNamed<Table extends Readonly<Record<string, unknown>>>(
  table: Table,
  name: string,
): Table[keyof Table] {
  if (!(name in table)) throw new Error(`ONNX has no activation ${name} there`)
  return table[name as keyof Table] // just looked up
}
