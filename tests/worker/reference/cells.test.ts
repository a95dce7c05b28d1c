// The reference cells give what the lab's layers give, forward and backward, on the own kernels and on tfjs's own layers.
import type { Tensor } from '@tensorflow/tfjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellBackward } from '#shared/domain/reference/cell-backward'
import { lastState, runCell } from '#shared/domain/reference/run-cell'
import type { CellGradients, CellTrace, CellWeights } from '#shared/domain/reference/types'
import { startBackend, tf } from '../../../src/worker/backend'
import { cellWeightsOf } from '../../../src/worker/model/network-of'
import { loadAddon } from '../../../src/worker/kernels/addon'
import type { Implementation } from '../../../src/worker/kernels/choose'
import {
  recurrentLayersOf,
  stateCount,
  type RecurrentLayer,
} from '../../../src/worker/kernels/recurrence'
import { runFromState } from '../../../src/worker/kernels/run-from-state'
import { cells, modelOf, numbers, type Cell, type Options, type Size } from '../kernels/layer-pair'

const implementations: readonly Implementation[] =
  'missing' in loadAddon() ? ['tensorflow', 'stock'] : ['native', 'tensorflow', 'stock']

type CellOptions = Options & { activation?: string; recurrentActivation?: string }
type Case = readonly [name: string, options: CellOptions, size: Size, initial: boolean]

const odd: Size = { batch: 3, time: 5, inputs: 7, units: 9 }
const table: readonly Case[] = [
  ['odd sizes', {}, odd, false],
  ['one of everything', {}, { batch: 1, time: 1, inputs: 1, units: 1 }, false],
  ['one text', {}, { batch: 1, time: 12, inputs: 4, units: 5 }, false],
  ['a long text', {}, { batch: 1, time: 90, inputs: 32, units: 32 }, false],
  ['many units', {}, { batch: 1, time: 6, inputs: 50, units: 130 }, false],
  ['no bias', { useBias: false }, odd, false],
  ['backwards', { goBackwards: true }, odd, false],
  ['from a state', {}, odd, true],
  ['backwards from a state, no bias', { useBias: false, goBackwards: true }, odd, true],
]
// Only tfjs's own layers have other activations.
const activations = ['linear', 'sigmoid', 'hardSigmoid', 'relu', 'elu', 'selu', 'softplus'] as const
const stockTable: readonly Case[] = [...activations, 'softsign', 'softmax'].map((name) => [
  `activation ${name}, gates hardSigmoid`,
  { activation: name, recurrentActivation: 'hardSigmoid' },
  { batch: 2, time: 4, inputs: 3, units: 5 },
  false,
])

const largest = { forward: 0, backward: 0 }

beforeAll(async () => {
  await startBackend()
})

afterAll(() => {
  const { forward, backward } = largest
  console.log(
    `cells against layers: forward ${forward.toExponential(1)}, backward ${backward.toExponential(1)}`,
  )
})

