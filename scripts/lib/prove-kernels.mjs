// Run in a process of its own: takes two steps of each cell with every instruction set and prints the sets' names.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import process from 'node:process'

const addon = createRequire(import.meta.url)(process.argv[2])
const gatesOf = { SimpleRNN: 1, LSTM: 4, GRU: 3 }

// With one unit, an input of 1 and all weights 0.5 (biases 0) the layers' definitions give these by hand.
const sigmoid = (x) => 1 / (1 + Math.exp(-x))
const byHand = {
  SimpleRNN: (h) => [Math.tanh(0.5 + 0.5 * h), 0],
  GRU: (h) => {
    const gate = sigmoid(0.5 + 0.5 * h)
    return [gate * h + (1 - gate) * Math.tanh(0.5 + 0.5 * gate * h), 0]
  },
  LSTM: (h, c) => {
    const z = 0.5 + 0.5 * h
    const cell = sigmoid(z) * (c + Math.tanh(z))
    return [sigmoid(z) * Math.tanh(cell), cell]
  },
}

function prove(cell) {
  const gates = gatesOf[cell]
  const call = {
    ...{ cell, batch: 2, time: 2, inputs: 1, units: 1, keep: true },
    kernel: new Float32Array(gates).fill(0.5),
    recurrentKernel: new Float32Array(gates).fill(0.5),
    bias: null,
    input: new Float32Array(4).fill(1),
  }
  const [expected] = byHand[cell](...byHand[cell](0, 0))
  const { output, handle } = addon.forward(call)
  for (const h of output) assert(Math.abs(h - expected) < 1e-6, `${cell} gave ${h}`)

  const { kernel } = addon.backward(handle, { output: new Float32Array(2).fill(1) })
  // One weight moved both ways, the double precision of the definition kept out of it.
  const nudged = (by) => {
    const moved = call.kernel.map((weight) => weight + by)
    const { output: outputs } = addon.forward({ ...call, keep: false, kernel: moved })
    return outputs[0] + outputs[1]
  }
  const slope = (nudged(0.01) - nudged(-0.01)) / 0.02
  const sum = kernel.reduce((total, gradient) => total + gradient, 0)
  assert(Math.abs(slope - sum) < 1e-3, `${cell} has a gradient of ${sum}, not ${slope}`)
}

for (const set of addon.instructionSets) {
  addon.useInstructionSet(set)
  for (const cell of Object.keys(gatesOf)) prove(cell)
}
console.log(addon.instructionSets.join(', '))
