// Whole networks: what the layers compute by hand, every gradient against nudged numbers, and surgery.
import { afterAll, describe, expect, it } from 'vitest'
import { crossEntropy } from '#shared/domain/reference/losses'
import { backward, forward } from '#shared/domain/reference/network'
import type {
  ForwardOptions,
  ReferenceLayer,
  ReferenceNetwork,
} from '#shared/domain/reference/types'
import {
  difference,
  randomCell,
  randomDense,
  randomEmbedding,
  RandomNumbers,
  slope,
  slopes,
} from './random-weights'

const vocabulary = 9
const width = 3
const classes = 3

type Recurrent = Extract<ReferenceLayer, { type: 'Recurrent' }>

/** Makes layers whose widths follow from each other. */
class Builder {
  readonly random: RandomNumbers
  readonly layers: ReferenceLayer[]
  private inputs = width

  constructor(seed: number) {
    this.random = new RandomNumbers(seed)
    this.layers = [randomEmbedding(this.random, vocabulary, width)]
  }

  recurrent(cell: 'SimpleRNN' | 'LSTM' | 'GRU', more: Partial<Recurrent> = {}): this {
    const weights = randomCell(this.random, cell, this.inputs, 4)
    this.inputs = 4
    return this.add({
      ...{ type: 'Recurrent', name: `cell_${this.layers.length}`, weights },
      ...{ returnSequences: true, goBackwards: false },
      ...more,
    })
  }

  bidirectional(mergeMode: 'concat' | 'sum' | 'ave' | 'mul', returnSequences = true): this {
    const [forward, backward] = [0, 1].map(() => randomCell(this.random, 'LSTM', this.inputs, 4))
    this.inputs = mergeMode === 'concat' ? 8 : 4
    const name = `both_${this.layers.length}`
    return this.add({
      type: 'Bidirectional',
      ...{ name, forward, backward, returnSequences, mergeMode },
    })
  }

  normalization(scale: boolean): this {
    return this.add({
      ...{ type: 'LayerNormalization', name: 'normalization', epsilon: 0.001 },
      gamma: scale ? this.random.array(this.inputs) : null,
      beta: scale ? this.random.array(this.inputs) : null,
    })
  }

  pooling(type: 'GlobalMaxPooling1D' | 'GlobalAveragePooling1D'): this {
    return this.add({ type, name: 'pooling' })
  }

  flatten(steps: number): this {
    this.inputs *= steps
    return this.add({ type: 'Flatten', name: 'flatten' })
  }

  dense(units = classes, activation = 'softmax'): this {
    const weights = randomDense(this.random, this.inputs, units, activation)
    this.inputs = units
    return this.add({ type: 'Dense', name: `dense_${this.layers.length}`, weights })
  }

  private add(layer: ReferenceLayer): this {
    this.layers.push(layer)
    return this
  }

  get network(): ReferenceNetwork {
    return { layers: this.layers }
  }
}

const ids = Int32Array.of(4, 1, 8, 2, 4)
const last = { returnSequences: false }
const goBackwards = true

const surgery: ForwardOptions = {
  surgery: [
    {
      type: 'clamp-gate',
      layer: 'cell_1',
      direction: null,
      gate: 'forget',
      units: [0, 2],
      value: 1,
    },
    { type: 'scale-unit', layer: 'both_2', direction: 'backward', unit: 1, factor: -0.5 },
    {
      type: 'clamp-gate',
      layer: 'both_2',
      direction: 'forward',
      gate: 'input',
      units: null,
      value: 0.5,
    },
    { type: 'silence-token', token: 2 },
  ],
}

