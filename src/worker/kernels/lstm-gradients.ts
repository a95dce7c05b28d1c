// The gradients of an LSTM over a sequence by TensorFlow's BlockLSTMGradV2, back through time block by block.
import type { Tensor, Tensor3D } from '@tensorflow/tfjs'
import { tf } from '../backend'
import { int64Scalar, runOp } from './tensorflow-ops'
import { hasVanished } from './vanished'

// From the first output that counts to the last one block is enough; what lies before it gets only what comes back from
// there, which often vanishes: a look after every so many steps.
const blockLength = 50

/** input [time, batch, inputs], cell and output before the first step, weights, bias */
type Inputs = readonly [Tensor, Tensor, Tensor, Tensor, Tensor]

/** Gradients of what a block read; those of cell and output before its first step go on into the block before. */
interface BlockGradients {
  readonly input: Tensor
  readonly cell: Tensor
  readonly output: Tensor
  readonly weights: Tensor
  readonly bias: Tensor
}

/** What the operation takes of a sequence. The peephole weights are not used but have to be there. */
export function lstmOperands([x, cell, output, w, b]: readonly Tensor[]) {
  const peephole = tf.zeros([b.size / 4])
  return [int64Scalar(x.shape[0]), x, cell, output, w, peephole, peephole, peephole, b]
}

/**
 * The gradients of `inputs`, in their order.
 * @param given of the outputs and of the cell's values, [time, batch, units] each
 * @param answers the seven answers of the forward operation, [time, batch, units] each
 */
export function lstmGradients(
  given: readonly Tensor[],
  inputs: Inputs,
  answers: readonly Tensor[],
): Tensor[] {
  const [x, cell, output] = inputs
  const time = x.shape[0]
  const first = firstThatCounts(given, time)
  let later = throughBlock([first, time], given, inputs, answers)
  const ofInputs = [later.input]
  const blocks = [later]
  let end = first
  while (end > 0 && !(isZero(later.output) && isZero(later.cell))) {
    const start = Math.max(0, end - blockLength)
    const fromLater = [later.output, later.cell].map((tensor) => atTheEnd(tensor, end - start))
    later = throughBlock([start, end], fromLater, inputs, answers)
    ofInputs.unshift(later.input)
    blocks.push(later)
    end = start
  }
  if (end > 0) ofInputs.unshift(tf.zeros([end, ...x.shape.slice(1)]))
  return [
    ofInputs.length > 1 ? tf.concat(ofInputs) : ofInputs[0],
    end > 0 ? tf.zerosLike(cell) : later.cell,
    end > 0 ? tf.zerosLike(output) : later.output,
    sumOf(blocks, (block) => block.weights),
    sumOf(blocks, (block) => block.bias),
  ]
}

/** The first step whose output or cell has a gradient of its own; the last one when none has. */
function firstThatCounts(given: readonly Tensor[], time: number): number {
  const sizes = given.map((tensor) => tf.max(tf.abs(tensor), [1, 2]))
  const largest = tf.maximum(sizes[0], sizes[1]).dataSync()
  const first = largest.findIndex((size) => size !== 0)
  return first < 0 ? time - 1 : first
}

function throughBlock(
  [start, end]: readonly [number, number],
  [ofOutputs, ofCells]: readonly Tensor[],
  [x, cell, output, weights, bias]: Inputs,
  answers: readonly Tensor[],
): BlockGradients {
  // What comes from a later block is of the block's own length.
  const part = (tensor: Tensor) =>
    tensor.shape[0] > end - start ? steps(tensor, start, end) : tensor
  const before = (sequence: Tensor, initial: Tensor) =>
    start === 0 ? initial : tf.reshape(steps(sequence, start - 1, start), initial.shape)
  const [, cells, , , , , outputs] = answers
  const read = [part(x), before(cells, cell), before(outputs, output), weights, bias]
  const operands = [...lstmOperands(read), ...answers.map(part), part(ofCells), part(ofOutputs)]
  const gradients = runOp('BlockLSTMGradV2', operands, 8, { use_peephole: false })
  return {
    input: gradients[0],
    cell: gradients[1],
    output: gradients[2],
    weights: gradients[3],
    bias: gradients[7],
  }
}

function steps(sequence: Tensor, start: number, end: number): Tensor {
  return tf.slice(sequence, [start, 0, 0], [end - start, -1, -1])
}

/** A gradient of the last of `length` steps: [batch, units] -> [length, batch, units], zero before. */
function atTheEnd(gradient: Tensor, length: number): Tensor {
  const sequence = tf.expandDims(gradient, 0) as Tensor3D // of a matrix
  return tf.pad3d(sequence, [
    [length - 1, 0],
    [0, 0],
    [0, 0],
  ])
}

function isZero(gradient: Tensor): boolean {
  return hasVanished(gradient.dataSync<'float32'>())
}

function sumOf(blocks: readonly BlockGradients[], of: (block: BlockGradients) => Tensor): Tensor {
  return blocks.length === 1 ? of(blocks[0]) : tf.addN(blocks.map(of))
}
