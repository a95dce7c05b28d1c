// A small chart of lines laid out: its axes, where its lines run, and where they end.
import { describe, expect, it } from 'vitest'
import type { ChartLine } from '../../../../src/renderer/src/charts/lines/lines'
import { layOut } from '../../../../src/renderer/src/charts/lines/plot'

const size = { width: 600, height: 240 }
const linear = { xTitle: 'Step', yTitle: 'Loss' }
const log = { ...linear, isLog: true }
const share = (value: number) => `${Number((value * 100).toPrecision(3))} %`

function line(values: readonly number[], name = 'a'): ChartLine {
  return { name, colorIndex: 0, points: values.map((y, x) => ({ x, y })) }
}

/** The points of each stretch of a path. */
function stretchesOf(path: string): number[][][] {
  const stretches = path.split('M').slice(1)
  return stretches.map((one) => one.split('L').map((point) => point.split(' ').map(Number)))
}

describe('a logarithmic axis', () => {
  it('gives equal ratios equal heights', () => {
    const { yAt, lines } = layOut({ lines: [line([100, 10, 1])], axes: log }, size)
    const [[[, first], [, second], [, third]]] = stretchesOf(lines[0].path)
    expect(second - first).toBeCloseTo(third - second, 0)
    expect(first).toBeLessThan(third)
    expect(yAt(10) - yAt(100)).toBeCloseTo(yAt(1) - yAt(10), 9)
  })

  it('has powers of ten in the words of the values, and cuts off what lies far below', () => {
    const axes = { ...log, decades: 6, tickWords: share }
    const plot = layOut({ lines: [line([1, 2e-6, 1e-93])], axes }, size)
    expect(plot.yTicks.map(({ words }) => words)).toEqual([
      ...['0.0001 %', '0.001 %', '0.01 %', '0.1 %', '1 %', '10 %', '100 %'],
    ])
    expect(plot.yAt(1)).toBe(plot.top)
    expect(plot.yAt(1e-93)).toBe(plot.bottom)
  })

  it('has few ticks, however far it goes', () => {
    const values = Array.from({ length: 40 }, (_, index) => 10 ** -index)
    const plot = layOut({ lines: [line(values)], axes: { ...log, decades: 30 } }, size)
    expect(plot.yTicks.length).toBeLessThanOrEqual(7)
    expect(plot.yTicks.length).toBeGreaterThan(2)
  })

  it('shows the reference, however far above the values it is', () => {
    const reference = { name: '1 %', y: 0.01 }
    const plot = layOut({ lines: [line([1e-4, 2e-4])], axes: log, reference }, size)
    expect(plot.reference).toEqual({ at: plot.yAt(0.01), words: '1 %' })
    expect(plot.yAt(0.01)).toBeLessThan(plot.yAt(2e-4) - 40)
    expect(plot.yAt(0.01)).toBeGreaterThanOrEqual(plot.top)
  })

  it('lets a line leave the plot on its way to the value below', () => {
    const axes = { ...log, decades: 3 }
    const { lines, xAt, bottom } = layOut({ lines: [line([1, 0.01, 1e-4])], axes }, size)
    const [[, , [x, y]]] = stretchesOf(lines[0].path)
    expect(y).toBe(bottom)
    expect(x).toBeCloseTo((xAt(1) + xAt(2)) / 2, 0)
  })

  it('parts a line that dips below at one place', () => {
    const axes = { ...log, decades: 3 }
    const { lines, bottom } = layOut({ lines: [line([1, 1e-5, 1])], axes }, size)
    const [down, up] = stretchesOf(lines[0].path)
    expect([down[1][1], up[0][1]]).toEqual([bottom, bottom])
    expect(down[1][0]).toBeLessThan(up[0][0])
  })

  it('has room for the words of its ticks', () => {
    const long = layOut({ lines: [line([1, 1e-6])], axes: { ...log, tickWords: share } }, size)
    const short = layOut({ lines: [line([1, 3])], axes: linear }, size)
    expect(long.left - short.left).toBeGreaterThan(20)
  })

  it('ends a line where it falls below, without a marker there, and begins it where it comes back', () => {
    const values = [1, 1e-12, 0, 0, 1e-12, 1]
    const { lines, bottom } = layOut({ lines: [line(values)], axes: log }, size)
    const stretches = stretchesOf(lines[0].path)
    expect(stretches.map((points) => points.length)).toEqual([2, 2])
    expect([stretches[0][1][1], stretches[1][0][1]]).toEqual([bottom, bottom])
    expect(lines[0].markers.map(({ y }) => y < bottom)).toEqual([true, true])
  })
})

