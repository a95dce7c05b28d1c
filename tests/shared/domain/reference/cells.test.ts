// The cells: by hand for one unit, both ways of writing the product, and every gradient against nudged numbers.
import { afterAll, describe, expect, it } from 'vitest'
import { cells, gatesOf } from '#shared/domain/inside/cells'
import { cellBackward } from '#shared/domain/reference/cell-backward'
import { joinedMatrix, joinedPreActivation, preActivation } from '#shared/domain/reference/gate'
import { lastState, runCell, type RunOptions } from '#shared/domain/reference/run-cell'
import type { CellWeights, Interventions } from '#shared/domain/reference/types'
import {
  difference,
  randomCell,
  RandomNumbers,
  slope,
  slopes,
  weighed,
  type CellOptions,
} from './random-weights'

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

describe('one unit, by hand', () => {
  const one = (cell: CellWeights['cell'], numbers: readonly number[]): CellWeights => ({
    ...{ cell, inputs: 1, units: 1, activation: 'tanh', recurrentActivation: 'sigmoid' },
    kernel: Float64Array.from(numbers),
    recurrentKernel: Float64Array.from(numbers, (value) => value / 2),
    bias: Float64Array.from(numbers, (value) => value / 10),
  })
  // With h = 0.5: W x + U h + b for a weight w is w (x + 0.25 + 0.1).
  const initialHidden = Float64Array.of(0.5)
  const input = Float64Array.of(0.3)
  const of = (w: number, h = 0.5) => w * (0.3 + h / 2 + 0.1)

  it('SimpleRNN', () => {
    const { hidden } = runCell(one('SimpleRNN', [0.8]), input, { initialHidden })
    expect(hidden[0]).toBeCloseTo(Math.tanh(of(0.8)), 14)
  })

  it('LSTM: the gates are input, forget, candidate, output', () => {
    const initialCell = Float64Array.of(-0.7)
    const trace = runCell(one('LSTM', [1, -2, 3, 0.5]), input, { initialHidden, initialCell })
    const cell = sigmoid(of(-2)) * -0.7 + sigmoid(of(1)) * Math.tanh(of(3))
    expect(trace.gates.forget?.[0]).toBeCloseTo(sigmoid(of(-2)), 14)
    expect(trace.cellState?.[0]).toBeCloseTo(cell, 14)
    expect(trace.hidden[0]).toBeCloseTo(sigmoid(of(0.5)) * Math.tanh(cell), 14)
  })

  it('GRU: the gates are update, reset, candidate; the reset comes before the product', () => {
    const { gates, hidden } = runCell(one('GRU', [1, -2, 3]), input, { initialHidden })
    const candidate = Math.tanh(of(3, 0.5 * sigmoid(of(-2))))
    expect(gates.candidate?.[0]).toBeCloseTo(candidate, 14)
    expect(hidden[0]).toBeCloseTo(sigmoid(of(1)) * 0.5 + (1 - sigmoid(of(1))) * candidate, 14)
  })
})

describe.each(cells)('%s', (cell) => {
  it('has one product written in two ways: W x + U h + b and [h, x] W + b', () => {
    const random = new RandomNumbers(5)
    for (const bias of [true, false]) {
      const weights = randomCell(random, cell, 7, 5, { bias })
      const [x, h] = [random.array(7), random.array(5)]
      const joined = joinedMatrix(weights) // [5 + 7, gates x 5]
      for (const gate of gatesOf[cell].keys()) {
        const [apart, together] = [new Float64Array(5), new Float64Array(5)]
        preActivation(weights, gate, x, h, apart)
        joinedPreActivation(weights, joined, gate, x, h, together)
        expect(difference(together, apart)).toBeLessThan(1e-14)
        expect(apart.some((value) => value !== 0)).toBe(true)
      }
    }
  })

  it('goes on from a state as if it had not stopped', () => {
    const random = new RandomNumbers(6)
    const weights = randomCell(random, cell, 3, 4)
    const input = random.array(6 * 3)
    const whole = runCell(weights, input)
    const { hidden, cell: cellState } = lastState(runCell(weights, input.subarray(0, 6)))
    const rest = runCell(weights, input.subarray(6), {
      initialHidden: hidden,
      initialCell: cellState,
    })
    expect([...rest.hidden]).toEqual([...whole.hidden.subarray(2 * 4)])
  })

  it('reads from the other end, in the order of the text', () => {
    const random = new RandomNumbers(7)
    const weights = randomCell(random, cell, 1, 4)
    const input = random.array(5)
    const there = runCell(weights, Float64Array.from(input).reverse())
    const back = runCell(weights, input, { goBackwards: true })
    for (let step = 0; step < 5; step++) {
      const row = (values: Float64Array, at: number) => [...values.subarray(at * 4, at * 4 + 4)]
      expect(row(back.hidden, step)).toEqual(row(there.hidden, 4 - step))
    }
    expect([...lastState(back).hidden]).toEqual([...back.hidden.subarray(0, 4)])
  })

  it('reads nothing of no steps', () => {
    const weights = randomCell(new RandomNumbers(8), cell, 2, 3)
    const initialHidden = Float64Array.of(1, 2, 3)
    const trace = runCell(weights, new Float64Array(0), { initialHidden })
    expect(lastState(trace).hidden).toBe(initialHidden)
    expect(cellBackward(weights, trace, new Float64Array(0)).hidden).toHaveLength(0)
  })
})