describe.each(implementations)('on %s', (implementation) => {
  const cases = [...table, ...(implementation === 'stock' ? stockTable : [])]
  it.each(cells.flatMap((cell) => cases.map((one) => [cell, ...one] as const)))(
    '%s, %s',
    (cell, _, options, size, initial) => {
      const before = tf.memory().numTensors
      const model = modelOf(cell, { ...options, returnSequences: true }, size, implementation)
      const [layer] = recurrentLayersOf(model.layers[1])
      const answers = answersOf(layer, cell, size, initial)
      const weights = cellWeightsOf(layer)
      const mine = referenceAnswers(weights, options.goBackwards ?? false, size, initial)
      expectNear('forward', mine.output, answers.output)
      mine.state.forEach((one, at) => expectNear('forward', one, answers.state[at]))
      for (const [name, expected] of Object.entries(answers.gradients))
        expectNear('backward', mine.gradients[name], expected)
      model.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )
})

/** As a share of the largest number, where that is over 1. */
function expectNear(
  pass: keyof typeof largest,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  expect(actual.length).toBe(expected.length)
  let [most, scale] = [0, 1]
  for (let at = 0; at < expected.length; at++) {
    const apart = Math.abs(actual[at] - expected[at])
    most = Math.max(most, Number.isNaN(apart) ? Infinity : apart)
    scale = Math.max(scale, Math.abs(expected[at]))
  }
  largest[pass] = Math.max(largest[pass], most / scale)
  expect(most / scale).toBeLessThan(1e-5)
}

interface Answers {
  /** [batch, time, units], in the order in which the layer gives it */
  readonly output: ArrayLike<number>
  readonly state: readonly ArrayLike<number>[]
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>
}

const inputSeed = 50
const stateSeeds = [60, 61]
const outputSeed = 70
const upstreamSeeds = [71, 72]

/** What the layer gives, and the gradients of a weighed sum of its output and last state. */
function answersOf(layer: RecurrentLayer, cell: Cell, size: Size, initial: boolean): Answers {
  const { batch, time, inputs, units } = size
  return tf.tidy(() => {
    const input = numbers([batch, time, inputs], inputSeed)
    const count = stateCount[cell]
    const states = stateSeeds.slice(0, count).map((seed) => numbers([batch, units], seed))
    const run = () => runFromState(layer, { input }, initial ? { initialState: states } : {})
    const loss = () => {
      const { output, state } = run()
      const parts = state.map((one, at) =>
        tf.sum(tf.mul(one, numbers(one.shape, upstreamSeeds[at]))),
      )
      const whole = tf.sum(tf.mul(output, numbers(output.shape, outputSeed)))
      return parts.reduce((sum, one) => tf.add(sum, one), whole)
    }
    const { kernel, recurrentKernel, bias } = layer.cell
    const named: Record<string, Tensor> = {
      kernel: kernel.read(),
      recurrentKernel: recurrentKernel.read(),
      ...(bias && { bias: bias.read() }),
      // tfjs cannot differentiate the splitting of a sequence of one step.
      ...(time > 1 && { input }),
      ...(initial && { hidden: states[0] }),
      ...(initial && count > 1 && { cell: states[1] }),
    }
    const { grads } = tf.engine().gradients(loss, Object.values(named), tf.scalar(1))
    const { output, state } = run()
    return {
      output: output.dataSync(),
      state: state.map((one) => one.dataSync()),
      gradients: Object.fromEntries(
        Object.keys(named).map((name, at) => [name, grads[at].dataSync()]),
      ),
    }
  })
}

/** The same by the reference, row by row of the batch. */
function referenceAnswers(
  weights: CellWeights,
  goBackwards: boolean,
  size: Size,
  initial: boolean,
): Answers {
  const { batch, time, inputs, units } = size
  const isLstm = weights.cell === 'LSTM'
  const rowsOf = (shape: number[], seed: number) => {
    const values = tf.tidy(() => numbers([batch, ...shape], seed).dataSync())
    const length = values.length / batch
    return (row: number) => Float64Array.from(values.subarray(row * length, (row + 1) * length))
  }
  const input = rowsOf([time, inputs], inputSeed)
  const [hidden, cell] = stateSeeds.map((seed) => rowsOf([units], seed))
  const upstream = rowsOf([time, units], outputSeed)
  const [finalHidden, finalCell] = upstreamSeeds.map((seed) => rowsOf([units], seed))
  const rows = Array.from({ length: batch }, (_, row) => {
    const trace = runCell(weights, input(row), {
      goBackwards,
      initialHidden: initial ? hidden(row) : null,
      initialCell: initial ? cell(row) : null,
    })
    const back = cellBackward(weights, trace, turned(upstream(row), units, goBackwards), {
      finalHidden: finalHidden(row),
      finalCell: isLstm ? finalCell(row) : null,
      weights: true,
    })
    return { trace, back }
  })
  const each = (pick: (row: { trace: CellTrace; back: CellGradients }) => ArrayLike<number>) =>
    rows.flatMap((row) => Array.from(pick(row)))
  const sum = (name: 'kernel' | 'recurrentKernel' | 'bias') =>
    rows
      .map(({ back }) => back.weights?.[name] ?? new Float64Array(0))
      .reduce((one, other) => one.map((value, at) => value + other[at]))
  return {
    output: each(({ trace }) => turned(trace.hidden, units, goBackwards)),
    state: [
      each(({ trace }) => lastState(trace).hidden),
      ...(isLstm ? [each(({ trace }) => lastState(trace).cell ?? [])] : []),
    ],
    gradients: {
      ...{ kernel: sum('kernel'), recurrentKernel: sum('recurrentKernel'), bias: sum('bias') },
      input: each(({ back }) => back.input),
      hidden: each(({ back }) => back.initialHidden),
      cell: each(({ back }) => back.initialCell ?? []),
    },
  }
}

/** Keras gives the steps in the order in which they were read. */
function turned(values: Float64Array, width: number, goBackwards: boolean): Float64Array {
  if (!goBackwards) return values
  const rows = values.length / width
  return Float64Array.from(values, (_, at) => {
    const row = Math.floor(at / width)
    return values[(rows - 1 - row) * width + (at % width)]
  })
}