describe('a linear axis', () => {
  it('begins at its limit, however flat the line', () => {
    const plot = layOut({ lines: [line([11, 11])], axes: { ...linear, yLimits: { min: 0 } } }, size)
    expect(plot.yTicks[0]).toEqual({ at: plot.bottom, words: '0' })
    expect(plot.yAt(11)).toBeGreaterThanOrEqual(plot.top)
  })

  it('has even ticks to above the largest', () => {
    const axes = { ...linear, yLimits: { min: 0 } }
    const plot = layOut({ lines: [line([9, 30, 227])], axes }, size)
    expect(plot.yTicks.map(({ words }) => words)).toEqual(['0', '50', '100', '150', '200', '250'])
    expect(plot.yAt(227)).toBeGreaterThan(plot.top)
  })
})

describe('the lines', () => {
  it('have a gap where a number is missing', () => {
    const { lines } = layOut({ lines: [line([1, 2, Number.NaN, 3])], axes: linear }, size)
    expect(stretchesOf(lines[0].path).map((points) => points.length)).toEqual([2, 1])
    expect(lines[0].path).not.toContain('NaN')
  })

  it('have markers far enough apart, and one where there is one point', () => {
    const many = line(Array.from({ length: 200 }, (_, index) => index))
    const [{ markers }, one] = layOut({ lines: [many, line([5])], axes: linear }, size).lines
    expect(markers.length).toBeGreaterThan(5)
    for (const [index, { x }] of markers.slice(1).entries())
      expect(x - markers[index].x).toBeGreaterThanOrEqual(40)
    expect(one.markers).toHaveLength(1)
  })
})

describe('places', () => {
  it('are found nearest to the pointer', () => {
    const plot = layOut({ lines: [line([1, 2, 3])], axes: linear }, size)
    expect(plot.placeAt(plot.xAt(1) + 4)).toBe(1)
    expect(plot.placeAt(-100)).toBe(0)
    expect(layOut({ lines: [], axes: linear }, size).placeAt(100)).toBeNull()
  })

  it('stand evenly where the axis is even, each with its number', () => {
    const points = [5, 10, 20, 40].map((x) => ({ x, y: 1 }))
    const axes = { ...linear, isEven: true }
    const plot = layOut({ lines: [{ name: 'a', colorIndex: 0, points }], axes }, size)
    expect(plot.xTicks.map(({ words }) => words)).toEqual(['5', '10', '20', '40'])
    const [first, second, third] = plot.xTicks.map(({ at }) => at)
    expect(third - second).toBeCloseTo(second - first, 9)
    expect(first).toBeGreaterThan(plot.left)
  })

  it('have whole numbers at round distances', () => {
    const values = Array.from({ length: 9 }, () => 1)
    const plot = layOut({ lines: [line(values)], axes: linear }, { width: 400, height: 240 })
    expect(plot.xTicks.map(({ words }) => words)).toEqual(['0', '2', '4', '6', '8'])
  })
})

it.each([
  ['nothing', []],
  ['a line without points', [line([])]],
  ['one point', [line([5])]],
  ['zeros', [line([0, 0])]],
])('stays inside its box with %s, and without room', (_name, lines) => {
  for (const axes of [linear, log])
    for (const box of [size, { width: 0, height: 0 }]) {
      const plot = layOut({ lines, axes }, box)
      expect(plot.right).toBeGreaterThan(plot.left)
      expect(plot.bottom).toBeGreaterThan(plot.top)
      expect(Number.isFinite(plot.xAt(0) + plot.yAt(1) + plot.yAt(0))).toBe(true)
      expect(plot.lines.map(({ path }) => path).join()).not.toContain('NaN')
    }
})
