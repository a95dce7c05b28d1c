// The debiased moving average, step by step and over what it must not be misled by.
import { describe, expect, it } from 'vitest'
import { SmoothedColumn } from '../../../src/renderer/src/charts/smoothing'

const smooth = (values: number[], weight: number): number[] => {
  const column = Float32Array.from(values)
  return [...new SmoothedColumn().update(column, values.length, weight).subarray(0, values.length)]
}

describe('SmoothedColumn', () => {
  it('leaves values alone with no weight on the past', () => {
    expect(smooth([1, 2, 4], 0)).toEqual([1, 2, 4])
  })

  it('is not pulled towards zero at the start', () => {
    expect(smooth([5, 5, 5], 0.9).every((value) => Math.abs(value - 5) < 1e-5)).toBe(true)
  })

  it('is the weighted mean of what came so far', () => {
    // (0.5 × 1 × 0.5 + 0.5 × 3) / (0.25 + 0.5)
    expect(smooth([1, 3], 0.5)[1]).toBeCloseTo(1.75 / 0.75, 5)
  })

  it('goes on after a step without a number', () => {
    const values = smooth([1, Number.NaN, 1], 0.5)
    expect(values.map((value) => Math.round(value * 1e5) / 1e5)).toEqual([1, 1, 1])
    expect(smooth([Number.NaN, 2], 0.5)[0]).toBeNaN()
  })

  it('gives the same whether steps come one by one, in batches or into a grown column', () => {
    const values = Float32Array.from({ length: 50 }, (_, index) => Math.sin(index))
    const atOnce = [...new SmoothedColumn().update(values, 50, 0.8).subarray(0, 50)]
    const inParts = new SmoothedColumn()
    for (let count = 1; count < 30; count++) inParts.update(values.slice(0, 32), count, 0.8)
    expect([...inParts.update(values, 50, 0.8).subarray(0, 50)]).toEqual(atOnce)
  })

  it('starts over with another weight', () => {
    const column = Float32Array.of(0, 10)
    const smoothed = new SmoothedColumn()
    smoothed.update(column, 2, 0.9)
    expect([...smoothed.update(column, 2, 0).subarray(0, 2)]).toEqual([0, 10])
  })
})
