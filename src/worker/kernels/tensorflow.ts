// The three recurrent layers by TensorFlow's fused operations, differentiable like any tfjs operation.
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { blockLstm, type BlockLstm } from './block-lstm'
import { gruSequence } from './gru-block-cell'
import { gateCount, type Cell, type Recurrence, type RecurrentWeights } from './recurrence'
import type { Answer, Reading, Source } from './sequence'

/** The layer's answer. Call it inside a tidy. */
export function runOnTensorFlow(
  recurrence: Recurrence,
  weights: RecurrentWeights,
  reading: Reading,
): Answer {
  const { cell, units, returnSequences } = recurrence
  const input = timeMajor(recurrence, reading)
  const zeros = () => tf.zeros([input.shape[1], units])
  const answer = sequences[cell]({
    input,
    initialState: reading.initialState ?? (cell === 'LSTM' ? [zeros(), zeros()] : [zeros()]),
    weights: { ...weights, bias: weights.bias ?? tf.zeros([gateCount[cell] * units]) },
    returnSequences,
  })
  const { outputs, state } = answer
  return {
    output: returnSequences ? tf.transpose(outputs, [1, 0, 2]) : state[0],
    state: reading.returnState ? state : [],
  }
}

/** What the layer reads, in its order, masked: [time, batch, inputs] */
function timeMajor({ goBackwards }: Recurrence, { source, inputMask }: Reading): Tensor3D {
  const steps = lookUp(source)
  const masked = inputMask ? tf.mul<Tensor3D>(steps, inputMask) : steps
  return goBackwards ? tf.reverse(masked, 0) : masked
}

// Ids are turned before they are looked up: they are fewer numbers than their vectors.
function lookUp(source: Source): Tensor3D {
  if ('input' in source) return tf.transpose<Tensor3D>(source.input as Tensor3D, [1, 0, 2]) // by its shape
  const ids = tf.cast(tf.transpose(source.ids), 'int32')
  return tf.gather<Tensor>(source.embeddings, ids) as Tensor3D // a vector for each id of a matrix
}

interface Sequence {
  /** [time, batch, inputs] */
  readonly input: Tensor3D
  /** [batch, units] each */
  readonly initialState: readonly Tensor[]
  readonly weights: RecurrentWeights & { readonly bias: Tensor }
  readonly returnSequences: boolean
}

interface SequenceAnswer {
  /** [time, batch, units], all of them with returnSequences, at least the last one without. */
  readonly outputs: Tensor
  /** After the last step: [batch, units] each */
  readonly state: readonly Tensor[]
}

const sequences: Record<Cell, (sequence: Sequence) => SequenceAnswer> = {
  LSTM: ({ input, initialState: [h, c], weights: { kernel, recurrentKernel, bias } }) => {
    const weights = tf.concat([kernel, recurrentKernel], 0)
    const call = { input, weights, bias, initialCell: c, initialOutput: h }
    const { outputs, cells } = evenBlockLstm(call)
    return { outputs, state: [lastOf(outputs), lastOf(cells)] }
  },
  SimpleRNN: simpleRnn,
  GRU: gru,
}

/** [batch, units] of [time, batch, units] */
function lastOf(steps: Tensor): Tensor {
  const [time, batch, units] = steps.shape
  return tf.reshape(tf.slice(steps, [time - 1, 0, 0], [1, batch, units]), [batch, units])
}

// TensorFlow prints a warning about every odd batch; a row of zeros more costs next to nothing.
function evenBlockLstm(call: BlockLstm): ReturnType<typeof blockLstm> {
  const [time, batch] = call.input.shape
  if (batch % 2 === 0) return blockLstm(call)
  const units = call.bias.size / 4
  const row = (state: Tensor) =>
    tf.pad(state, [
      [0, 1],
      [0, 0],
    ])
  const { outputs, cells } = blockLstm({
    ...call,
    input: tf.pad(call.input, [
      [0, 0],
      [0, 1],
      [0, 0],
    ]),
    initialCell: row(call.initialCell),
    initialOutput: row(call.initialOutput),
  })
  const without = (steps: Tensor3D) => tf.slice(steps, [0, 0, 0], [time, batch, units])
  return { outputs: without(outputs), cells: without(cells) }
}

/**
 * A SimpleRNN as an LSTM whose cell is held where tanh is 1 (input gate shut, forget gate open, the cell at 20), so
 * that the output gate is the output: tanh(z) = 2 sigmoid(2 z) - 1. The gate sees the output of the step before as
 * h' = (h + 1) / 2, hence the fourfold recurrent kernel and its column sums in the bias.
 */
function simpleRnn({ input, initialState: [h], weights }: Sequence): SequenceAnswer {
  const { kernel, recurrentKernel, bias } = weights
  const [inputs, units] = kernel.shape
  const still = tf.zeros([inputs + units, 3 * units])
  const gate = tf.concat([tf.mul(kernel, 2), tf.mul(recurrentKernel, 4)], 0)
  const shut = tf.fill([units], -100)
  const open = tf.fill([units], 100)
  const gateBias = tf.mul(tf.sub(bias, tf.sum(recurrentKernel, 0)), 2)
  const { outputs } = evenBlockLstm({
    input,
    weights: tf.concat2d([still as Tensor2D, gate as Tensor2D], 1), // by their shapes
    bias: tf.concat([shut, open, tf.zeros([units]), gateBias], 0),
    initialCell: tf.fill(h.shape, 20),
    initialOutput: tf.div(tf.add(h, 1), 2),
  })
  const rescaled = (tensor: Tensor) => tf.sub(tf.mul(tensor, 2), 1)
  return { outputs: rescaled(outputs), state: [rescaled(lastOf(outputs))] }
}

// Keras keeps z, r, h side by side; the operation wants r and z together.
function gru({ input, initialState, weights, returnSequences }: Sequence): SequenceAnswer {
  const { kernel, recurrentKernel, bias } = weights
  const [z, r, h] = tf.split(tf.concat([kernel, recurrentKernel], 0), 3, 1)
  const [biasZ, biasR, biasH] = tf.split(bias, 3)
  const sequence = {
    input,
    initialOutput: initialState[0],
    gateWeights: tf.concat<Tensor2D>([r as Tensor2D, z as Tensor2D], 1), // split keeps the rank
    candidateWeights: h as Tensor2D,
    gateBias: tf.concat([biasR, biasZ], 0),
    candidateBias: biasH,
  }
  const answer = gruSequence(sequence, returnSequences)
  return { outputs: answer, state: [returnSequences ? lastOf(answer) : answer] }
}
