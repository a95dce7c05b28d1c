// Cells become pixels of their colours; where there are more cells than pixels, of their means, and none is left out.
import { describe, expect, it } from 'vitest'
import {
  binned,
  binningFor,
  cellPixels,
  domainOf,
  exceeds,
  magnitudeUnder,
} from '../../../../src/renderer/src/charts/heat-map/cell-pixels'
import { colorOf, rgbAt } from '../../../../src/renderer/src/charts/heat-map/colors'

const matrix = (rows: number, columns: number, values: readonly number[]) => ({
  ...{ rows, columns },
  values: Float32Array.from(values),
})

describe('pixels', () => {
  const coloring = { kind: 'diverging', domain: [-2, 2], theme: 'light' } as const

  it('have the colours of their numbers', () => {
    const values = [-2, -0.5, 0, 1, 9, NaN]
    const pixels = cellPixels(matrix(2, 3, values), coloring)
    const hexOf = (at: number): string =>
      `#${[...pixels.slice(at * 4, at * 4 + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`
    for (const [at, value] of values.entries())
      expect(hexOf(at)).toBe(colorOf(value, [-2, 2], 'diverging', 'light'))
    expect(pixels[3]).toBe(255)
  })

  it('of a sequential scale begin at the neutral colour', () => {
    const pixels = cellPixels(matrix(1, 2, [0, -1]), { ...coloring, kind: 'sequential' })
    const neutral = [...rgbAt(0, 'sequential', 'light'), 255]
    expect([...pixels]).toEqual([...neutral, ...neutral])
  })
})

describe('binning', () => {
  it.each([
    [3, 0.8, { rows: 1, columns: 2 }],
    [0.25, 1, { rows: 4, columns: 1 }],
    [0.26, 0.24, { rows: 4, columns: 8 }],
    [1, 0.9999, { rows: 1, columns: 1 }],
  ])('with %d and %d pixels a cell', (perRow, perColumn, binning) => {
    expect(binningFor(perRow, perColumn)).toEqual(binning)
  })

  it('takes means, also of what is left at the edges', () => {
    const wide = matrix(3, 3, [1, 3, 10, 5, 7, 20, -1, -3, 30])
    const half = binned(wide, { rows: 2, columns: 2 })
    expect(half).toMatchObject({ rows: 2, columns: 2 })
    expect([...half.values]).toEqual([4, 15, -2, 30])
  })

  it('leaves what is missing out, unless all of a block is', () => {
    const [one, other] = binned(matrix(1, 4, [NaN, 6, NaN, NaN]), { rows: 1, columns: 2 }).values
    expect(one).toBe(6)
    expect(other).toBeNaN()
  })

  it('keeps the mean of all', () => {
    const values = Float32Array.from({ length: 64 * 32 }, (_, at) => Math.sin(at))
    const small = binned({ rows: 64, columns: 32, values }, { rows: 8, columns: 4 })
    const mean = (all: Float32Array): number => all.reduce((sum, one) => sum + one, 0) / all.length
    expect(mean(small.values)).toBeCloseTo(mean(values), 6)
  })
})

describe('domains', () => {
  it('hold zero and every number', () => {
    expect(domainOf(matrix(1, 4, [3, 5, NaN, Infinity]))).toEqual([0, 5])
    expect(domainOf(matrix(1, 2, [-3, 5]))).toEqual([-3, 5])
    expect(domainOf(matrix(0, 0, []))).toEqual([0, 0])
  })

  it('tell when numbers lie beyond', () => {
    expect(exceeds(matrix(1, 2, [-3, 1]), 'diverging', [-1, 3])).toBe(false)
    expect(exceeds(matrix(1, 2, [-4, 1]), 'diverging', [-1, 3])).toBe(true)
    expect(exceeds(matrix(1, 2, [0.4, 1]), 'sequential', [0, 1])).toBe(false)
  })

  it('leave a share of far numbers out', () => {
    const values = [...Array.from({ length: 99 }, (_, at) => (at + 1) / 100), -50]
    expect(magnitudeUnder(matrix(10, 10, values), 0.02)).toBeCloseTo(0.99, 6)
    expect(magnitudeUnder(matrix(10, 10, values), 0)).toBe(50)
  })
})
