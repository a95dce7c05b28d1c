// The layers of a trained network. What goes from one to the next is { values, rows, width }: a row for each step, in the model's order.
import { activate } from './activations.mjs'
import { createStep, startState } from './cells.mjs'
import { addProduct } from './products.mjs'

/**
 * A layer as { start, run }: start() gives its state before any step, null where it has none; run(input, state) is a
 * generator that yields now and then, changes the state and returns what the layer gives.
 * layer is its description; weightsOf finds the numbers of { at, count }.
 */
export function createLayer(layer, weightsOf) {
  switch (layer.type) {
    case 'Embedding':
      return stateless(embedding(weightsOf(layer.embeddings), layer.width))
    case 'Recurrent':
      return recurrent(layer, readWeights(layer.weights, weightsOf))
    case 'Bidirectional':
      return bidirectional(layer, weightsOf)
    case 'Dense': {
      const run = createDense(readWeights(layer.weights, weightsOf))
      return { start: () => null, run: (input) => run(input) }
    }
    case 'LayerNormalization':
      return stateless(layerNormalization(readWeights(layer, weightsOf)))
    case 'GlobalMaxPooling1D':
      return stateless(maxPooling)
    case 'GlobalAveragePooling1D':
      return stateless(averagePooling)
    case 'Flatten':
      return stateless(({ values }) => ({ values, rows: 1, width: values.length }))
    default:
      throw new Error(`There is no layer ${layer.type}.`)
  }
}

/** The same with numbers in place of { at, count }. */
function readWeights(described, weightsOf) {
  const read = { ...described }
  for (const name of ['kernel', 'recurrentKernel', 'bias', 'gamma', 'beta'])
    if (read[name]) read[name] = weightsOf(read[name])
  return read
}

function stateless(compute) {
  return {
    start: () => null,
    *run(input) {
      yield
      return compute(input)
    },
  }
}

/** Takes { ids } and looks each up: [rows, width] */
function embedding(table, width) {
  const known = table.length / width
  return ({ ids }) => {
    const values = new Float32Array(ids.length * width)
    ids.forEach((id, row) => {
      if (!(id >= 0 && id < known))
        throw new Error(`The token id ${id} is none of the ${known} that the model knows.`)
      values.set(table.subarray(id * width, (id + 1) * width), row * width)
    })
    return { values, rows: ids.length, width }
  }
}

function recurrent({ returnSequences, goBackwards }, weights) {
  const step = createStep(weights)
  return {
    start: () => startState(weights),
    run: (input, state) => read({ step, state, goBackwards, returnSequences }, input),
  }
}

/** Goes through the steps; rows come out in the order in which they were read. */
function* read({ step, state, goBackwards, returnSequences }, { values, rows, width }) {
  const { hidden } = state
  const given = new Float32Array(returnSequences ? rows * hidden.length : hidden.length)
  for (let count = 0; count < rows; count++) {
    const row = goBackwards ? rows - 1 - count : count
    step(values.subarray(row * width, (row + 1) * width), state)
    if (returnSequences) given.set(hidden, count * hidden.length)
    yield
  }
  if (!returnSequences) given.set(hidden)
  return { values: given, rows: returnSequences ? rows : 1, width: hidden.length }
}

function bidirectional({ returnSequences, mergeMode, ...layer }, weightsOf) {
  const both = ['forward', 'backward'].map((name) => {
    const goBackwards = name === 'backward'
    return recurrent({ returnSequences, goBackwards }, readWeights(layer[name], weightsOf))
  })
  return {
    start: () => both.map(({ start }) => start()),
    *run(input, states) {
      const forward = yield* both[0].run(input, states[0])
      const backward = yield* both[1].run(input, states[1])
      return merge(mergeMode, forward, returnSequences ? turned(backward) : backward)
    },
  }
}

/** The rows from the last to the first. */
function turned({ values, rows, width }) {
  const other = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    other.set(values.subarray(row * width, (row + 1) * width), (rows - 1 - row) * width)
  return { values: other, rows, width }
}

const merges = {
  sum: (one, other) => one + other,
  ave: (one, other) => (one + other) / 2,
  mul: (one, other) => one * other,
}

function merge(mergeMode, one, other) {
  if (mergeMode === 'concat') return beside(one, other)
  const compute = merges[mergeMode]
  return { ...one, values: one.values.map((value, at) => compute(value, other.values[at])) }
}

/** Each row of one, then the same row of the other. */
export function beside(one, other) {
  const width = one.width + other.width
  const values = new Float32Array(one.rows * width)
  for (let row = 0; row < one.rows; row++) {
    values.set(one.values.subarray(row * one.width, (row + 1) * one.width), row * width)
    const rest = other.values.subarray(row * other.width, (row + 1) * other.width)
    values.set(rest, row * width + one.width)
  }
  return { values, rows: one.rows, width }
}

/**
 * A function from rows to activation(x W + b) of each, a generator too. Weights are kernel [units, inputs] and
 * bias [units] or null.
 */
export function createDense({ units, kernel, bias, activation }) {
  return function* ({ values, rows, width }) {
    const given = new Float32Array(rows * units)
    for (let row = 0; row < rows; row++) {
      const sums = given.subarray(row * units, (row + 1) * units)
      if (bias) sums.set(bias)
      addProduct(kernel, values.subarray(row * width, (row + 1) * width), sums)
      activate(activation, sums)
      yield
    }
    return { values: given, rows, width: units }
  }
}

/** gamma * (x - mean) / sqrt(variance + epsilon) + beta, for each row */
function layerNormalization({ gamma, beta, epsilon }) {
  return ({ values, rows, width }) => {
    const given = new Float32Array(values.length)
    for (let row = 0; row < rows; row++) {
      const x = values.subarray(row * width, (row + 1) * width)
      const mean = x.reduce((sum, one) => sum + one, 0) / width
      const variance = x.reduce((sum, one) => sum + (one - mean) ** 2, 0) / width
      const deviation = Math.sqrt(variance + epsilon)
      for (let at = 0; at < width; at++)
        given[row * width + at] =
          ((x[at] - mean) / deviation) * (gamma ? gamma[at] : 1) + (beta ? beta[at] : 0)
    }
    return { values: given, rows, width }
  }
}

function maxPooling({ values, width }) {
  const largest = new Float32Array(width).fill(-Infinity)
  for (let at = 0; at < values.length; at++)
    if (values[at] > largest[at % width]) largest[at % width] = values[at]
  return { values: largest, rows: 1, width }
}

function averagePooling({ values, rows, width }) {
  const sums = new Float64Array(width)
  for (let at = 0; at < values.length; at++) sums[at % width] += values[at]
  return { values: Float32Array.from(sums, (sum) => sum / rows), rows: 1, width }
}
