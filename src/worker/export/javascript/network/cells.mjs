// One step of each recurrent cell, with Keras's equations and order of gates.
import { activate } from './activations.mjs'
import { addProduct } from './products.mjs'

/** The state before any step: h, and c of an LSTM, [units] each. */
export function startState({ cell, units }) {
  return {
    hidden: new Float32Array(units),
    cell: cell === 'LSTM' ? new Float32Array(units) : null,
  }
}

/**
 * A function that reads x [inputs] and changes the state to that after it. Weights are
 * kernel [gates x units, inputs], recurrentKernel [gates x units, units] and bias [gates x units] or null.
 */
export function createStep(weights) {
  const { cell } = weights
  if (cell === 'SimpleRNN') return simpleRnnStep(weights)
  if (cell === 'LSTM') return lstmStep(weights)
  if (cell === 'GRU') return gruStep(weights)
  throw new Error(`There is no cell ${cell}.`)
}

/** h_t = tanh(W x_t + U h_(t-1) + b) */
function simpleRnnStep({ units, kernel, recurrentKernel, bias, activation }) {
  const sums = new Float32Array(units)
  return (x, { hidden }) => {
    begin(sums, bias)
    addProduct(kernel, x, sums)
    addProduct(recurrentKernel, hidden, sums)
    activate(activation, sums)
    hidden.set(sums)
  }
}

/** Gates i, f, candidate g, o: c_t = f * c_(t-1) + i * g, h_t = o * tanh(c_t) */
function lstmStep({ units, kernel, recurrentKernel, bias, activation, recurrentActivation }) {
  const sums = new Float32Array(4 * units)
  const [i, f, g, o] = partsOf(sums, units)
  return (x, { hidden, cell }) => {
    begin(sums, bias)
    addProduct(kernel, x, sums)
    addProduct(recurrentKernel, hidden, sums)
    for (const gate of [i, f, o]) activate(recurrentActivation, gate)
    activate(activation, g)
    for (let unit = 0; unit < units; unit++) cell[unit] = f[unit] * cell[unit] + i[unit] * g[unit]
    hidden.set(cell)
    activate(activation, hidden)
    for (let unit = 0; unit < units; unit++) hidden[unit] *= o[unit]
  }
}

/** Gates z, r, candidate g, which sees r * h_(t-1): h_t = z * h_(t-1) + (1 - z) * g */
function gruStep({ units, kernel, recurrentKernel, bias, activation, recurrentActivation }) {
  const sums = new Float32Array(3 * units)
  const [z, r, g] = partsOf(sums, units)
  const gates = sums.subarray(0, 2 * units)
  const forGates = recurrentKernel.subarray(0, 2 * units * units)
  const forCandidate = recurrentKernel.subarray(2 * units * units)
  const kept = new Float32Array(units)
  return (x, { hidden }) => {
    begin(sums, bias)
    addProduct(kernel, x, sums)
    addProduct(forGates, hidden, gates)
    activate(recurrentActivation, z)
    activate(recurrentActivation, r)
    for (let unit = 0; unit < units; unit++) kept[unit] = r[unit] * hidden[unit]
    addProduct(forCandidate, kept, g)
    activate(activation, g)
    for (let unit = 0; unit < units; unit++)
      hidden[unit] = z[unit] * hidden[unit] + (1 - z[unit]) * g[unit]
  }
}

function begin(sums, bias) {
  if (bias) sums.set(bias)
  else sums.fill(0)
}

function partsOf(values, width) {
  return Array.from({ length: values.length / width }, (_, index) =>
    values.subarray(index * width, (index + 1) * width),
  )
}
