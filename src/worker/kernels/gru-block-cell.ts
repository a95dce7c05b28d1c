// GRU over a sequence by TensorFlow's GRUBlockCell, one operation for each step, and its gradient.
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { runOp } from './tensorflow-ops'
import { withGradient } from './with-gradient'

export interface GruSequence {
  /** [time, batch, inputs] */
  readonly input: Tensor3D
  /** [inputs + units, 2 units], blocks r, z: the operation's own order */
  readonly gateWeights: Tensor2D
  /** [inputs + units, units] */
  readonly candidateWeights: Tensor2D
  /** [2 units] */
  readonly gateBias: Tensor
  /** [units] */
  readonly candidateBias: Tensor
}

/** r, z, candidate and output of one step, each [batch, units] or, of z and r together, [batch, 2 units]. */
type Step = Tensor[]

/**
 * All outputs, [time, batch, units], differentiable by input, weights and biases.
 * https://www.tensorflow.org/api_docs/python/tf/raw_ops/GRUBlockCell
 */
export function gruSequence(sequence: GruSequence): Tensor3D {
  const { input, gateWeights, candidateWeights, gateBias, candidateBias } = sequence
  const inputs = [input, gateWeights, candidateWeights, gateBias, candidateBias]
  return withGradient(inputs, ([x, ...weights]) => {
    const steps = forward(tf.unstack(x), weights)
    const value = tf.stack(steps.map((step) => step[3]))
    return { value, saved: [x, ...weights, ...steps.flat()], gradient: backward }
  }) as Tensor3D // stacked matrices
}

function forward(inputs: readonly Tensor[], weights: readonly Tensor[]): Step[] {
  const units = weights[3].size
  let output: Tensor = tf.zeros([inputs[0].shape[0], units])
  return inputs.map((x) => {
    const step = runOp('GRUBlockCell', [x, output, ...weights], 4)
    output = step[3]
    return step
  })
}

function backward(gradient: Tensor, saved: readonly Tensor[]): Tensor[] {
  const [x, gateWeights, candidateWeights, gateBias, candidateBias, ...flat] = saved
  const weights = [gateWeights, candidateWeights, gateBias, candidateBias]
  const time = x.shape[0]
  const [inputs, gradients] = [tf.unstack(x), tf.unstack(gradient)]
  const zeros = tf.zerosLike(flat[3])
  const before = (step: number) => (step > 0 ? flat[4 * step - 1] : zeros)
  const steps: Step[] = []
  let later: Tensor = zeros
  for (let step = time - 1; step >= 0; step--) {
    const [r, z, candidate] = flat.slice(4 * step, 4 * step + 3)
    const towards = tf.add(later, gradients[step])
    const given = [inputs[step], before(step), ...weights, r, z, candidate, towards]
    const answer = runOp('GRUBlockCellGrad', given, 4)
    later = answer[1]
    steps.unshift(answer)
  }
  const outputsBefore = Array.from({ length: time }, (_, step) => before(step))
  const resets = Array.from({ length: time }, (_, step) => flat[4 * step])
  return [
    tf.stack(steps.map((step) => step[0])),
    ...weightGradients(x, tf.stack(outputsBefore), tf.stack(resets), steps),
  ]
}

// The weights are the same at every step, so their gradients are one product over all steps.
function weightGradients(x: Tensor, h: Tensor, r: Tensor, steps: readonly Step[]): Tensor[] {
  const rows = (tensor: Tensor) =>
    tf.reshape(tensor, [-1, tensor.shape[tensor.shape.length - 1]]) as Tensor2D // by its shape
  const candidates = rows(tf.stack(steps.map((step) => step[2])))
  const gates = rows(tf.stack(steps.map((step) => step[3])))
  const toGates = rows(tf.concat([x, h], 2))
  const toCandidates = rows(tf.concat([x, tf.mul(h, r)], 2))
  return [
    tf.matMul(toGates, gates, true),
    tf.matMul(toCandidates, candidates, true),
    tf.sum(gates, 0),
    tf.sum(candidates, 0),
  ]
}
