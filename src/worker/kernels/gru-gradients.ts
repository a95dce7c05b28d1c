// The gradients of a GRU over a sequence by TensorFlow's GRUBlockCellGrad, back through time block by block.
import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { withNativeTensors, type Native, type NativeTensors } from './native-tensors'
import type { Metadata } from './tensorflow-ops'
import { hasVanished } from './vanished'

/** What the forward pass read and kept. */
export interface GruKept {
  /** input [time, batch, inputs], output before the first step, weights of gates and candidates, their biases */
  readonly inputs: readonly Tensor[]
  /** Four for each block of steps, the first block first: r, z, candidates and outputs, [steps, batch, units] each. */
  readonly blocks: readonly Tensor[]
}

/**
 * The gradients of `kept.inputs`, in their order.
 * @param ofValue as the outputs: [time, batch, units], or [batch, units] for the last one
 */
export function gruGradients(ofValue: Tensor, kept: GruKept, returnSequences: boolean): Tensor[] {
  return withNativeTensors((tensors) => {
    const [input, initial, ...weights] = kept.inputs
    const [time, ...row] = input.shape
    const length = kept.blocks[0].shape[0]
    const steps = stepsOf(tensors, kept, returnSequences ? ofValue : undefined)
    const ofInputs: Native[] = Array<Native>(time).fill(tensors.of(tf.zeros(row)))
    const ofWeights: Metadata[][] = []
    let ofLast: Native = steps.ofOutputs?.[time - 1] ?? tensors.of(ofValue)
    let ofInitial: Metadata | undefined
    let end = time
    while (end > 0 && (returnSequences || !hasVanished(tensors.read(ofLast)))) {
      const first = Math.floor((end - 1) / length) * length
      const block = throughBlock(tensors, steps, [first, end], ofLast)
      ofInputs.splice(first, end - first, ...block.ofInputs)
      ofWeights.push(block.ofWeights)
      ofLast = block.ofState
      if (first === 0) ofInitial = block.ofState
      end = first
    }
    return [
      tensors.handOver(tensors.stack(ofInputs)),
      ofInitial ? tensors.handOver(ofInitial) : tf.zerosLike(initial),
      ...weights.map((weight, place) => sumOf(tensors, ofWeights, place) ?? tf.zerosLike(weight)),
    ]
  })
}

/** What each step read and computed, and the gradient of its output where all outputs are the answer. */
interface Steps {
  readonly inputs: readonly Native[]
  readonly weights: readonly Native[]
  readonly states: readonly Native[]
  readonly resets: readonly Native[]
  readonly updates: readonly Native[]
  readonly candidates: readonly Native[]
  readonly ofOutputs: readonly Native[] | undefined
}

function stepsOf(tensors: NativeTensors, kept: GruKept, ofOutputs: Tensor | undefined): Steps {
  const [input, initial, ...weights] = kept.inputs
  const [resets, updates, candidates, outputs] = [0, 1, 2, 3].map((place) =>
    kept.blocks.filter((_, at) => at % 4 === place).flatMap((block) => tensors.unstack(block)),
  )
  return {
    inputs: tensors.unstack(input),
    weights: weights.map((tensor) => tensors.of(tensor)),
    states: [tensors.of(initial), ...outputs],
    ...{ resets, updates, candidates },
    ofOutputs: ofOutputs && tensors.unstack(ofOutputs),
  }
}

/** Gradients of a block: of each step's input, of the weights by this block alone, of the state before it. */
interface BlockGradients {
  readonly ofInputs: readonly Metadata[]
  readonly ofWeights: Metadata[]
  readonly ofState: Metadata
}

function throughBlock(
  tensors: NativeTensors,
  steps: Steps,
  [first, end]: readonly [number, number],
  ofLast: Native,
): BlockGradients {
  const { inputs, states, weights, resets, updates, candidates, ofOutputs } = steps
  const answers: Metadata[][] = Array<Metadata[]>(end - first)
  // Those of the states from step end - 1 down to `first`, with what comes in at each output.
  const ofStates: Metadata[] = []
  for (let at = end - 1; at >= first; at--) {
    const later = ofStates[ofStates.length - 1] ?? ofLast
    const read = [inputs[at], states[at], ...weights, resets[at], updates[at], candidates[at]]
    const answer = tensors.run('GRUBlockCellGrad', [...read, later], 4)
    answers[at - first] = answer
    ofStates.push(answer[1])
    if (ofOutputs && at > 0) {
      ofStates.push(...tensors.run('AddV2', [answer[1], ofOutputs[at - 1]], 1))
    }
  }
  const [ofInputs, , ofCandidates, ofGates] = [0, 1, 2, 3].map((place) =>
    answers.map((answer) => answer[place]),
  )
  const ofWeights = weightGradients(tensors, steps, [first, end], ofGates, ofCandidates)
  const ofState = ofStates[ofStates.length - 1]
  tensors.free([...ofCandidates, ...ofGates, ...ofStates.slice(0, -1)])
  return { ofInputs, ofWeights, ofState }
}

/** Of the weights and biases, in their order: one product over all steps, since they are the same at every step. */
function weightGradients(
  tensors: NativeTensors,
  { inputs, states, resets }: Steps,
  [first, end]: readonly [number, number],
  ofGates: readonly Metadata[],
  ofCandidates: readonly Metadata[],
): Metadata[] {
  const join = (members: readonly Native[]) => tensors.join(members)
  const [x, h, r] = [inputs, states, resets].map((all) => join(all.slice(first, end)))
  const [gates, candidates] = [join(ofGates), join(ofCandidates)]
  const [resetH] = tensors.run('Mul', [h, r], 1)
  const product = (left: Native, right: Native) => tensors.transposedProduct(left, right)
  const ofGateWeights = [product(x, gates), product(h, gates)]
  const ofCandidateWeights = [product(x, candidates), product(resetH, candidates)]
  const answer = [
    ...[join(ofGateWeights), join(ofCandidateWeights)],
    ...[gates, candidates].map((one) => tensors.run('BiasAddGrad', [one], 1)[0]),
  ]
  tensors.free([x, h, r, gates, candidates, resetH, ...ofGateWeights, ...ofCandidateWeights])
  return answer
}

/** The sum over blocks; undefined when there are none. */
function sumOf(tensors: NativeTensors, blocks: readonly Metadata[][], place: number) {
  if (blocks.length === 0) return undefined
  return tensors.handOver(tensors.sum(blocks.map((parts) => parts[place])))
}