const plain: readonly (readonly [string, Builder])[] = [
  ['one LSTM', new Builder(1).recurrent('LSTM', last).dense()],
  [
    'a stack',
    new Builder(2).recurrent('SimpleRNN').recurrent('GRU').recurrent('LSTM', last).dense(),
  ],
  ['every step', new Builder(3).recurrent('LSTM').normalization(true).recurrent('GRU').dense()],
  [
    'backwards, then a stack',
    new Builder(4).recurrent('GRU', { goBackwards }).recurrent('LSTM').dense(),
  ],
  [
    'backwards twice',
    new Builder(5)
      .recurrent('GRU', { goBackwards })
      .recurrent('LSTM', { ...last, goBackwards })
      .dense(),
  ],
  [
    'backwards, both ways',
    new Builder(6).recurrent('GRU', { goBackwards }).bidirectional('concat', false).dense(),
  ],
  ['backwards, flattened', new Builder(7).recurrent('GRU', { goBackwards }).flatten(5).dense()],
  ['flattened', new Builder(8).recurrent('SimpleRNN').flatten(5).dense(4, 'tanh').dense()],
  ['the largest', new Builder(9).recurrent('GRU').pooling('GlobalMaxPooling1D').dense()],
  [
    'the mean',
    new Builder(10).recurrent('GRU').pooling('GlobalAveragePooling1D').normalization(true).dense(),
  ],
  [
    'no recurrent layer',
    new Builder(11)
      .normalization(false)
      .dense(4, 'softplus')
      .pooling('GlobalAveragePooling1D')
      .dense(),
  ],
  ...(['concat', 'sum', 'ave', 'mul'] as const).flatMap((mode, at) => [
    [`both ways, ${mode}, last`, new Builder(12 + at).bidirectional(mode, false).dense()] as const,
    [
      `both ways, ${mode}, stacked`,
      new Builder(16 + at).recurrent('GRU').bidirectional(mode).recurrent('LSTM').dense(),
    ] as const,
  ]),
]
const operated = new Builder(20).recurrent('LSTM').bidirectional('concat').dense()
const cases = [
  ...plain.map(([name, builder]) => ({ name, builder, options: {} as ForwardOptions })),
  { name: 'surgery', builder: operated, options: surgery },
]

describe('gradients are the slopes of the loss', () => {
  let largest = 0
  afterAll(() => console.log(`networks against nudged numbers: ${largest.toExponential(1)}`))

  it.each(cases)('$name', ({ builder: { network }, options }) => {
    const rowOf = (rows: number) => Math.min(3, rows - 1)
    const lossOf = (more: ForwardOptions = {}) => {
      const { logits, rows } = forward(network, ids, { ...options, ...more })
      const row = rowOf(rows)
      return crossEntropy(logits.subarray(row * classes, (row + 1) * classes), 1)
    }
    const trace = forward(network, ids, options)
    const { gradient } = lossOf()
    const { embedded, hidden } = backward(network, trace, rowOf(trace.rows), gradient, options)
    const check = (actual: Float64Array, expected: Float64Array) => {
      const apart = difference(actual, expected)
      largest = Math.max(largest, apart)
      expect(apart).toBeLessThan(1e-7)
    }
    if (!options.surgery) {
      const vectors = Float64Array.from(trace.embedded)
      check(
        embedded,
        slopes(vectors, () => lossOf({ embedded: vectors }).loss),
      )
    }
    expect(hidden).toHaveLength(trace.recurrent.length)
    for (const [at, { name: layer, direction, weights }] of trace.recurrent.entries()) {
      const { units } = weights
      const nudged = Float64Array.from(hidden[at], (_, place) => {
        const [step, unit] = [Math.floor(place / units), place % units]
        return slope((by) => lossOf({ nudge: { layer, direction, step, unit, by } }).loss)
      })
      check(hidden[at], nudged)
    }
  })
})

describe('a way back that ends early', () => {
  it.each(plain)('is whole from there on: %s', (_name, { network }) => {
    const trace = forward(network, ids)
    const { gradient } = crossEntropy(trace.logits.subarray(0, trace.width), 1)
    const whole = backward(network, trace, 0, gradient)
    const cut = backward(network, trace, 0, gradient, { from: 2 })
    for (const [index, { trace: cell, weights }] of trace.recurrent.entries()) {
      const first = cell.goesBackwards ? 0 : 2 * weights.units
      expect(cut.hidden[index].subarray(first)).toEqual(whole.hidden[index].subarray(first))
    }
  })
})
