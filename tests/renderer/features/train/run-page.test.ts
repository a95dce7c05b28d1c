// @vitest-environment ./tests/renderer/page-environment.ts
// What the page of a run says: its main number, its log, and the notes that are saved by themselves.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EpochMetrics, KeptEpoch, LogLine } from '#shared/domain/run'
import { whereOf } from '../../../../src/renderer/src/features/train/checkpoint-words'
import { logText, shownLines } from '../../../../src/renderer/src/features/train/log-lines'
import { NotesDraft } from '../../../../src/renderer/src/features/train/notes-draft.svelte'
import { resultEntries } from '../../../../src/renderer/src/features/train/result-entries'
import type { RunView } from '../../../../src/renderer/src/state/run-view.svelte'

describe('the result', () => {
  const epoch = (number: number, valAccuracy: number): EpochMetrics => ({
    epoch: number,
    loss: 0.5,
    accuracy: 0.8,
    valLoss: 0.5,
    valAccuracy,
    seconds: 2,
    step: number * 10,
  })
  const epochs = [epoch(1, 0.8), epoch(2, 0.88), epoch(3, 0.85)]
  const kept: KeptEpoch = { epoch: 2, step: 20, metric: 'valAccuracy', value: 0.88 }
  const baseline = {
    name: 'majority' as const,
    title: 'Majority class',
    accuracy: 0.5,
    loss: 1,
    seconds: 0,
  }

  function mainOf(over: Partial<Parameters<typeof resultEntries>[0]>) {
    const record = { seconds: 6, bestValAccuracy: 0.88 } as RunView['record'] // what the entries read
    return resultEntries({
      record,
      epochs,
      kept,
      baselines: [baseline],
      isUnderWay: false,
      headline: { name: 'valAccuracy', best: 0.88, last: 0.85 },
      ...over,
    })
  }

  it('is that of the kept epoch once the run has ended', () => {
    expect(mainOf({})[0]).toMatchObject({
      title: 'Validation accuracy',
      value: '0.880',
      detail: 'epoch 2 of 3, 12 % wrong, 6.0 s',
    })
  })

  it('is that of the last epoch while it is under way, and for a run that does not say', () => {
    expect(mainOf({ isUnderWay: true })[0]).toMatchObject({
      title: 'Validation accuracy so far',
      value: '0.850',
      detail: 'best 0.880, 15 % wrong, 6.0 s',
    })
    expect(mainOf({ kept: null })[0].value).toBe('0.850')
  })

  it('has the baselines beside it, and says so when there is none yet', () => {
    expect(mainOf({})[1]).toEqual({ title: 'Majority class', value: '0.500', detail: 'baseline' })
    expect(mainOf({ epochs: [] })[0].detail).toBe('no epoch was finished')
    expect(mainOf({ epochs: [], isUnderWay: true })[0].detail).toBe('after the first epoch')
  })
})

describe('the log', () => {
  const line = (at: string, message: string): LogLine => ({ at, level: 'info', message })
  const log = [
    line('2026-11-20T10:00:00', 'Read 100 rows.'),
    line('2026-11-20T10:00:05', 'Paused.'),
    line('2026-11-21T09:30:00', 'Went on.'),
  ]

  it('shows times, and the day where there is more than one', () => {
    expect(shownLines(log, 10).map(({ day, time }) => [day, time])).toEqual([
      ['20 Nov 2026', '10:00:00'],
      [null, '10:00:05'],
      ['21 Nov 2026', '09:30:00'],
    ])
    expect(shownLines(log.slice(0, 2), 10).map(({ day }) => day)).toEqual([null, null])
  })

  it('shows the newest lines, and copies all of them', () => {
    expect(shownLines(log, 1).map(({ message }) => message)).toEqual(['Went on.'])
    expect(logText(log).split('\n')).toEqual([
      '20 Nov 2026, 10:00:00\tinfo\tRead 100 rows.',
      '20 Nov 2026, 10:00:05\tinfo\tPaused.',
      '21 Nov 2026, 09:30:00\tinfo\tWent on.',
      '',
    ])
  })
})

describe('a checkpoint', () => {
  const position = { step: 41, epoch: 1, stepInEpoch: 41, stepsPerEpoch: 157 }
  it.each([
    [position, 'Epoch 1, batch 41 of 157'],
    [{ ...position, epoch: 3, stepInEpoch: 0 }, 'After epoch 2'],
    [{ ...position, stepInEpoch: 0 }, 'At the start'],
  ])('at %j is %s', (at, words) => {
    expect(whereOf(at)).toBe(words)
  })
})

describe('notes', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are saved once after a pause in typing', () => {
    const saved: string[] = []
    const draft = new NotesDraft((notes) => saved.push(notes))
    draft.type('a')
    vi.advanceTimersByTime(500)
    draft.type('ab')
    vi.advanceTimersByTime(500)
    expect([saved, draft.pending]).toEqual([[], 'ab'])
    vi.advanceTimersByTime(500)
    expect([saved, draft.pending]).toEqual([['ab'], null])
  })

  it('are saved at once when they are left, and not again', () => {
    const saved: string[] = []
    const draft = new NotesDraft((notes) => saved.push(notes))
    draft.type('a')
    draft.flush()
    draft.flush()
    vi.advanceTimersByTime(5000)
    expect(saved).toEqual(['a'])
  })
})
