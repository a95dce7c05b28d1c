// GRU over a sequence by TensorFlow's GRUBlockCell, one operation for each step, and its gradient.
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { gruGradients } from './gru-gradients'
import { withNativeTensors, type Native } from './native-tensors'
import type { Metadata } from './tensorflow-ops'
import { withGradient } from './with-gradient'

export interface GruSequence {
  /** [time, batch, inputs] */
  readonly input: Tensor3D
  /** The output before the first step: [batch, units] */
  readonly initialOutput: Tensor
  /** [inputs + units, 2 units], blocks r, z: the operation's own order */
  readonly gateWeights: Tensor2D
  /** [inputs + units, units] */
  readonly candidateWeights: Tensor2D
  /** [2 units] */
  readonly gateBias: Tensor
  /** [units] */
  readonly candidateBias: Tensor
}

// Rows that are handled as one: some hundred kilobytes, so that the memory of one block serves the next one. For
// whole sequences the system clears fresh memory each time, which can take longer than the arithmetic.
const rowsOfBlock = 2560
// A vanished gradient is noticed between blocks.
const mostSteps = 32

/**
 * All outputs, [time, batch, units], or the last one, [batch, units]; differentiable by every tensor of `sequence`.
 * https://www.tensorflow.org/api_docs/python/tf/raw_ops/GRUBlockCell
 */
export function gruSequence(sequence: GruSequence, returnSequences: boolean): Tensor {
  const { input, initialOutput, gateWeights, candidateWeights, gateBias, candidateBias } = sequence
  const weights = [gateWeights, candidateWeights, gateBias, candidateBias]
  const inputs = [input, initialOutput, ...weights]
  if (tf.engine().state.gradientDepth === 0) return forward(inputs, returnSequences)
  const [value] = withGradient(inputs, () => {
    const { output, blocks } = forwardKeeping(inputs, returnSequences)
    return {
      values: [output],
      saved: [...inputs, ...blocks],
      gradients: ([ofValue], saved) =>
        gruGradients(
          ofValue,
          { inputs: saved.slice(0, 6), blocks: saved.slice(6) },
          returnSequences,
        ),
    }
  })
  return value
}

// Frees what a step computes as soon as the next one has its output.
function forward([input, ...others]: readonly Tensor[], returnSequences: boolean): Tensor {
  return withNativeTensors((tensors) => {
    const [initial, ...weights] = others.map((tensor) => tensors.of(tensor))
    const outputs: Metadata[] = []
    let before: Native = initial
    for (const x of tensors.unstack(input)) {
      const [r, z, candidate, output] = tensors.run('GRUBlockCell', [x, before, ...weights], 4)
      tensors.free(returnSequences ? [r, z, candidate] : [r, z, candidate, before])
      outputs.push(output)
      before = output
    }
    const answer = returnSequences ? tensors.stack(outputs) : outputs[outputs.length - 1]
    return tensors.handOver(answer)
  })
}

interface Kept {
  readonly output: Tensor
  /** Four for each block of steps: r, z, candidates and outputs, [steps, batch, units] each. */
  readonly blocks: readonly Tensor[]
}

function forwardKeeping([input, ...others]: readonly Tensor[], returnSequences: boolean): Kept {
  const [time, batch] = input.shape
  const block = Math.min(mostSteps, Math.max(1, Math.floor(rowsOfBlock / batch)))
  return withNativeTensors((tensors) => {
    const [initial, ...weights] = others.map((tensor) => tensors.of(tensor))
    const inputs = tensors.unstack(input)
    const blocks: Tensor[] = []
    const outputs: Metadata[] = []
    let before: Native = initial
    for (let first = 0; first < time; first += block) {
      const steps = inputs.slice(first, first + block).map((x) => {
        const step = tensors.run('GRUBlockCell', [x, before, ...weights], 4)
        before = step[3]
        return step
      })
      for (const place of [0, 1, 2, 3]) {
        const members = steps.map((step) => step[place])
        blocks.push(tensors.handOver(tensors.stack(members)))
        if (place < 3) tensors.free(members)
        else outputs.push(...members)
      }
    }
    const answer = returnSequences ? tensors.stack(outputs) : outputs[outputs.length - 1]
    return { output: tensors.handOver(answer), blocks }
  })
}
