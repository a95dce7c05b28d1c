// A layer that starts from a given state and gives its last one back does so as tfjs's layers do, gradients included.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { loadAddon } from '../../../src/worker/kernels/addon'
import type { Implementation } from '../../../src/worker/kernels/choose'
import {
  recurrentLayersOf,
  stateCount,
  type RecurrentLayer,
} from '../../../src/worker/kernels/recurrence'
import { runFromState } from '../../../src/worker/kernels/run-from-state'
import { releaseMasks } from '../../../src/worker/model/dropout'
import {
  cells,
  difference,
  forced,
  modelOf,
  numbers,
  type Cell,
  type Options,
  type Size,
} from './layer-pair'
import { installKernels } from '../../../src/worker/kernels/install'

const addon = loadAddon()
const native = 'missing' in addon ? [] : addon.instructionSets
const kernels: readonly [Implementation, instructionSet: string | null][] = [
  ['tensorflow', null],
  ...native.map((set): [Implementation, string] => ['native', set]),
]
const sizes: readonly Size[] = [
  { batch: 1, time: 1, inputs: 1, units: 1 },
  { batch: 3, time: 1, inputs: 7, units: 5 },
  { batch: 5, time: 9, inputs: 3, units: 17 },
  { batch: 34, time: 90, inputs: 4, units: 6 },
]
const options: readonly Options[] = [
  {},
  { returnSequences: true },
  { goBackwards: true, returnSequences: true },
  { useBias: false, dropout: 0.4 },
]

let tensors = 0

beforeAll(async () => {
  await startBackend()
})
beforeEach(() => {
  tensors = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors)
})

function layerOf(model: LayersModel): RecurrentLayer {
  return recurrentLayersOf(model.layers[model.layers.length - 1])[0]
}

function statesOf(cell: Cell, { batch, units }: Size): Tensor[] {
  return Array.from({ length: stateCount[cell] }, (_, at) => numbers([batch, units], 60 + at))
}

/** Output and states, then the gradients of the weights, the initial state and the input for seeded upstream ones. */
function answersOf(model: LayersModel, cell: Cell, size: Size): Float32Array[] {
  const layer = layerOf(model)
  return tf.tidy(() => {
    const input = numbers([size.batch, size.time, size.inputs], 50)
    const initialState = statesOf(cell, size)
    const weights = layer.weights.map((weight) => weight.read())
    // tfjs cannot differentiate the splitting of a sequence of one step.
    const sources = [...weights, ...initialState, ...(size.time > 1 ? [input] : [])]
    let values: Float32Array[] = []
    const loss = () => {
      const { output, state } = runFromState(layer, { input }, { initialState, training: true })
      values = [output, ...state].map((tensor) => tensor.dataSync<'float32'>())
      return [output, ...state]
        .map((value, at) => tf.sum(tf.mul(value, numbers(value.shape, 70 + at))))
        .reduce((sum, one) => tf.add(sum, one))
    }
    const { grads } = tf.engine().gradients(loss, sources, tf.scalar(1))
    return [...values, ...grads.map((tensor) => tensor.dataSync<'float32'>())]
  })
}

function compare(cell: Cell, option: Options, size: Size, kernel: (typeof kernels)[number]) {
  const answers = ([implementation, set]: (typeof kernels)[number]) => {
    if (!('missing' in addon)) addon.useInstructionSet(set)
    const model = modelOf(cell, option, size, implementation)
    const values = answersOf(model, cell, size)
    if (!('missing' in addon)) addon.useInstructionSet(null)
    releaseMasks(model)
    model.dispose()
    return values
  }
  const [actual, expected] = [answers(kernel), answers(['stock', null])]
  const values = 1 + stateCount[cell]
  const apart = expected.map((one, at) => difference(actual[at], one, at >= values))
  return { value: Math.max(...apart.slice(0, values)), gradient: Math.max(...apart.slice(values)) }
}

describe.each(kernels)('%s %s', (...kernel) => {
  describe.each(cells)('%s', (cell) => {
    it.each(options)('from and to a state, %j', (option) => {
      for (const size of sizes) {
        const { value, gradient } = compare(cell, option, size, kernel)
        expect(value, JSON.stringify(size)).toBeLessThan(2e-6)
        expect(gradient, JSON.stringify(size)).toBeLessThan(5e-6)
      }
    })
  })
})

const implementations: Implementation[] = ['stock', ...new Set(kernels.map(([name]) => name))]