const only = (units: number, values: Record<number, number>) =>
  Float64Array.from({ length: units }, (_, unit) => values[unit] ?? NaN)

type Case = readonly [string, CellOptions, RunOptions, Interventions | undefined]

const cases: readonly Case[] = [
  ['as it is', {}, {}, undefined],
  ['no bias', { bias: false }, {}, undefined],
  ['backwards', {}, { goBackwards: true }, undefined],
  ['other activations', { activation: 'softplus', recurrentActivation: 'tanh' }, {}, undefined],
  [
    'relu and hardSigmoid',
    { activation: 'relu', recurrentActivation: 'hardSigmoid' },
    {},
    undefined,
  ],
  ['softmax', { activation: 'softmax', recurrentActivation: 'softmax' }, {}, undefined],
  ['a scaled and a silent unit', {}, {}, { clamped: {}, scaled: Float64Array.of(1, 0, 2.5, 1) }],
  [
    'clamped gates',
    {},
    { goBackwards: true },
    {
      clamped: {
        candidate: only(4, { 1: 0.5 }),
        forget: only(4, { 0: 0, 1: 0, 2: 0, 3: 0 }),
        output: only(4, { 2: 1 }),
        update: only(4, { 0: 1, 3: 0 }),
        reset: only(4, { 0: 0.3, 1: 1 }),
      },
      scaled: Float64Array.of(1, 1, -1, 1),
    },
  ],
  [
    'clamped softmax',
    { recurrentActivation: 'softmax', activation: 'softmax' },
    {},
    {
      clamped: { input: only(4, { 1: 0.5 }), reset: only(4, { 2: 1 }) },
      scaled: null,
    },
  ],
]

describe('gradients are the slopes of the loss', () => {
  let largest = 0
  afterAll(() => console.log(`cells against nudged numbers: ${largest.toExponential(1)}`))

  const table = cells.flatMap((cell) => cases.map((row) => [cell, ...row] as const))
  it.each(table)('%s, %s', (cell, _, cellOptions, runOptions, interventions) => {
    const [inputs, units, steps] = [3, 4, 5]
    const random = new RandomNumbers(11)
    const weights = randomCell(random, cell, inputs, units, cellOptions)
    const input = random.array(steps * inputs)
    const initialHidden = random.array(units)
    const initialCell = random.array(units)
    const upstream = random.array(steps * units)
    const [finalHidden, finalCell] = [random.array(units), random.array(units)]
    const options = { ...runOptions, initialHidden, initialCell, interventions }
    const lossOf = (nudge?: Interventions['nudge']) => {
      const changed = nudge && { clamped: {}, scaled: null, ...interventions, nudge }
      const trace = runCell(weights, input, { ...options, interventions: changed ?? interventions })
      const last = lastState(trace)
      const onLast = weighed(last.hidden, finalHidden) + weighed(last.cell ?? zeros, finalCell)
      return weighed(trace.hidden, upstream) + onLast
    }
    const zeros = new Float64Array(units)
    const trace = runCell(weights, input, options)
    const back = cellBackward(weights, trace, upstream, {
      ...{ finalHidden, finalCell, interventions, weights: true },
    })
    const check = (actual: Float64Array, expected: Float64Array) => {
      const apart = difference(actual, expected)
      largest = Math.max(largest, apart)
      expect(apart).toBeLessThan(1e-8)
    }
    check(back.input, slopes(input, lossOf))
    check(back.initialHidden, slopes(initialHidden, lossOf))
    if (back.initialCell) check(back.initialCell, slopes(initialCell, lossOf))
    expect(back.initialCell === null).toBe(cell !== 'LSTM')
    check(back.weights!.kernel, slopes(weights.kernel, lossOf))
    check(back.weights!.recurrentKernel, slopes(weights.recurrentKernel, lossOf))
    if (weights.bias) check(back.weights!.bias!, slopes(weights.bias, lossOf))
    const nudged = Float64Array.from({ length: steps * units }, (_, at) =>
      slope((by) => lossOf({ step: Math.floor(at / units), unit: at % units, by })),
    )
    check(back.hidden, nudged)
  })
})
