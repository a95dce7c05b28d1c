// A small chart of lines as a file, as numbers, and as read by keyboard.
import { describe, expect, it } from 'vitest'
import { inkOf } from '../../../../src/renderer/src/charts/lines/ink'
import type { ChartLine } from '../../../../src/renderer/src/charts/lines/lines'
import { dashes, plotMarks, swatchMarks } from '../../../../src/renderer/src/charts/lines/marks'
import { linesSvg } from '../../../../src/renderer/src/charts/lines/picture'
import { layOut } from '../../../../src/renderer/src/charts/lines/plot'
import {
  placeAfterKey,
  readAt,
  readingWords,
} from '../../../../src/renderer/src/charts/lines/reading'
import { linesCsv, tableOf } from '../../../../src/renderer/src/charts/lines/table'

const axes = { xTitle: 'Epoch', yTitle: 'Norm' }
const ink = inkOf((variable) => `#${variable.length}${variable.at(-1)}`)

function line(name: string, values: readonly number[], colorIndex = 0): ChartLine {
  return { name, colorIndex, points: values.map((y, x) => ({ x, y })) }
}

describe('a file', () => {
  it('has names written safely, axes, a legend and no variable of the page', () => {
    const content = {
      lines: [line('<b>&"', [1, 2]), line('b', [3], 1)],
      axes,
      reference: { name: 'guessing', y: 2 },
    }
    const svg = linesSvg('A & B', content, ink)
    expect(svg).toContain('>A &amp; B<')
    expect(svg).toContain('>&lt;b&gt;&amp;&quot;<')
    for (const words of ['Epoch', 'Norm', 'guessing', 'b']) expect(svg).toContain(`>${words}<`)
    expect(svg).not.toMatch(/<b>|var\(|NaN|undefined/)
  })

  it('has each line as the page draws it', () => {
    const content = { lines: [line('a', [1, 2, 4])], axes }
    const [drawn] = layOut(content, { width: 900, height: 420 }).lines
    expect(linesSvg('A', content, ink)).toContain(`d="${drawn.path}"`)
  })
})

describe('lines', () => {
  const looks = (index: number) => {
    const [stroke, marker] = swatchMarks(line('a', [1, 2], index), ink)
    return { dash: stroke.attributes['stroke-dasharray'], marker: marker.attributes.d }
  }

  it('are told apart without their colour', () => {
    expect(new Set(dashes).size).toBe(4)
    const all = Array.from({ length: 8 }, (_, index) => JSON.stringify(looks(index)))
    expect(new Set(all).size).toBe(8)
    expect(looks(0).dash).toBeUndefined()
    expect(looks(1).dash).not.toBe(looks(2).dash)
  })

  it('of a sequence differ by their strength, without markers', () => {
    const lines = [0, 0.5, 1].map((strength) => ({ ...line('a', [1, 2]), strength }))
    const plot = layOut({ lines, axes }, { width: 400, height: 200 })
    const marks = plotMarks(plot, axes, 200, ink).map(({ attributes }) => attributes)
    const strokes = marks.flatMap((one) => one['stroke-opacity'] ?? [])
    expect(strokes).toEqual([0.25, 0.625, 1])
    expect(marks.filter(({ transform }) => /^translate/.test(String(transform)))).toEqual([])
  })
})

describe('the numbers', () => {
  it('have a row for each place that any line has', () => {
    const { places, valueAt } = tableOf([line('a', [1, 2, 3]), line('b', [4])])
    expect(places).toEqual([0, 1, 2])
    expect([valueAt(0, 1), valueAt(2, 1)]).toEqual([4, Number.NaN])
  })

  it('are a column for each line, no name of which is a formula', () => {
    const lines = [line('SimpleRNN', [1, 2]), line('LSTM, wide', [2]), line('=SUM(A1)', [3])]
    expect(linesCsv(lines, 'Epoch')).toBe(
      'Epoch,SimpleRNN,"LSTM, wide","\'=SUM(A1)"\r\n0,1,2,3\r\n1,2,,\r\n',
    )
  })
})

describe('reading', () => {
  const lines = [line('W_f', [1, 2]), line('U_f', [0.5])]
  const table = tableOf(lines)

  it('says the place, and the lines that have a value there', () => {
    expect(readingWords(lines, table, axes, 0)).toBe('Epoch 0. W_f 1.000, U_f 0.500')
    expect(readingWords(lines, table, axes, 1)).toBe('Epoch 1. W_f 2.000')
    const inPercent = { ...axes, xTitle: 'Steps back', valueWords: (y: number) => `${y * 100} %` }
    expect(readingWords(lines, table, inPercent, 1)).toBe('Steps back: 1. W_f 200 %')
  })

  it('of very many lines is of some of them, the first and the last too', () => {
    const many = Array.from({ length: 100 }, (_, index) => line(`Epoch ${index}`, [index]))
    const { values, more } = readAt(many, tableOf(many), axes, 0)
    expect(values.length + more).toBe(100)
    expect(values.length).toBeLessThan(12)
    expect([values[0].line.name, values.at(-1)?.line.name]).toEqual(['Epoch 0', 'Epoch 99'])
  })

  it.each([
    ['ArrowRight', 10, 20],
    ['ArrowRight', 80, 80],
    ['ArrowLeft', 10, 5],
    ['PageUp', 40, 80],
    ['PageDown', 40, 20],
    ['Home', 40, 5],
    ['End', 5, 80],
    ['a', 5, undefined],
  ])('%s leads from %d to %s', (key, from, to) => {
    expect(placeAfterKey(key, from, [5, 10, 20, 40, 80])).toBe(to)
  })
})