describe.each(implementations)('on %s', (implementation) => {
  describe.each(cells)('%s', (cell) => {
    const size: Size = { batch: 5, time: 12, inputs: 3, units: 7 }

    it('reads a sequence in two windows as it does in one', () => {
      const model = modelOf(cell, { returnSequences: true }, size, implementation)
      const layer = layerOf(model)
      tf.tidy(() => {
        const input = numbers([5, 12, 3], 50)
        const whole = runFromState(layer, { input })
        const first = runFromState(layer, { input: tf.slice(input, [0, 0, 0], [5, 5, 3]) })
        const rest = { input: tf.slice(input, [0, 5, 0], [5, 7, 3]) }
        const second = runFromState(layer, rest, { initialState: first.state })
        const joined = tf.concat([first.output, second.output], 1)
        expect(
          difference(joined.dataSync<'float32'>(), whole.output.dataSync<'float32'>(), false),
        ).toBeLessThan(1e-6)
        expect(second.state).toHaveLength(stateCount[cell])
        for (const [at, state] of second.state.entries()) {
          const apart = difference(
            state.dataSync<'float32'>(),
            whole.state[at].dataSync<'float32'>(),
            false,
          )
          expect(apart).toBeLessThan(1e-6)
        }
      })
      expect(layer.returnState).toBe(false)
      model.dispose()
    })

    it('reads token ids as it reads their vectors', () => {
      const model = modelOf(cell, {}, size, implementation)
      const layer = layerOf(model)
      tf.tidy(() => {
        const embeddings = tf.tensor2d(numbers([6, 3], 9).dataSync<'float32'>(), [6, 3])
        const ids = tf.tensor2d([0, 5, 2, 2, 1, 4], [2, 3], 'int32')
        const initialState = statesOf(cell, { ...size, batch: 2 })
        const byIds = runFromState(layer, { ids, embeddings }, { initialState })
        const byVectors = runFromState(
          layer,
          { input: tf.gather(embeddings, ids) },
          { initialState },
        )
        expect(
          difference(
            byIds.output.dataSync<'float32'>(),
            byVectors.output.dataSync<'float32'>(),
            false,
          ),
        ).toBe(0)
      })
      model.dispose()
    })

    it('is part of a model whose states go in and come out', () => {
      const inputs = [tf.input({ shape: [null, 3] })]
      for (let at = 0; at < stateCount[cell]; at++) inputs.push(tf.input({ shape: [7] }))
      const source = modelOf(cell, { returnState: true }, size, 'stock')
      const layer = layerOf(source)
      const outputs = layer.apply(inputs) as typeof inputs // symbolic in, symbolic out
      const model = tf.model({ inputs, outputs })
      const predict = () =>
        tf.tidy(() => {
          const given = [numbers([5, 12, 3], 50), ...statesOf(cell, size)]
          const answers = model.predict(given) as Tensor[] // as many as outputs
          return answers.map((tensor) => tensor.dataSync<'float32'>())
        })
      const expected = predict()
      const stock = layer.call
      forced(implementation, () => installKernels(model))
      expect(layer.call === stock).toBe(implementation === 'stock')
      const actual = predict()
      expect(actual).toHaveLength(1 + stateCount[cell])
      for (const [at, values] of actual.entries()) {
        expect(difference(values, expected[at], false)).toBeLessThan(2e-6)
      }
      model.dispose()
      source.dispose()
    })

    it('refuses another number of states', () => {
      const model = modelOf(cell, {}, size, implementation)
      tf.tidy(() => {
        const input = numbers([5, 12, 3], 50)
        const initialState = [...statesOf(cell, size), tf.zeros([5, 7])]
        expect(() => runFromState(layerOf(model), { input }, { initialState })).toThrow(/state/)
        expect(layerOf(model).returnState).toBe(false)
      })
      model.dispose()
    })
  })
})

it('leaves a layer that keeps its own state to tfjs', () => {
  const layer = tf.layers.gru({ units: 3, stateful: true, recurrentActivation: 'sigmoid' })
  const input = tf.input({ batchShape: [2, null, 4] })
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as typeof input }) // one output
  const stock = layer.call
  installKernels(model)
  expect(layer.call).toBe(stock)
  layer.resetStates()
  model.dispose()
  tf.dispose((layer as unknown as { states_: Tensor[] }).states_) // private, and kept by tfjs
})
