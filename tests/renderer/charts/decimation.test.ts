// What is left of a column when it is thinned to the pixels of a chart.
import { describe, expect, it } from 'vitest'
import {
  bucketWidth,
  decimateExtremes,
  decimateMeans,
} from '../../../src/renderer/src/charts/decimation'

const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => i)
const all = (count: number) => ({ min: 0, max: count })

describe('decimation', () => {
  it('keeps every step where there is room, from step 1 on', () => {
    const points = decimateExtremes(Float32Array.of(3, 1, 2, 99), 3, all(3), 100)
    expect(points).toEqual([
      { x: 1, y: 3 },
      { x: 2, y: 1 },
      { x: 3, y: 2 },
    ])
  })

  it.each([
    [100, 200, 1],
    [300, 200, 4],
    [100_000, 400, 512],
  ])('%i steps for %i points need buckets of %i', (steps, limit, width) => {
    expect(bucketWidth(steps, limit)).toBe(width)
  })

  it('never loses a spike', () => {
    const values = new Float32Array(10_000)
    values[7_777] = 5
    values[2_222] = -5
    const points = decimateExtremes(values, 10_000, all(10_000), 200)
    expect(points.length).toBeLessThanOrEqual(202)
    expect(points).toContainEqual({ x: 7_778, y: 5 })
    expect(points).toContainEqual({ x: 2_223, y: -5 })
  })

  it('gives points in the order of the steps', () => {
    const values = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i / 3))
    for (const points of [
      decimateExtremes(values, 5000, all(5000), 100),
      decimateMeans(values, 5000, all(5000), 100),
    ])
      expect(points.every((point, i) => i === 0 || point.x > points[i - 1].x)).toBe(true)
  })

  it('leaves points where they are while steps stream in', () => {
    const values = Float32Array.from({ length: 4000 }, (_, i) => Math.cos(i))
    const before = decimateExtremes(values, 3000, all(3000), 400).slice(0, -4)
    const after = decimateExtremes(values, 3050, all(3050), 400)
    expect(after.slice(0, before.length)).toEqual(before)
  })

  it('reaches one step beyond a zoomed range on each side', () => {
    const points = decimateExtremes(ramp(100), 100, { min: 20, max: 30 }, 100)
    expect([points[0].x, points.at(-1)?.x]).toEqual([19, 31])
  })

  it('averages each bucket, and ends at the last step', () => {
    const points = decimateMeans(ramp(16), 16, all(16), 8)
    expect(points).toEqual([
      { x: 2.5, y: 1.5 },
      { x: 6.5, y: 5.5 },
      { x: 10.5, y: 9.5 },
      { x: 16, y: 13.5 },
    ])
  })

  it('leaves a gap where there are no numbers', () => {
    const values = new Float32Array(64).fill(Number.NaN, 0, 32)
    expect(decimateExtremes(values, 64, all(64), 16)[0].y).toBeNaN()
    expect(decimateMeans(values, 64, all(64), 16)[0].y).toBeNaN()
  })

  it('gives nothing for no steps', () => {
    expect(decimateExtremes(new Float32Array(8), 0, all(10), 100)).toEqual([])
  })
})
