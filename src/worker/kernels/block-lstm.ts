// LSTM over a whole sequence by TensorFlow's BlockLSTMV2, which tfjs never calls, and its gradient.
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { int64Scalar, runOp } from './tensorflow-ops'
import { withGradient } from './with-gradient'

export interface BlockLstm {
  /** [time, batch, inputs] */
  readonly input: Tensor3D
  /** [inputs + units, 4 units], blocks in the order i, f, c, o: Keras's own */
  readonly weights: Tensor2D
  /** [4 units] */
  readonly bias: Tensor
  /** The cell's value before the first step, the same everywhere. */
  readonly initialCell: number
  /** The output before the first step, the same everywhere. */
  readonly initialOutput: number
}

/**
 * All outputs, [time, batch, units], differentiable by input, weights and bias.
 * https://www.tensorflow.org/api_docs/python/tf/raw_ops/BlockLSTMV2
 */
export function blockLstm(call: BlockLstm): Tensor3D {
  const { input, weights, bias } = call
  return withGradient([input, weights, bias], ([x, w, b]) => {
    const outputs = runOp('BlockLSTMV2', inputsOf(x, w, b, call), 7, attributes)
    return {
      value: outputs[6],
      saved: [x, w, b, ...outputs],
      gradient: (ofValue, saved) => backward(ofValue, saved, call),
    }
  }) as Tensor3D // the operation's last output
}

const attributes = { use_peephole: false, cell_clip: 0 }

// The peephole weights are not used but have to be there.
function inputsOf(x: Tensor, w: Tensor, b: Tensor, { initialCell, initialOutput }: BlockLstm) {
  const [time, batch] = x.shape
  const units = b.size / 4
  const peephole = tf.zeros([units])
  return [
    int64Scalar(time),
    x,
    tf.fill([batch, units], initialCell),
    tf.fill([batch, units], initialOutput),
    w,
    peephole,
    peephole,
    peephole,
    b,
  ]
}

function backward(gradient: Tensor, saved: readonly Tensor[], call: BlockLstm): Tensor[] {
  const [x, w, b, ...outputs] = saved
  const noCellGradient = tf.zerosLike(outputs[1])
  const inputs = [...inputsOf(x, w, b, call), ...outputs, noCellGradient, gradient]
  const gradients = runOp('BlockLSTMGradV2', inputs, 8, { use_peephole: false })
  return [gradients[0], gradients[3], gradients[7]]
}
