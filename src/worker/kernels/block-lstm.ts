// LSTM over a whole sequence by TensorFlow's BlockLSTMV2, which tfjs never calls, and its gradient.
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { lstmGradients, lstmOperands } from './lstm-gradients'
import { runOp } from './tensorflow-ops'
import { withGradient } from './with-gradient'

export interface BlockLstm {
  /** [time, batch, inputs] */
  readonly input: Tensor3D
  /** [inputs + units, 4 units], blocks in the order i, f, c, o: Keras's own */
  readonly weights: Tensor2D
  /** [4 units] */
  readonly bias: Tensor
  /** The cell's value before the first step: [batch, units] */
  readonly initialCell: Tensor
  /** The output before the first step: [batch, units] */
  readonly initialOutput: Tensor
}

/**
 * All outputs and all values of the cell, [time, batch, units] each, differentiable by every tensor of `call`.
 * https://www.tensorflow.org/api_docs/python/tf/raw_ops/BlockLSTMV2
 */
export function blockLstm(call: BlockLstm): { outputs: Tensor3D; cells: Tensor3D } {
  const { input, initialCell, initialOutput, weights, bias } = call
  const inputs = [input, initialCell, initialOutput, weights, bias]
  const [outputs, cells] = withGradient(inputs, () => {
    const answers = runOp('BlockLSTMV2', lstmOperands(inputs), 7, attributes)
    return {
      values: [answers[6], answers[1]],
      saved: [...inputs, ...answers],
      gradients: (given, [x, cell, output, w, b, ...kept]) =>
        lstmGradients(given, [x, cell, output, w, b], kept),
    }
  })
  return { outputs: outputs as Tensor3D, cells: cells as Tensor3D } // what the operation gives
}

const attributes = { use_peephole: false, cell_clip: 0 }
