// The exam in the window: its state over the engine's events, its chart, its files and its words.
import { describe, expect, it } from 'vitest'
import type { Exam, ExamRequest, ExamScore } from '#shared/domain/inside/exam'
import type { LabEvent } from '#shared/protocol/lab-api'
import { failure, success, type Result } from '#shared/protocol/result'
import { layOut } from '../../../../../src/renderer/src/charts/lines/plot'
import {
  examAxes,
  examCsv,
  examLines,
  guessing,
} from '../../../../../src/renderer/src/features/inspect/exam/exam-lines'
import {
  endOf,
  folded,
  lessonOf,
} from '../../../../../src/renderer/src/features/inspect/exam/exam-view-words'
import { ExamState } from '../../../../../src/renderer/src/state/exam.svelte'

const score = (cell: ExamScore['cell'], length: number, share: number): ExamScore => ({
  ...{ cell, length, score: share, isSolved: share >= 0.9 },
  ...{ chance: 0.25, loss: 0.5, steps: 100, seconds: 1 },
})
const request: Exam['request'] = {
  ...{ task: 'copy', cells: ['SimpleRNN', 'LSTM'], lengths: [5, 10] },
  ...{ units: 32, steps: 1500, batchSize: 64, learningRate: 0.01, seed: 7 },
}
const exam: Exam = {
  ...{ format: 'unroll-exam/1', id: 'one', state: 'done', message: null, request },
  ...{ startedAt: '2026-11-20T10:00:00Z', seconds: 3, example: { input: 'A', answer: 'A' } },
  scores: [
    score('SimpleRNN', 5, 1),
    score('LSTM', 5, 1),
    score('SimpleRNN', 10, 0.25),
    score('LSTM', 10, 0.99),
  ],
}

/** An engine that answers an exam when it is told to. */
function examiner() {
  const stopped: string[] = []
  let kept: Exam[] = []
  let asked: ExamRequest | null = null
  let end: (answer: Result<Exam>) => void = () => undefined
  const state = new ExamState({
    exam: (one) => {
      asked = one
      return new Promise((resolve) => (end = resolve))
    },
    exams: () => Promise.resolve(success(kept)),
    deleteExam: (id) => {
      kept = kept.filter((one) => one.id !== id)
      return Promise.resolve(success(null))
    },
    stop: (id) => {
      stopped.push(id)
      return Promise.resolve(success(null))
    },
  })
  return {
    state,
    stopped,
    request: () => asked,
    end: (answer: Result<Exam>) => {
      if (answer.ok) kept = [answer.value, ...kept]
      end(answer)
    },
    tell: (event: object) => state.take({ id: asked?.requestId, ...event } as LabEvent), // as the engine does
  }
}

describe('the state', () => {
  it('shows scores as they come, and the exam once it has ended', async () => {
    const { state, request: asked, tell, end } = examiner()
    state.longest = 1
    state.cells = ['SimpleRNN', 'LSTM']
    const ended = state.start()
    expect(asked()).toMatchObject({ task: 'copy', lengths: [5, 10], cells: ['SimpleRNN', 'LSTM'] })
    tell({ type: 'exam-progress', cell: 'SimpleRNN', length: 5, share: 0.5, score: 0.4 })
    expect(state.share).toBe(0.125)
    expect(state.underWay?.place).toMatchObject({ cell: 'SimpleRNN', score: 0.4 })
    tell({ type: 'exam-score', score: exam.scores[0] })
    tell({ type: 'exam-score', id: 'another', score: exam.scores[1] })
    expect(state.shown?.scores).toEqual([exam.scores[0]])
    expect(state.share).toBe(0.25)
    end(success(exam))
    await ended
    expect(state.underWay).toBeNull()
    expect(state.shown).toBe(exam)
  })

  it('ends by a stop, and tells of a failure', async () => {
    const { state, stopped, request: asked, end } = examiner()
    const ended = state.start()
    state.stop()
    expect(stopped).toEqual([asked()?.requestId])
    end(failure('busy', 'The run "A" trains.'))
    await ended
    expect(state.failure?.message).toBe('The run "A" trains.')
  })

  it.each([
    ['no cell', { cells: [] }, 'Choose at least one cell.'],
    ['what is no number', { units: NaN }, /^The exam: units: /],
    ['too much', { units: 512, longest: 6, task: 'copy' as const }, null],
  ])('is not asked of %s', (_name, settings, message) => {
    const { state, request: asked } = examiner()
    Object.assign(state, settings)
    void state.start()
    if (message === null) expect(asked()).not.toBeNull()
    else {
      expect(asked()).toBeNull()
      expect(state.failure?.message).toMatch(message)
    }
  })

  it('deletes', async () => {
    const { state, end } = examiner()
    const ended = state.start()
    end(success(exam))
    await ended
    await state.delete('one')
    expect(state.exams).toEqual([])
    expect(state.shown).toBeNull()
  })
})

