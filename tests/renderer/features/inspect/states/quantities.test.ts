// What a layer offers to look at, by its cell; with scales that fit, and lines of single units.
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { gatesOf, type Cell, type Matrix } from '#shared/domain/inside/cells'
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import {
  boundsOf,
  quantitiesOf,
  transposed,
} from '../../../../../src/renderer/src/features/inspect/states/quantities'
import {
  heightOf,
  leftOf,
  linePlot,
} from '../../../../../src/renderer/src/features/inspect/states/unit-line'
import {
  unitCsv,
  unitSvg,
} from '../../../../../src/renderer/src/features/inspect/states/unit-picture'

const time = 3
const units = 2

function matrix(from: number): Matrix {
  const values = Float32Array.from({ length: time * units }, (_, at) => from + at)
  return { rows: time, columns: units, values }
}

function layerOf(cell: Cell, activation = 'tanh'): InspectedLayer {
  const byGate = Object.fromEntries(gatesOf[cell].map((gate, at) => [gate, matrix(at * 10)]))
  return {
    ...{ name: 'layer', direction: null, cell, axis: 'source', inputs: 4, units, activation },
    goesBackwards: false,
    recurrentActivation: cell === 'SimpleRNN' ? null : 'sigmoid',
    ...{ input: matrix(0), hidden: matrix(0), cellState: cell === 'LSTM' ? matrix(-2) : null },
    initialHidden: new Float32Array(units),
    initialCell: null,
    ...{ preActivations: byGate, gates: byGate },
    gradientNorms: new Float32Array(time),
  }
}

describe('quantities', () => {
  it.each([
    ['SimpleRNN', ['Hidden state h'], ['New state, before its activation']],
    [
      'LSTM',
      [
        ...['Hidden state h', 'Cell state c', 'Input gate i', 'Forget gate f'],
        ...['Candidate c\u0303', 'Output gate o'],
      ],
      null,
    ],
    ['GRU', ['Hidden state h', 'Update gate z', 'Reset gate r', 'Candidate h\u0303'], null],
  ] as const)('of %s', (cell, names, before) => {
    const all = quantitiesOf(layerOf(cell))
    const after = all.filter(({ group }) => group !== 'Before the activation')
    expect(after.map(({ name }) => name)).toEqual(names)
    const rest = all.filter(({ group }) => group === 'Before the activation')
    expect(rest).toHaveLength(gatesOf[cell].length)
    if (before) expect(rest.map(({ name }) => name)).toEqual(before)
  })

  it('are units by tokens', () => {
    const [hidden] = quantitiesOf(layerOf('GRU'))
    expect(hidden.matrix).toMatchObject({ rows: units, columns: time })
    expect([...hidden.matrix.values]).toEqual([0, 2, 4, 1, 3, 5])
    expect(transposed(hidden.matrix)).toEqual(matrix(0))
  })

  it('have scales that fit their activation', () => {
    const byId = new Map(quantitiesOf(layerOf('LSTM')).map((one) => [one.id, one]))
    expect(byId.get('hidden')).toMatchObject({ scale: 'diverging', domain: [-1, 1] })
    expect(byId.get('gate-forget')).toMatchObject({ scale: 'sequential', domain: [0, 1] })
    expect(byId.get('gate-candidate')).toMatchObject({ scale: 'diverging', domain: [-1, 1] })
    expect(byId.get('cell')).toMatchObject({ scale: 'diverging', domain: [-2, 3] })
    const [hidden] = quantitiesOf(layerOf('SimpleRNN', 'relu'))
    expect(hidden).toMatchObject({ scale: 'diverging', domain: [0, 5], bounds: null })
  })

  it.each([
    ['sigmoid', 'zero-one'],
    ['hardSigmoid', 'zero-one'],
    ['tanh', 'minus-one-one'],
    ['linear', null],
    [null, null],
  ])('%s stays within %s', (activation, bounds) => {
    expect(boundsOf(activation)).toBe(bounds)
  })
})

describe('the files of a unit', () => {
  const tokens = ['not', '=1', '<b>']
  const lines = quantitiesOf(layerOf('GRU')).slice(0, 2)

  it('hold every number', () => {
    expect(parse(unitCsv(lines, 1, tokens))).toEqual([
      ['token', 'Hidden state h', 'Update gate z'],
      ['not', '1', '1'],
      ["'=1", '3', '3'],
      ['<b>', '5', '5'],
    ])
  })

  it('have a line for each state and gate, and the tokens', () => {
    const svg = unitSvg('Unit 1', lines, 1, tokens)
    expect(svg.match(/<polyline/g)).toHaveLength(2)
    for (const words of ['Unit 1', 'Update gate z', 'not', '&lt;b&gt;'])
      expect(svg).toContain(`>${words}<`)
  })
})

describe('a line', () => {
  const size = { width: 90, height: 46 }

  it('goes from token to token', () => {
    const { lines, zero } = linePlot(Float32Array.from([1, 0, -1]), [-1, 1], 'diverging', size)
    expect(lines).toEqual(['15.0,3.0 45.0,23.0 75.0,43.0'])
    expect(zero).toBe(23)
  })

  it('has a gap where a number is missing', () => {
    const { lines } = linePlot(Float32Array.from([1, NaN, 1]), [0, 1], 'sequential', size)
    expect(lines).toEqual(['15.0,3.0', '75.0,3.0'])
  })

  it('stays inside', () => {
    expect(heightOf(99, [-1, 1], 'diverging', 46)).toBe(3)
    expect(heightOf(0, [0, 0], 'diverging', 46)).toBe(23)
    expect(leftOf(0, 0, 90)).toBe(45)
  })
})
