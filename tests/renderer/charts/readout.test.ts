// What a chart says at a step, and where the keys lead.
import { describe, expect, it } from 'vitest'
import { cursorAfterKey } from '../../../src/renderer/src/charts/cursor-keys'
import { metrics, type ChartRun } from '../../../src/renderer/src/charts/metric'
import { pixelOf, stepAt } from '../../../src/renderer/src/charts/plot-scale'
import { readAt, readoutSentence } from '../../../src/renderer/src/charts/readout'

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
  steps: { count: 10, version: 1, loss: column, accuracy: column, gradientNorm: column },
  epochs: [epoch(1, 4), epoch(2, 8)],
  baselines: [],
}

describe('readAt', () => {
  it('reads the smoothed value of the step and the last validation by then', () => {
    const row = readAt(run, metrics.loss, column, 5)
    expect(row.training).toBeCloseTo(0.4)
    expect(row.validation).toEqual({ value: 0.5, epoch: 1 })
  })

  it.each([
    ['before the first epoch has ended', 3, true, false],
    ['at the end of an epoch', 8, true, true],
    ['beyond the last step', 11, false, true],
  ])('%s', (_, step, hasTraining, hasValidation) => {
    const row = readAt(run, metrics.accuracy, column, step)
    expect([row.training !== null, row.validation !== null]).toEqual([hasTraining, hasValidation])
  })

  it('has no validation for the gradient norm', () => {
    expect(readAt(run, metrics.gradientNorm, column, 9).validation).toBeNull()
  })
})

describe('readoutSentence', () => {
  it('says all values of a run, and whose they are when there are several', () => {
    const row = readAt(run, metrics.loss, column, 9)
    expect(readoutSentence(9, metrics.loss, [row])).toBe(
      'Step 9: training loss 0.800, validation loss 0.400 after epoch 2',
    )
    const other = { ...readAt(run, metrics.loss, column, 1), name: 'GRU' }
    expect(readoutSentence(1, metrics.loss, [row, other])).toMatch(
      /^Step 1: LSTM: training .*; GRU: training loss 0.000$/,
    )
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
    expect(cursorAfterKey(key, false, step, range, 80)).toBe(expected)
  })

  it('goes ten times as far with shift', () => {
    expect(cursorAfterKey('ArrowRight', true, 50, range, 80)).toBe(60)
  })

  it('finds the step of a pixel and back, kept within the plot', () => {
    const area = { left: 48, right: 248 }
    expect(stepAt(148, area, range)).toBe(50)
    expect(stepAt(900, area, range)).toBe(100)
    expect(pixelOf(50, area, range)).toBe(148)
  })
})
