// Axis ends that are round and stay put.
import { describe, expect, it } from 'vitest'
import {
  axisRange,
  formatTick,
  logRange,
  stepAxisEnd,
  tickStep,
  withoutOutliers,
} from '../../../src/renderer/src/charts/axis-range'

describe('axisRange', () => {
  it.each<[string, number[], object, { min: number; max: number; step: number }]>([
    ['rounds outwards', [0.31, 0.69], {}, { min: 0.3, max: 0.7, step: 0.1 }],
    ['keeps round ends', [0.2, 0.8], {}, { min: 0.2, max: 0.8, step: 0.2 }],
    ['keeps to limits', [0.52, 1.08], { min: 0, max: 1 }, { min: 0.4, max: 1, step: 0.2 }],
    ['has a range for none', [], { min: 0, max: 1 }, { min: 0, max: 1, step: 0.2 }],
    ['looks past what is no number', [Number.NaN, 1, 3], {}, { min: 1, max: 3, step: 0.5 }],
  ])('%s', (_, values, limits, expected) => {
    expect(axisRange(values, limits)).toEqual(expected)
  })

  it('gives one value some room', () => {
    const { min, max } = axisRange([0.5])
    expect(min).toBeLessThan(0.5)
    expect(max).toBeGreaterThan(0.5)
  })

  it.each([
    [1, 5, 0.2],
    [0.3, 3, 0.1],
    [47, 5, 10],
    [1200, 6, 200],
  ])('a span of %d in %i parts goes by %d', (span, ticks, step) => {
    expect(tickStep(span, ticks)).toBeCloseTo(step, 10)
  })
})

describe('stepAxisEnd', () => {
  it.each<[number, number | null, boolean, number]>([
    [0, null, true, 20],
    [100, null, true, 150],
    [100, 120, true, 120],
    [480, 480, true, 480],
    [500, 480, true, 500],
    [37, 480, false, 37],
    [0, null, false, 2],
  ])('%i steps of %s planned, training: %s, end at %i', (count, planned, live, end) => {
    expect(stepAxisEnd(count, planned, live)).toBe(end)
  })

  it('moves seldom while steps stream in', () => {
    const ends = new Set(Array.from({ length: 5000 }, (_, count) => stepAxisEnd(count, null, true)))
    expect(ends.size).toBeLessThan(24)
  })
})

describe('withoutOutliers', () => {
  it('cuts a share at each end', () => {
    const values = [...Array.from({ length: 98 }, () => 1), 50, -50]
    expect(withoutOutliers(values, 0.02)).toEqual([1, 1])
    expect(withoutOutliers([Number.NaN], 0.02)).toBeNull()
  })
})

describe('logRange', () => {
  it.each<[string, number[], number[]]>([
    ['over decades', [0.0004, 0.9], [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]],
    ['over many decades', [0.00002, 3], [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10]],
    ['over one', [0.12, 0.9], [0.1, 0.2, 0.5, 1]],
    ['over less than half of one', [0.31, 0.69], [0.3, 0.4, 0.5, 0.6, 0.7]],
    ['of what is above zero', [-1, 0, Number.NaN, 0.12, 0.9], [0.1, 0.2, 0.5, 1]],
  ])('has round ticks %s', (_, values, ticks) => {
    const range = logRange(values)
    expect(range.ticks).toEqual(ticks)
    expect([range.min, range.max]).toEqual([ticks[0], ticks[ticks.length - 1]])
  })

  it.each([[[]], [[0.001]], [[1, 1]]])('has room for %j', (values) => {
    const { min, max } = logRange(values)
    expect(min).toBeGreaterThan(0)
    expect(max).toBeGreaterThan(min)
  })
})

describe('formatTick', () => {
  it.each([
    [0, '0'],
    [0.25, '0.25'],
    [1500, '1,500'],
    [0.0005, '0.0005'],
    [0.00085, '8.5e-4'],
    [0.00002, '2e-5'],
    [150_000, '150,000'],
    [3e6, '3e6'],
  ])('%d is %s', (value, text) => expect(formatTick(value)).toBe(text))
})
