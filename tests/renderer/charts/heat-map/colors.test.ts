// Colour scales: even to the eye, the same weight for a number and its opposite, and readable without red or green.
import { describe, expect, it } from 'vitest'
import {
  colorOf,
  colorTable,
  inkOn,
  positionOf,
  rgbAt,
  tableIndex,
} from '../../../../src/renderer/src/charts/heat-map/colors'
import {
  linearOfByte,
  oklabOfLinear,
  oklabOfOklch,
  rgbOfOklab,
  type Oklab,
  type Rgb,
} from '../../../../src/renderer/src/charts/heat-map/oklab'

type Light = readonly [number, number, number]
const scales = (['light', 'dark'] as const).flatMap((theme) =>
  (['diverging', 'sequential'] as const).map((kind) => ({ theme, kind })),
)

function lightOf(color: Rgb): Light {
  return [linearOfByte(color[0]), linearOfByte(color[1]), linearOfByte(color[2])]
}

const asSeen = (color: Rgb): Oklab => oklabOfLinear(lightOf(color))

function distance(one: Oklab, other: Oklab): number {
  return Math.hypot(...one.map((part, index) => part - other[index]))
}

// Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
const deficiencies = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}

function seenWith(matrix: readonly (readonly number[])[], color: Rgb): Oklab {
  const light = lightOf(color)
  const cut = (value: number): number => Math.max(0, Math.min(1, value))
  const [red, green, blue] = matrix.map((row) =>
    cut(row[0] * light[0] + row[1] * light[1] + row[2] * light[2]),
  )
  return oklabOfLinear([red, green, blue])
}

/** Both arms from the neutral colour on, in 16 steps. */
function armsOf(kind: 'diverging' | 'sequential', theme: 'light' | 'dark'): Rgb[][] {
  const signs = kind === 'diverging' ? [-1, 1] : [1]
  return signs.map((sign) =>
    Array.from({ length: 17 }, (_, index) => rgbAt((sign * index) / 16, kind, theme)),
  )
}

function neighbours<Value>(values: readonly Value[]): [Value, Value][] {
  return values.slice(1).map((value, index) => [values[index], value])
}

describe('OKLab', () => {
  it('goes there and back', () => {
    for (const color of [
      [255, 0, 0],
      [18, 140, 90],
      [7, 7, 8],
    ] as const)
      expect(rgbOfOklab(asSeen(color))).toEqual(color)
  })

  it('has white at lightness 1 without colour', () => {
    const [lightness, a, b] = asSeen([255, 255, 255])
    expect(lightness).toBeCloseTo(1, 4)
    expect(Math.hypot(a, b)).toBeLessThan(1e-4)
    expect(rgbOfOklab(oklabOfOklch(1, 0, 0))).toEqual([255, 255, 255])
  })
})

describe.each(scales)('the $kind scale on $theme', ({ theme, kind }) => {
  it('takes steps that look equally large', () => {
    for (const arm of armsOf(kind, theme)) {
      const sizes = neighbours(arm.map(asSeen)).map(([one, other]) => distance(one, other))
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
      // What rounding to 8 bits costs, and no more.
      for (const size of sizes) expect(Math.abs(size / mean - 1)).toBeLessThan(0.12)
    }
  })

  it('only ever gets darker or lighter away from zero', () => {
    const sign = theme === 'light' ? -1 : 1
    for (const arm of armsOf(kind, theme))
      for (const [one, other] of neighbours(arm.map(asSeen)))
        expect(sign * (other[0] - one[0])).toBeGreaterThan(0.01)
  })

  it.each(Object.entries(deficiencies))('keeps its order with %s', (_, matrix) => {
    const sign = theme === 'light' ? -1 : 1
    for (const arm of armsOf(kind, theme))
      for (const [one, other] of neighbours(arm.map((color) => seenWith(matrix, color))))
        expect(sign * (other[0] - one[0])).toBeGreaterThan(0.005)
  })

  it('has zero at a colour that is almost grey', () => {
    const [, a, b] = asSeen(rgbAt(0, kind, theme))
    expect(Math.hypot(a, b)).toBeLessThan(0.01)
  })
})

describe.each(['light', 'dark'] as const)('the two arms on %s', (theme) => {
  const ends = [rgbAt(-1, 'diverging', theme), rgbAt(1, 'diverging', theme)] as const

  it('weigh the same', () => {
    expect(Math.abs(asSeen(ends[0])[0] - asSeen(ends[1])[0])).toBeLessThan(0.01)
  })

  it.each(Object.entries(deficiencies))('stay apart with %s', (_, matrix) => {
    expect(distance(seenWith(matrix, ends[0]), seenWith(matrix, ends[1]))).toBeGreaterThan(0.15)
    const half = ends.map((_, index) => rgbAt(index === 0 ? -0.5 : 0.5, 'diverging', theme))
    expect(distance(seenWith(matrix, half[0]), seenWith(matrix, half[1]))).toBeGreaterThan(0.08)
  })

  it('let a number be read on every colour', () => {
    for (const value of [-1, -0.7, -0.4, 0, 0.3, 0.6, 1]) {
      const color = rgbAt(value, 'diverging', theme)
      const ink = inkOn(value, [-1, 1], 'diverging', theme)
      const bytes = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16))
      expect(contrast(color, [bytes[0], bytes[1], bytes[2]])).toBeGreaterThan(4.5)
    }
  })
})

function contrast(one: Rgb, other: Rgb): number {
  const luminances = [one, other].map((color) => {
    const [red, green, blue] = lightOf(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  })
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05)
}

describe('positions', () => {
  it.each([
    [0, [-1, 3], 'diverging', 0],
    [-3, [-1, 3], 'diverging', -1],
    [1.5, [-1, 3], 'diverging', 0.5],
    [9, [-1, 3], 'diverging', 1],
    [0.25, [0, 1], 'sequential', 0.25],
    [-2, [0, 1], 'sequential', 0],
    [5, [0, 0], 'diverging', 0],
  ] as const)('%d in %j on a %s scale is %d', (value, domain, kind, position) => {
    expect(positionOf(value, domain, kind)).toBe(position)
  })

  it('has a colour of its own for what is missing', () => {
    expect(colorOf(NaN, [-1, 1], 'diverging', 'light')).toBe('#c4c2bc')
    expect(positionOf(NaN, [0, 1], 'sequential')).toBeNaN()
  })
})

describe('a table of colours', () => {
  it('holds what each position has', () => {
    const table = colorTable('diverging', 'dark')
    for (const position of [-1, -0.5, 0, 0.25, 1]) {
      const at = tableIndex(position) * 4
      const color = [...table.slice(at, at + 4)]
      expect(color).toEqual([...rgbAt(position, 'diverging', 'dark'), 255])
    }
    const missing = tableIndex(NaN) * 4
    expect([...table.slice(missing, missing + 3)]).toEqual([...rgbAt(NaN, 'diverging', 'dark')])
  })
})
