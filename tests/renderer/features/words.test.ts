import { describe, expect, it } from 'vitest'
import type { Progress } from '#shared/protocol/trainer-api'
import { exampleTexts } from '../../../src/renderer/src/features/try/examples'
import { exportFolderName } from '../../../src/renderer/src/features/export/formats'
import { lengthBars } from '../../../src/renderer/src/features/data/length-bars'
import { runTime, runWords, sparkPoints } from '../../../src/renderer/src/features/runs/run-words'
import { runTitles } from '../../../src/renderer/src/charts/run-titles'
import { progressLine, progressShare } from '../../../src/renderer/src/features/shell/progress-line'
import { runLine } from '../../../src/renderer/src/features/shell/status-line'
import { absolutePath } from '../../../src/renderer/src/state/paths'

const training: Progress = {
  phase: 'training',
  done: 41,
  total: 157,
  unit: 'steps',
  epoch: 3,
  epochs: 10,
  secondsLeft: 71.6,
}

describe('progress in words', () => {
  it.each<[string, Progress]>([
    ['Epoch 3 of 10, 41 of 157, 1 min 12 s left', training],
    ['Epoch 3 of 10, 41 of 157, 4 s left', { ...training, secondsLeft: 3.2 }],
    ['Epoch 3 of 10, 41 of 157', { ...training, secondsLeft: undefined }],
    ['Epoch 3 of 10, validating', { ...training, phase: 'validating', secondsLeft: undefined }],
    ['Reading, 1.5 MB of 13 MB', { phase: 'reading', done: 1.5e6, total: 13e6, unit: 'bytes' }],
    [
      'Encoding, 1,200 of 25,000 rows',
      { phase: 'encoding', done: 1200, total: 25e3, unit: 'rows' },
    ],
    ['Checking, 3 of 5 texts', { phase: 'checking', done: 3, total: 5, unit: 'texts' }],
    ['Reading, 12 files', { phase: 'reading', done: 12, total: null, unit: 'files' }],
    ['Building the model', { phase: 'building', done: 0, total: null, unit: 'steps' }],
  ])('%s', (words, progress) => expect(progressLine(progress)).toBe(words))

  it.each<[number | null, Progress | null]>([
    [null, null],
    [0.5, { phase: 'reading', done: 1, total: 2, unit: 'bytes' }],
    [null, { phase: 'building', done: 0, total: null, unit: 'steps' }],
    [0.25, { ...training, done: 50, total: 100 }],
    [0.3, { ...training, phase: 'validating' }],
    [1, { ...training, epoch: 10, done: 157 }],
  ])('is a share of %s', (share, progress) => expect(progressShare(progress)).toBe(share))
})

describe('a run in words', () => {
  const run = { state: 'done', epochs: 8, plannedEpochs: 8, seconds: 42 } as const
  const position = { step: 355, epoch: 3, stepInEpoch: 41, stepsPerEpoch: 157 }
  it.each([
    ['8 epochs, 42 s', run],
    ['8 epochs, 3 min', { ...run, seconds: 167 }],
    ['Epoch 3 of 8', { ...run, state: 'running', epochs: 2 } as const],
    ['Epoch 8 of 8', { ...run, state: 'running' } as const],
    ['Stopped, 1 epoch', { ...run, state: 'stopped', epochs: 1 } as const],
    ['Stopped in epoch 1', { ...run, state: 'stopped', epochs: 0 } as const],
    ['Interrupted, 0 epochs', { ...run, state: 'interrupted', epochs: 0 } as const],
    ['Failed', { ...run, state: 'failed' } as const],
    ['Imported model', { ...run, epochs: 0, plannedEpochs: 0, seconds: 0 }],
    ['Paused, epoch 3 of 8', { ...run, state: 'paused', epochs: 2, position } as const],
    ['Interrupted, epoch 3', { ...run, state: 'interrupted', epochs: 2, position } as const],
  ])('%s', (words, one) => expect(runWords(one)).toBe(words))

  it('has its baseline beside its accuracy', () => {
    const record = { ...run, bestValAccuracy: 0.91234, message: null, position: null }
    const baselines = [
      { name: 'majority', title: 'Majority class', accuracy: 0.5, loss: 1, seconds: 0 },
    ]
    const headline = { name: 'valAccuracy', best: 0.91234, last: 0.9 }
    const view = { record, baselines, headline } as unknown as Parameters<typeof runLine>[0] // the fields it reads
    expect(runLine(view).text).toBe(
      'Trained 8 epochs in 42 s, best validation accuracy 0.912 (majority class 0.500)',
    )
  })

  it('that was stopped before its first epoch ended says so', () => {
    const record = {
      ...run,
      state: 'stopped',
      epochs: 0,
      seconds: 1.5,
      bestValAccuracy: null,
      message: null,
    }
    const headline = { name: 'valAccuracy', best: null, last: null }
    const view = { record, baselines: [], headline } as unknown as Parameters<typeof runLine>[0] // the fields it reads
    expect(runLine(view).text).toBe('Stopped after 1.5 s, in the first epoch')
  })

  it.each<[string[], [string, number][]]>([
    [
      ['LSTM', 'GRU'],
      [
        ['LSTM', 9],
        ['GRU', 10],
      ],
    ],
    [
      ['LSTM, 09:05:30', 'GRU', 'LSTM, 11:05:30'],
      [
        ['LSTM', 9],
        ['GRU', 10],
        ['LSTM', 11],
      ],
    ],
  ])('is told from others of its name on a chart: %s', (titles, runs) => {
    const drawn = runs.map(([name, hour]) => ({
      record: { name, createdAt: new Date(2026, 10, 20, hour, 5, 30).toISOString() },
    }))
    expect(runTitles(drawn, new Date(2026, 10, 20, 15))).toEqual(titles)
  })

  it('has the time of day today and the date before', () => {
    const now = new Date(2026, 10, 20, 15)
    expect(runTime(new Date(2026, 10, 20, 9, 5).toISOString(), now)).toBe('09:05')
    expect(runTime(new Date(2026, 10, 3).toISOString(), now)).toBe('3 Nov')
    expect(runTime(new Date(2025, 10, 3).toISOString(), now)).toBe('3 Nov 2025')
    expect(runTime('never', now)).toBe('')
  })

  it.each([
    ['', []],
    ['0.0,6.0 40.0,6.0', [0.5]],
    ['0.0,12.0 20.0,0.0 40.0,6.0', [0, 1, 0.5]],
    ['0.0,12.0 40.0,0.0', [0, Number.NaN, 1]],
  ])('has the spark line %s', (points, values) => expect(sparkPoints(values, 40, 12)).toBe(points))
})

