// The three recurrent layers by TensorFlow's fused operations, differentiable like any tfjs operation.
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { blockLstm, type BlockLstm } from './block-lstm'
import { gruSequence } from './gru-block-cell'
import { gateCount, type Cell, type Recurrence, type RecurrentWeights } from './recurrence'

/**
 * The layer's answer. Call it inside a tidy.
 * @param input [batch, time, inputs]
 * @param inputMask [batch, inputs], multiplies the input at every step; null for none
 * @returns [batch, units], or [batch, time, units] with returnSequences
 */
export function runOnTensorFlow(
  recurrence: Recurrence,
  weights: RecurrentWeights,
  input: Tensor3D,
  inputMask: Tensor | null,
): Tensor {
  const masked = inputMask ? tf.mul<Tensor3D>(input, tf.expandDims(inputMask, 1)) : input
  const ordered = recurrence.goBackwards ? tf.reverse(masked, 1) : masked
  const timeMajor = tf.transpose(ordered, [1, 0, 2])
  const bias = weights.bias ?? tf.zeros([gateCount[recurrence.cell] * recurrence.units])
  const outputs = sequences[recurrence.cell](timeMajor, { ...weights, bias }) // [time, batch, units]
  if (recurrence.returnSequences) return tf.transpose(outputs, [1, 0, 2])
  const [time, batch, units] = outputs.shape
  const last = tf.slice(outputs, [time - 1, 0, 0], [1, batch, units])
  return tf.reshape(last, [batch, units])
}

type Weights = RecurrentWeights & { readonly bias: Tensor }

const sequences: Record<Cell, (input: Tensor3D, weights: Weights) => Tensor3D> = {
  LSTM: (input, { kernel, recurrentKernel, bias }) => {
    const weights = tf.concat([kernel, recurrentKernel], 0)
    return evenBlockLstm({ input, weights, bias, initialCell: 0, initialOutput: 0 })
  },
  SimpleRNN: simpleRnn,
  GRU: gru,
}

// TensorFlow prints a warning about every odd batch; a row of zeros more costs next to nothing.
function evenBlockLstm(call: BlockLstm): Tensor3D {
  const [time, batch] = call.input.shape
  if (batch % 2 === 0) return blockLstm(call)
  const input = tf.pad3d(call.input, [
    [0, 0],
    [0, 1],
    [0, 0],
  ])
  return tf.slice(blockLstm({ ...call, input }), [0, 0, 0], [time, batch, call.bias.size / 4])
}

/**
 * A SimpleRNN as an LSTM whose cell is held where tanh is 1 (input gate shut, forget gate open, the cell at 20), so
 * that the output gate is the output: tanh(z) = 2 sigmoid(2 z) - 1. The gate sees the output of the step before as
 * h' = (h + 1) / 2, hence the fourfold recurrent kernel and its column sums in the bias.
 */
function simpleRnn(input: Tensor3D, { kernel, recurrentKernel, bias }: Weights): Tensor3D {
  const [inputs, units] = kernel.shape
  const still = tf.zeros([inputs + units, 3 * units])
  const gate = tf.concat([tf.mul(kernel, 2), tf.mul(recurrentKernel, 4)], 0)
  const shut = tf.fill([units], -100)
  const open = tf.fill([units], 100)
  const gateBias = tf.mul(tf.sub(bias, tf.sum(recurrentKernel, 0)), 2)
  const outputs = evenBlockLstm({
    input,
    weights: tf.concat2d([still as Tensor2D, gate as Tensor2D], 1), // by their shapes
    bias: tf.concat([shut, open, tf.zeros([units]), gateBias], 0),
    initialCell: 20,
    initialOutput: 0.5,
  })
  return tf.sub(tf.mul(outputs, 2), 1)
}

// Keras keeps z, r, h side by side; the operation wants r and z together.
function gru(input: Tensor3D, { kernel, recurrentKernel, bias }: Weights): Tensor3D {
  const [z, r, h] = tf.split(tf.concat([kernel, recurrentKernel], 0), 3, 1)
  const [biasZ, biasR, biasH] = tf.split(bias, 3)
  return gruSequence({
    input,
    gateWeights: tf.concat<Tensor2D>([r as Tensor2D, z as Tensor2D], 1), // split keeps the rank
    candidateWeights: h as Tensor2D,
    gateBias: tf.concat([biasR, biasZ], 0),
    candidateBias: biasH,
  })
}