describe('the chart', () => {
  it('has a line for each cell that has a score, in its own colour, and the level of guessing', () => {
    const [simple, lstm] = examLines(exam)
    expect(simple).toMatchObject({
      name: 'SimpleRNN',
      points: [
        { x: 5, y: 1 },
        { x: 10, y: 0.25 },
      ],
    })
    expect(lstm.points).toHaveLength(2)
    expect(guessing(exam)?.y).toBe(0.25)
    const alone = {
      request: { ...request, cells: ['LSTM' as const] },
      scores: exam.scores.slice(1, 2),
    }
    expect(examLines(alone)[0].colorIndex).toBe(lstm.colorIndex)
    expect(examLines({ request, scores: [] })).toEqual([])
    expect(guessing({ scores: [] })).toBeNull()
  })

  it('has lengths that double at equal distances, and all shares', () => {
    const axes = examAxes(exam)
    const { xAt, yTicks, left, top, bottom } = layOut(
      { lines: examLines(exam), axes },
      { width: 600, height: 240 },
    )
    const [first, second] = [xAt(5), xAt(10)]
    expect(first - left).toBeCloseTo((second - first) / 2, 9)
    expect(yTicks.map(({ words }) => words)).toEqual([
      '0 %',
      '20 %',
      '40 %',
      '60 %',
      '80 %',
      '100 %',
    ])
    expect([yTicks[0].at, yTicks[5].at]).toEqual([bottom, top])
    expect(axes).toMatchObject({
      xTitle: 'Steps of waiting',
      yTitle: 'Share of letters that are right',
    })
  })

  it('is written as CSV', () => {
    expect(examCsv(exam).split('\r\n')).toEqual([
      'task,cell,length,score,chance,solved,loss,steps,seconds',
      'copy,SimpleRNN,5,1,0.25,true,0.5,100,1',
      'copy,LSTM,5,1,0.25,true,0.5,100,1',
      'copy,SimpleRNN,10,0.25,0.25,false,0.5,100,1',
      'copy,LSTM,10,0.99,0.25,true,0.5,100,1',
      '',
    ])
  })
})

describe('the words', () => {
  it('fold long examples in the middle', () => {
    expect(folded('A B C')).toBe('A B C')
    const long = Array.from({ length: 80 }, (_, index) => String(index)).join(' ')
    expect(folded(long)).toMatch(/^0 1 .* 29 … 38 more … 68 .* 79$/)
    expect(folded('()'.repeat(40))).toBe(`${'()'.repeat(15)} … 38 more … ${'()'.repeat(6)}`)
  })

  it('explain a gated cell that reached further, and nothing else', () => {
    expect(lessonOf(exam)).toMatch(/^SimpleRNN writes its whole state anew/)
    const alike = exam.scores.slice(0, 2)
    expect(lessonOf({ request, scores: alike })).toBeNull()
    expect(lessonOf({ request: { ...request, cells: ['LSTM'] }, scores: alike })).toBeNull()
  })

  it('say how an exam ended', () => {
    expect(endOf(exam)).toBeNull()
    expect(endOf({ state: 'stopped', message: null })).toMatch(/^It was stopped/)
    expect(endOf({ state: 'failed', message: 'The disk is full.' })).toBe('The disk is full.')
  })
})
