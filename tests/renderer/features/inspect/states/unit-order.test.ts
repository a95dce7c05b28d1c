// Orders of units and the numbers behind them, checked against what they mean.
import { describe, expect, it } from 'vitest'
import {
  orderedUnits,
  unitOrders,
  withRows,
} from '../../../../../src/renderer/src/features/inspect/states/unit-order'
import {
  correlation,
  meanSaturation,
  positionCorrelations,
  rowOf,
  saturations,
  variances,
} from '../../../../../src/renderer/src/features/inspect/states/unit-statistics'

function matrixOf(...rows: readonly (readonly number[])[]) {
  return { rows: rows.length, columns: rows[0].length, values: Float32Array.from(rows.flat()) }
}

const rising = [-0.9, -0.3, 0.3, 0.9]
const falling = rising.toReversed()
const wave = [0.5, -0.5, 0.5, -0.5]
const still = [0.7, 0.7, 0.7, 0.7]
const matrix = matrixOf(still, falling, wave, rising)

describe('statistics', () => {
  it('are variances of each unit', () => {
    const [ofStill, ofFalling, ofWave] = variances(matrix)
    expect(ofStill).toBeCloseTo(0, 12)
    expect(ofFalling).toBeCloseTo((0.81 + 0.09) / 2, 6)
    expect(ofWave).toBeCloseTo(0.25, 6)
  })

  it('are correlations with the position', () => {
    const correlations = positionCorrelations(matrix)
    expect(correlations[0]).toBe(0)
    expect(correlations[1]).toBeCloseTo(-1, 6)
    expect(correlations[3]).toBeCloseTo(1, 6)
    // Of 0.5, -0.5, 0.5, -0.5 with 0 to 3 by hand: -1 / sqrt(1 * 5).
    expect(correlations[2]).toBeCloseTo(-1 / Math.sqrt(5), 6)
  })

  it('do not depend on scale or offset', () => {
    const other = rising.map((value) => 3 * value - 7)
    expect(correlation(rising, other)).toBeCloseTo(1, 9)
    expect(correlation([], [])).toBe(0)
  })

  it('count what is at the ends', () => {
    const gates = matrixOf([0.05, 0.5, 0.95, 0.99], [0.1, 0.9, 0.5, 0.5])
    expect(saturations(gates, 'zero-one')).toEqual([
      { low: 0.25, high: 0.5 },
      { low: 0, high: 0 },
    ])
    const states = matrixOf([-0.95, -0.5, 0, 0.95])
    const [ofState] = saturations(states, 'minus-one-one') ?? []
    expect(ofState).toEqual({ low: 0.25, high: 0.25 })
    expect(saturations(states, null)).toBeNull()
    expect(meanSaturation(saturations(gates, 'zero-one') ?? [])).toEqual({ low: 0.125, high: 0.25 })
  })
})

describe('orders', () => {
  it.each([
    ['number', [0, 1, 2, 3]],
    ['variance', [1, 3, 2, 0]],
    ['position', [3, 0, 2, 1]],
    ['saturation', [0, 1, 2, 3]],
  ] as const)('by %s', (order, units) => {
    expect(orderedUnits(matrix, order, 'minus-one-one')).toEqual(units)
  })

  it('puts similar units beside each other', () => {
    const other = wave.map((value) => value * 0.8 + 0.1)
    const mixed = matrixOf(
      rising,
      wave,
      rising.map((value) => value * 0.5),
      other,
    )
    // It begins with what moves most, then its double, then the waves.
    expect(orderedUnits(mixed, 'similarity', null)).toEqual([0, 2, 1, 3])
  })

  it('puts what moves against the others last', () => {
    const mixed = matrixOf(
      rising,
      falling,
      rising.map((value) => value * 0.9),
    )
    expect(orderedUnits(mixed, 'similarity', null)).toEqual([0, 2, 1])
  })

  it.each(unitOrders)('by %s has each unit once', (order) => {
    const values = Float32Array.from({ length: 24 * 9 }, (_, at) => Math.sin(at * at))
    const units = orderedUnits({ rows: 24, columns: 9, values }, order, 'minus-one-one')
    expect(units.toSorted((one, other) => one - other)).toEqual([...Array(24).keys()])
    expect(orderedUnits({ rows: 0, columns: 9, values: new Float32Array() }, order, null)).toEqual(
      [],
    )
  })

  it('draws rows in their order', () => {
    const drawn = withRows(matrix, [3, 1, 0, 2])
    expect([...rowOf(drawn, 0)]).toEqual([...Float32Array.from(rising)])
    expect([...rowOf(drawn, 3)]).toEqual(wave)
  })
})
