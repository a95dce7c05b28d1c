// What a chart says at a step, and where the keys lead.
import { describe, expect, it } from 'vitest'
import { cursorAfterKey } from '../../../src/renderer/src/charts/cursor-keys'
import { metrics, type ChartRun } from '../../../src/renderer/src/charts/metric'
import { pixelOf, placeAt } from '../../../src/renderer/src/charts/plot-scale'
import {
  nearestRows,
  nearestRun,
  readAt,
  readoutSentence,
} from '../../../src/renderer/src/charts/readout'

const epoch = (number: number, step: number) => ({
  epoch: number,
  step,
  loss: 0.5,
  accuracy: 0.7,
  valLoss: 0.6 - number / 10,
  valAccuracy: 0.6 + number / 10,
  seconds: 1,
})
const column = Float32Array.from({ length: 16 }, (_, index) => index / 10)
const run: ChartRun = {
  id: 'a',
  record: { name: 'LSTM', createdAt: '2026-11-20T10:00:00Z' },
  colorIndex: 0,
  steps: {
    count: 10,
    version: 1,
    loss: column,
    accuracy: column,
    gradientNorm: column,
    milliseconds: column,
    learningRate: column,
    seconds: column,
  },
  epochs: [epoch(1, 4), epoch(2, 8)],
  baselines: [],
}

describe('readAt', () => {
  it('reads the smoothed value of the step and the last validation by then', () => {
    const row = readAt(run, metrics.loss, 0.4, 5)
    expect(row.training).toBe(0.4)
    expect(row.validation).toEqual({ value: 0.5, epoch: 1 })
  })

  it.each([
    ['before the first epoch has ended', 3, true, false],
    ['at the end of an epoch', 8, true, true],
    ['beyond the last step', 11, false, true],
  ])('%s', (_, step, hasTraining, hasValidation) => {
    const row = readAt(run, metrics.accuracy, 0.5, step)
    expect([row.training !== null, row.validation !== null]).toEqual([hasTraining, hasValidation])
  })

  it('has no validation for the gradient norm', () => {
    expect(readAt(run, metrics.gradientNorm, 0.8, 9).validation).toBeNull()
  })
})

describe('readoutSentence', () => {
  it('says all values of a run, and whose they are when there are several', () => {
    const row = readAt(run, metrics.loss, 0.8, 9)
    expect(readoutSentence('Step 9', metrics.loss, [row])).toBe(
      'Step 9: training loss 0.800, validation loss 0.400 after epoch 2',
    )
    const other = { ...readAt(run, metrics.loss, 0, 1), name: 'GRU' }
    expect(readoutSentence('Step 1', metrics.loss, [row, other])).toMatch(
      /^Step 1: LSTM: training .*; GRU: training loss 0.000$/,
    )
  })
})

describe('the runs near the pointer', () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({
    ...readAt(run, metrics.gradientNorm, index / 10, 5, `Run ${index}`),
    runId: `run-${index}`,
  }))

  it('are all of a few, in their order', () => {
    expect(nearestRows(rows.slice(0, 8), 0.3)).toEqual(rows.slice(0, 8))
  })

  it('are the nearest of many, from high to low', () => {
    const names = nearestRows(rows, 0.61).map((row) => row.name)
    expect(names).toEqual([10, 9, 8, 7, 6, 5, 4, 3].map((index) => `Run ${index}`))
  })

  it.each([
    [0.64, 0.05, 'run-6'],
    [0.64, 0.01, null],
    [Number.NaN, 1, null],
  ])('at %d within %d: %s stands out', (value, most, expected) => {
    expect(nearestRun(rows, value, most)).toBe(expected)
  })

  it('are read out up to eight', () => {
    expect(readoutSentence('Step 5', metrics.gradientNorm, rows)).toMatch(/Run 7: .*; and 12 more$/)
  })
})

describe('the cursor', () => {
  const range = { min: 0, max: 100 }
  it.each<[string, number, number | undefined]>([
    ['ArrowRight', 50, 51],
    ['ArrowLeft', 1, 1],
    ['PageDown', 50, 40],
    ['Home', 50, 1],
    ['End', 50, 80],
    ['ArrowRight', 80, 80],
    ['a', 50, undefined],
  ])('%s at %i', (key, step, expected) => {
    expect(cursorAfterKey(key, false, step, range, 80, 1)).toBe(expected)
  })

  it('goes ten times as far with shift', () => {
    expect(cursorAfterKey('ArrowRight', true, 50, range, 80, 1)).toBe(60)
  })

  it('moves by parts of what is shown where it counts epochs or time', () => {
    expect(cursorAfterKey('ArrowRight', false, 1, { min: 0, max: 4 }, 3, 0)).toBeCloseTo(1.01)
    expect(cursorAfterKey('Home', false, 1, { min: 0.5, max: 4 }, 3, 0)).toBe(0.5)
  })

  it('finds the step of a pixel and back, kept within the plot', () => {
    const area = { left: 48, right: 248 }
    expect(placeAt(148.6, area, range, 1)).toBe(50)
    expect(placeAt(148.6, area, range, 0)).toBeCloseTo(50.3)
    expect(placeAt(900, area, range, 1)).toBe(100)
    expect(pixelOf(50, area, range)).toBe(148)
  })
})
