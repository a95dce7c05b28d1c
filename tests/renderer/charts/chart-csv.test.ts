// What is in a chart's CSV file, read by the reader that the trainer uses.
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { chartCsv, type ShownLines } from '../../../src/renderer/src/charts/chart-csv'
import { metrics } from '../../../src/renderer/src/charts/metric'
import { SeriesBuilder } from '../../../src/renderer/src/charts/series'
import { axes } from '../../../src/renderer/src/charts/x-axis'
import { makeRun } from './chart-runs'

const runs = [makeRun('a', 0, 100, 2), makeRun('b', 1, 50, 1)]
const titles = ['LSTM, "big"', '=1+1']

function rowsOf(change: Partial<ShownLines> = {}): Record<string, string>[] {
  const lines: ShownLines = {
    metric: metrics.loss,
    runs,
    axis: axes.step,
    range: { min: 0, max: 100 },
    smoothing: 0.9,
    hidden: new Set(),
    ...change,
  }
  return parse(chartCsv(lines, titles, new SeriesBuilder()), { columns: true })
}

describe('the CSV of a chart', () => {
  it('has a row for each step and each validated epoch', () => {
    const rows = rowsOf()
    expect(rows.filter((row) => row.line === 'training')).toHaveLength(150)
    expect(rows.filter((row) => row.line === 'validation')).toHaveLength(3)
    expect(rows[0]).toEqual({
      run: 'LSTM, "big"',
      line: 'training',
      step: '1',
      epoch: '0.02',
      seconds: '0.01',
      loss: '0.7',
      smoothed: '0.7',
    })
  })

  it('has values as recorded beside the smoothed ones', () => {
    const row = rowsOf()[49]
    expect(Number(row.loss)).toBeCloseTo(0.504)
    expect(Number(row.smoothed)).toBeGreaterThan(0.53)
  })

  it('has what shows: the range, and no hidden lines', () => {
    const zoomed = rowsOf({ range: { min: 10, max: 20 }, hidden: new Set(['b/training']) })
    expect(zoomed.map((row) => row.step)).toEqual(Array.from({ length: 11 }, (_, i) => `${i + 10}`))
    expect(rowsOf({ hidden: new Set(['*/training']) })).toHaveLength(3)
    expect(rowsOf({ axis: axes.epoch, range: { min: 1, max: 2 } })).toHaveLength(51 + 1 + 2 + 1)
  })

  it('leaves what was not recorded empty', () => {
    const old = makeRun('a', 0, 3, 0)
    old.steps.learningRate.fill(Number.NaN)
    const [row] = rowsOf({ runs: [old], metric: metrics.learningRate })
    expect(row).toMatchObject({ learning_rate: '', smoothed: '' })
  })

  it('gives a spreadsheet no formula', () => {
    expect(rowsOf().at(-1)?.run).toBe("'=1+1")
  })
})