describe('the length histogram', () => {
  const histogram = { step: 10, counts: [1, 4, 0, 2] }
  it('places bars and the cut in the box', () => {
    const { bars, cutX, end } = lengthBars(histogram, 20, 80, 40)
    expect(end).toBe(40)
    expect(cutX).toBe(40)
    expect(bars.map(({ height }) => height)).toEqual([10, 40, 0, 20])
    expect(bars.map(({ isCut }) => isCut)).toEqual([false, false, true, true])
  })

  it('makes room for a cut a little beyond, and none for one far away', () => {
    expect(lengthBars(histogram, 60, 80, 40)).toMatchObject({ cutX: 80, end: 60 })
    expect(lengthBars(histogram, 500, 80, 40)).toMatchObject({ cutX: null, end: 40 })
    expect(lengthBars(histogram, Number.NaN, 80, 40)).toMatchObject({ cutX: null, end: 40 })
    expect(lengthBars({ step: 1, counts: [] }, null, 80, 40).bars).toEqual([])
  })
})

describe('names and paths', () => {
  it.each([
    ['/data', 'a.csv', '/data/a.csv'],
    ['/data/x', '../a.csv', '/data/a.csv'],
    ['/data', './sub/a.csv', '/data/sub/a.csv'],
    ['/data', '/other/a.csv', '/other/a.csv'],
    ['C:\\data', 'a.csv', 'C:\\data\\a.csv'],
    ['C:\\data', 'D:\\a.csv', 'D:\\a.csv'],
  ])('%s with %s is %s', (folder, path, absolute) =>
    expect(absolutePath(folder, path)).toBe(absolute),
  )

  it.each([
    ['Sample reviews, LSTM', 'sample-reviews-lstm-tfjs'],
    ['../..', 'run-tfjs'],
    ['Отзывы 1', 'отзывы-1-tfjs'],
  ])('%s is exported to %s', (name, folder) => expect(exportFolderName(name, 'tfjs')).toBe(folder))

  it('offers texts of different labels to try', () => {
    const preview = {
      path: '/a.csv',
      kind: 'csv',
      container: 'file',
      files: 1,
      split: null,
      dialect: { separator: 'comma', quote: 'double', header: true },
      notes: [],
      bytes: 1,
      encoding: 'utf-8',
      columns: ['text', 'label'],
      rows: [
        ['one', 'a'],
        ['two', 'a'],
        [' ', 'b'],
        ['three', 'b'],
      ],
      guess: { text: 'text', label: 'label' },
      reason: '',
    } as const
    const columns = { text: null, label: null }
    expect(exampleTexts(false, preview, columns)).toEqual(['one', 'three', 'two'])
    expect(exampleTexts(false, null, columns)).toEqual([])
    expect(exampleTexts(true, null, columns)).toHaveLength(3)
  })
})
