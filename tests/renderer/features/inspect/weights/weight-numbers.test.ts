// The numbers, words and small pictures of weights.
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { WeightHistory } from '#shared/domain/inside/weights'
import { layerSchema } from '#shared/experiment/layers'
import type { ChartLine } from '../../../../../src/renderer/src/charts/lines/lines'
import { gateHistory } from '../../../../../src/renderer/src/features/inspect/weights/gate-history'
import {
  barsOf,
  binOf,
  histogramCsv,
  histogramSvg,
} from '../../../../../src/renderer/src/features/inspect/weights/histogram-picture'
import { recurrentPlaces } from '../../../../../src/renderer/src/features/inspect/weights/recurrent-places'
import {
  asRow,
  differenceOf,
  factsOf,
  histogramOf,
} from '../../../../../src/renderer/src/features/inspect/weights/weight-numbers'
import {
  radiusWords,
  weightSymbol,
} from '../../../../../src/renderer/src/features/inspect/weights/weight-words'

const values = Float32Array.from([3, -4, 0, 1])

describe('facts', () => {
  it('are those of the numbers', () => {
    const { norm, mean, deviation, largest } = factsOf(values)
    expect(norm).toBeCloseTo(Math.sqrt(26), 9)
    expect(mean).toBe(0)
    expect(deviation).toBeCloseTo(Math.sqrt(6.5), 9)
    expect(largest).toBe(4)
    expect(factsOf(new Float32Array())).toEqual({ norm: 0, mean: 0, deviation: 0, largest: 0 })
  })

  it('are differences number by number', () => {
    const change = differenceOf(asRow(values), asRow(Float32Array.from([1, 1, 1, 1])))
    expect(change).toMatchObject({ rows: 1, columns: 4 })
    expect([...change.values]).toEqual([2, -5, -1, 0])
  })
})

describe('a histogram', () => {
  it('has each number once, with zero in the middle', () => {
    const histogram = histogramOf(Float32Array.from([-1, 0, 0, 0.1, 1]), 5)
    expect(histogram).toEqual({ counts: [1, 0, 3, 0, 1], limit: 1 })
    expect(binOf(histogram, 2)[0]).toBeCloseTo(-0.2, 9)
    expect(binOf(histogram, 2)[1]).toBeCloseTo(0.2, 9)
  })

  it('of zeros is one bar', () => {
    expect(histogramOf(new Float32Array(7), 3).counts).toEqual([0, 7, 0])
  })

  it('is as high as the plot where it is highest', () => {
    const bars = barsOf({ counts: [1, 4, 2], limit: 1 }, 30, 40)
    expect(bars.map(({ height, y }) => [height, y])).toEqual([
      [10, 30],
      [40, 0],
      [20, 20],
    ])
  })

  it('is written with its bins', () => {
    const histogram = { counts: [1, 4], limit: 0.5 }
    expect(parse(histogramCsv(histogram))).toEqual([
      ['from', 'to', 'count'],
      ['-0.5', '0', '1'],
      ['0', '0.5', '4'],
    ])
    expect(histogramSvg('Spread of W_f', histogram).match(/fill="#3553c7"/g)).toHaveLength(2)
  })
})

describe('words', () => {
  it.each([
    ['LSTM', 'forget', 'kernel', 'W_f'],
    ['LSTM', 'candidate', 'recurrentKernel', 'U_c'],
    ['GRU', 'update', 'bias', 'b_z'],
    ['GRU', 'candidate', 'kernel', 'W_h'],
    ['SimpleRNN', 'candidate', 'recurrentKernel', 'U'],
  ] as const)('%s, %s, %s: %s', (cell, gate, weight, symbol) => {
    expect(weightSymbol(cell, gate, weight)).toBe(symbol)
  })

  it.each([
    ['SimpleRNN', 'candidate', 1.4, /U is 1\.400, over 1: a state .* can grow/],
    ['SimpleRNN', 'candidate', 0.6, /under 1: a state .* fades/],
    ['LSTM', 'forget', 1.4, /U_f .* over 1: what this gate hears .* can grow/],
    ['GRU', 'reset', 0.6, /U_r .* under 1: .* fades/],
    ['GRU', 'candidate', 1.001, /about 1/],
  ] as const)('of the radius of %s, %s, %d', (cell, gate, radius, sentence) => {
    expect(radiusWords(cell, gate, radius)).toMatch(sentence)
  })
})

describe('the recurrent layers of a model', () => {
  const layers = (...specs: readonly unknown[]) => specs.map((spec) => layerSchema.parse(spec))
  const lstm = { type: 'LSTM', units: 4 }

  it('are named as the layer table names them', () => {
    const model = layers(
      { type: 'Embedding', units: 8 },
      { type: 'Bidirectional', layer: { ...lstm, returnSequences: true } },
      { type: 'GRU', units: 3, returnSequences: true },
      { type: 'LSTM', units: 2 },
      { type: 'Dense', units: 1 },
    )
    expect(recurrentPlaces({ layers: model, decoder: null })).toMatchObject([
      { direction: 'forward' },
      { direction: 'backward' },
      { layer: 'gru', direction: null },
      { layer: 'lstm', direction: null },
    ])
  })
})

describe('history', () => {
  const points = (norms: readonly number[], radius: number | null) =>
    norms.map((norm, epoch) => ({ epoch, norm, change: epoch / 10, spectralRadius: radius }))
  const series: WeightHistory['series'] = [
    { gate: 'forget', weight: 'kernel', points: points([2, 3, 5], null) },
    { gate: 'forget', weight: 'recurrentKernel', points: points([4, 4, 4.5], 1.1) },
    { gate: 'input', weight: 'kernel', points: points([9, 9, 9], null) },
  ]

  it('is that of the gate, by the names of its weights', () => {
    const [norm, change, radius] = gateHistory({ series }, 'LSTM', 'forget')
    const valuesOf = ({ points: all }: ChartLine) => all.map(({ y }) => y)
    expect(norm.lines.map((line) => [line.name, valuesOf(line)])).toEqual([
      ['W_f', [2, 3, 5]],
      ['U_f', [4, 4, 4.5]],
    ])
    expect(norm.lines[0].points.map(({ x }) => x)).toEqual([0, 1, 2])
    expect(valuesOf(change.lines[0])).toEqual([0, 0.1, 0.2])
    expect(radius.lines.map((line) => [line.name, valuesOf(line)])).toEqual([
      ['U_f', [1.1, 1.1, 1.1]],
    ])
  })

  it('has a weight in the same colour in each chart', () => {
    const [norm, , radius] = gateHistory({ series }, 'LSTM', 'forget')
    expect(radius.lines[0].colorIndex).toBe(norm.lines[1].colorIndex)
  })

  it('has no share of what began at zero', () => {
    const bias = { gate: 'forget', weight: 'bias', points: points([0, 1, 2], null) } as const
    const [norm, change] = gateHistory({ series: [...series, bias] }, 'LSTM', 'forget')
    expect(norm.lines.map(({ name }) => name)).toEqual(['W_f', 'U_f', 'b_f'])
    expect(change.lines.map(({ name }) => name)).toEqual(['W_f', 'U_f'])
  })

  it('needs two snapshots', () => {
    expect(gateHistory({ series: [] }, 'LSTM', 'forget')).toEqual([])
    const one = [{ ...series[0], points: series[0].points.slice(0, 1) }]
    expect(gateHistory({ series: one }, 'LSTM', 'forget')).toEqual([])
  })
})
