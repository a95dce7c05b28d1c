// The weights of cells from Keras's layout to that of ONNX's RNN, LSTM and GRU, of one direction or both.
import type { Cell } from '#shared/domain/inside/cells'
import type { CellWeights } from '#shared/domain/reference/types'

// Keras has the blocks of an LSTM as i, f, c, o and ONNX as i, o, f, c; those of a GRU are z, r, h in both.
export const gateOrders: Readonly<Record<Cell, readonly number[]>> = {
  SimpleRNN: [0],
  LSTM: [0, 3, 1, 2],
  GRU: [0, 1, 2],
}

type BlocksOf = (weights: CellWeights) => Float32Array

/** Of all directions, one after the other. */
export function joined(directions: readonly CellWeights[], blocksOf: BlocksOf): Float32Array {
  const blocks = directions.map(blocksOf)
  const all = new Float32Array(blocks.length * blocks[0].length)
  for (const [index, block] of blocks.entries()) all.set(block, index * block.length)
  return all
}

/** W: [gates x units, inputs] */
export const kernelOf: BlocksOf = (weights) => turned(weights, weights.kernel, weights.inputs)
/** R: [gates x units, units] */
export const recurrentKernelOf: BlocksOf = (weights) =>
  turned(weights, weights.recurrentKernel, weights.units)

/** Keras's [rows, gates x units] as ONNX's [gates x units, rows]. */
function turned({ cell, units }: CellWeights, kernel: Float64Array, rows: number): Float32Array {
  const order = gateOrders[cell]
  const width = order.length * units
  const result = new Float32Array(width * rows)
  for (const [block, gate] of order.entries())
    for (let unit = 0; unit < units; unit++)
      for (let row = 0; row < rows; row++)
        result[(block * units + unit) * rows + row] = kernel[row * width + gate * units + unit]
  return result
}

/** B: [2 x gates x units], the input's biases and then those of the state, which Keras does not have. */
export const biasesOf: BlocksOf = ({ cell, units, bias }) => {
  const order = gateOrders[cell]
  const biases = new Float32Array(2 * order.length * units)
  if (!bias) throw new Error('both directions have biases or none has')
  for (const [block, gate] of order.entries())
    biases.set(bias.subarray(gate * units, (gate + 1) * units), block * units)
  return biases
}
