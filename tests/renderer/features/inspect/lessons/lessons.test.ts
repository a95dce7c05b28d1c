// The checks of every lesson against real trained runs, and the words of all of them.
import katex from 'katex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Exam } from '#shared/domain/inside/exam'
import { byDistance, memoryHorizon, type Inspection } from '#shared/domain/inside/inspection'
import { lessonProgressSchema } from '#shared/domain/inside/lessons'
import type { Operation } from '#shared/domain/inside/surgery'
import { allLessons } from '../../../../../src/renderer/src/features/inspect/lessons/all-lessons'
import {
  changesOf,
  firstLayerOf,
  indexOfLargest,
  liveliestUnit,
} from '../../../../../src/renderer/src/features/inspect/lessons/first-layer'
import {
  numberOf,
  type LessonContext,
} from '../../../../../src/renderer/src/features/inspect/lessons/lesson'
import { sources } from '../../../../../src/renderer/src/features/inspect/lessons/sources'
import { contextOf, trainedSample, trainedWriter, type TrainedRun } from './trained-runs'

const text = 'the film was not good but the actors were lovely'
let lstm: TrainedRun
let gru: TrainedRun
let simple: TrainedRun
let writer: TrainedRun
let seen: Inspection

beforeAll(async () => {
  lstm = await trainedSample('LSTM')
  gru = await trainedSample('GRU')
  simple = await trainedSample('SimpleRNN')
  writer = await trainedWriter()
  seen = await lstm.look(text)
}, 120_000)
afterAll(async () => {
  for (const run of [lstm, gru, simple, writer]) await run.close()
})

function stepOf(id: string) {
  const [lessonId, stepId] = id.split('/')
  const step = allLessons
    .find((lesson) => lesson.id === lessonId)
    ?.steps.find((one) => one.id === stepId)
  if (!step) throw new Error(`there is no step ${id}`)
  return step
}

/** What a step says: what is done after a tick, else what is missing. */
function checked(id: string, changes: Partial<LessonContext>): string {
  const result = stepOf(id).check(contextOf({ run: lstm.run, inspection: seen, ...changes }))
  return result.isDone ? `✓ ${result.says}` : result.missing
}

describe('the words', () => {
  const steps = allLessons.flatMap((lesson) =>
    lesson.steps.map((step) => [`${lesson.id}/${step.id}`, step] as const),
  )

  it('are six lessons with names that progress can be kept by', () => {
    expect(allLessons).toHaveLength(6)
    const done = steps.map(([id]) => id)
    expect(new Set(done).size).toBe(done.length)
    const progress = { format: 'unroll-lessons/1', done }
    expect(lessonProgressSchema.parse(progress)).toEqual(progress)
  })

  it.each(steps)('%s: short, plain, and with equations that can be set', (_id, step) => {
    for (const run of [lstm, gru, simple, writer].map((one) => one.run)) {
      for (const inspection of [null, seen]) {
        const context = contextOf({ run, inspection })
        const words = `${step.text(context)} ${step.task(context)}`
        expect(words.split(/\s+/).length).toBeLessThan(85)
        expect(words).not.toMatch(/[\u2014\u2013]|undefined|NaN|null/)
        for (const { tex, label } of step.equations?.(context) ?? []) {
          expect(label).not.toBe('')
          expect(katex.renderToString(tex, { throwOnError: true })).toContain('katex')
        }
      }
    }
    expect(step.task(contextOf({ run: lstm.run, inspection: seen }))).toMatch(/[.?]$/)
  })

  it.each(allLessons)('$id: has its papers, and a way to begin', (lesson) => {
    expect(lesson.sources.length).toBeGreaterThan(0)
    for (const id of lesson.sources) expect(sources[id].address).toMatch(/^https:\/\//)
    expect(lesson.findProblem(contextOf())).toMatch(
      /^Open a run from the list, or train the sample/,
    )
    const untrained = contextOf({ run: { ...lstm.run, hasModel: false } })
    expect(lesson.findProblem(untrained)).toMatch(/after its first epoch/)
    expect(lesson.findProblem(contextOf({ run: lstm.run }))).toBeNull()
  })

  it.each([
    ['8,320', 8320],
    ['8 320', 8320],
    ['8320', 8320],
    ['0,85', 0.85],
    ['0.85', 0.85],
    ['', NaN],
    ['many', NaN],
  ])('take %j as %d', (answer, number) => {
    expect(numberOf(answer)).toBe(number)
  })
})

describe('counting parameters', () => {
  it.each([
    ['parameters/units', '32', '✓ Yes: h has 32 numbers.'],
    ['parameters/units', '31', /^31 is not it\. Open Weights/],
    ['parameters/units', 'many', 'Type a number.'],
    ['parameters/recurrent-kernel', '1,024', '✓ Yes: 32 × 32 = 1,024.'],
    ['parameters/recurrent-kernel', '1056', /^1,056 is not it\./],
    ['parameters/all-blocks', '8320', '✓ Yes: 4 × (32 × (32 + 32) + 32) = 8,320.'],
    ['parameters/all-blocks', '2080', /^2,080 is not it\. One block has W with 32 × 32/],
    ['parameters/length', 'It stays the same', /^✓ It stays at 8,320/],
    ['parameters/length', 'It doubles', /^Not that\./],
    ['parameters/largest', 'embedding', /^✓ Yes: 2000 × 32 = 64,000, of /],
    ['parameters/largest', 'lstm', /^Not that\./],
  ])('%s: %s', (id, answer, said) => {
    expect(checked(id, { answer })).toMatch(said)
  })

  it('counts the blocks of the run that is open', () => {
    expect(checked('parameters/all-blocks', { run: gru.run, answer: '6240' })).toMatch(
      /^✓ Yes: 3 ×/,
    )
    expect(checked('parameters/all-blocks', { run: simple.run, answer: '2080' })).toMatch(
      /^✓ Yes: /,
    )
  })
})

describe('what the state is', () => {
  it('sees the view and the text', async () => {
    expect(checked('state/loop', {})).toBe('Open the view Step through.')
    const short = await lstm.look('lovely film')
    expect(checked('state/loop', { view: 'steps', inspection: short })).toMatch(/this one has 2\.$/)
    expect(checked('state/loop', { view: 'steps' })).toMatch(/^✓/)
  })

  it('asks what steps before the text left, or zeros where there were none', async () => {
    const left = 'What steps before the text have left'
    expect(seen.source.paddingBefore).toBeGreaterThan(0)
    expect(checked('state/beginning', { answer: left })).toMatch(
      /^✓ Yes: the layer had taken 2\d steps/,
    )
    expect(checked('state/beginning', { answer: 'Zeros' })).toMatch(/^Not that\./)
    const written = { run: writer.run, inspection: await writer.look('the cat') }
    expect(checked('state/beginning', { ...written, answer: left })).toContain('taken 1 step ')
    const cut = await lstm.look(`${text} `.repeat(4))
    expect(checked('state/beginning', { inspection: cut, answer: 'Zeros' })).toMatch(
      /^✓ Yes: before/,
    )
  })

  it('knows the word at which a unit changes most', () => {
    const layer = firstLayerOf(seen)
    if (!layer) throw new Error('no recurrent layer')
    const unit = liveliestUnit(layer)
    const right = indexOfLargest(changesOf(layer, unit, false))
    const word = seen.source.tokens[right].token
    expect(checked('state/change', { token: right })).toContain(`✓ Yes: at "${word}" unit ${unit} `)
    expect(checked('state/change', { token: (right + 1) % 10 })).toMatch(/At another word/)
  })

  it('compares the last states of two orders', async () => {
    const start = seen
    expect(checked('state/order', { start })).toMatch(/^Put these in another order/)
    const other = await lstm.look('another text')
    expect(checked('state/order', { start, inspection: other })).toMatch(
      /^Type a text of at least 3/,
    )
    const turned = await lstm.look(text.split(' ').reverse().join(' '))
    expect(checked('state/order', { start, inspection: turned })).toMatch(
      /^✓ The same words, and yet a unit of the last state differs by 0\.\d+\./,
    )
  })
})

describe('unrolling', () => {
  it('sees the chain and its one set of weights', () => {
    expect(checked('unrolling/chain', { view: 'unrolled' })).toBe(
      '✓ Your text is drawn as a chain of 10 cells.',
    )
    expect(checked('unrolling/parameters', { answer: '83200' })).toMatch(/^83,200 is not it/)
    expect(checked('unrolling/parameters', { answer: '8320' })).toMatch(/^✓/)
  })

  it('asks for a longer text', async () => {
    const longer = await lstm.look(`${text} and so was it`)
    expect(checked('unrolling/longer', { start: seen })).toMatch(/had 10 words .* has 10 now/)
    expect(checked('unrolling/longer', { start: seen, inspection: longer })).toBe(
      '✓ 10 cells before, 14 now, and the same 8,320 parameters.',
    )
  })

  it('knows that another last word leaves the states before it as they were', async () => {
    const inspection = await lstm.look(text.replace(/lovely$/, 'awful'))
    const answer = 'Only the state after the last word'
    expect(checked('unrolling/past', { start: seen, answer })).toMatch(
      /^Change the last word alone/,
    )
    const changed = { start: seen, inspection }
    expect(checked('unrolling/past', { ...changed, answer: 'All states' })).toMatch(/^Not that/)
    expect(checked('unrolling/past', { ...changed, answer })).toBe(
      '✓ Yes: the 9 states before it are the same to the last digit.',
    )
  })
})

describe('why gradients vanish', () => {
  it('holds places, factors and horizons against the gradients of the text', () => {
    const layer = firstLayerOf(seen)
    if (!layer) throw new Error('no recurrent layer')
    const norms = Array.from(layer.gradientNorms)
    const place = Math.floor((indexOfLargest(norms) * 3) / norms.length)
    const places = ['Near the first word', 'In the middle', 'Near the last word']
    const said = places.map((answer) => checked('gradients/largest', { answer })[0])
    expect(said.map((first) => first === '✓')).toEqual(places.map((_, index) => index === place))

    const factor = (norms[0] / norms[9]) ** (1 / 9)
    expect(checked('gradients/factor', { answer: factor.toFixed(2) })).toMatch(/^✓ Yes, \d\.\d\d/)
    expect(checked('gradients/factor', { answer: (factor + 0.1).toFixed(2) })).toMatch(/is not it/)

    const horizon = memoryHorizon(byDistance(layer)) ?? 10
    expect(checked('gradients/horizon', { answer: String(horizon) })).toMatch(/^✓ Yes: /)
    expect(checked('gradients/horizon', { answer: String(horizon + 1) })).toMatch(/is not it/)
  })

  it('sees a memory exam of both kinds of cells', () => {
    const score = { length: 20, score: 1, chance: 0.25, loss: 0.1, steps: 9, seconds: 1 }
    const exam = {
      state: 'done',
      request: { task: 'copy', cells: ['SimpleRNN', 'LSTM'], lengths: [20] },
      scores: [
        { ...score, cell: 'SimpleRNN', isSolved: false },
        { ...score, cell: 'LSTM', isSolved: true },
      ],
    } as unknown as Exam // what the step looks at
    expect(checked('gradients/cells', { exams: [exam] })).toBe(
      '✓ LSTM solves it up to 20 steps of waiting, SimpleRNN at no length.',
    )
    expect(checked('gradients/cells', { exams: [{ ...exam, state: 'stopped' }] })).toMatch(
      /^Open Memory/,
    )
  })
})

describe('what the gates do', () => {
  const clamp = (gate: 'forget' | 'update', value: number, units: number[] | null = null) =>
    ({ type: 'clamp-gate', layer: 'lstm', direction: null, gate, units, value }) satisfies Operation

  it('is not for a SimpleRNN', () => {
    const [, , , , gates] = allLessons
    expect(gates.findProblem(contextOf({ run: simple.run }))).toMatch(/which has no gates/)
    expect(gates.findProblem(contextOf({ run: gru.run }))).toBeNull()
  })

  it('names the gate that keeps, of each cell', () => {
    expect(checked('gates/keeper', { answer: 'Forget gate' })).toMatch(/^✓/)
    expect(checked('gates/keeper', { answer: 'Input gate' })).toMatch(/^Not that/)
    expect(checked('gates/keeper', { run: gru.run, answer: 'Update gate' })).toMatch(/^✓/)
  })

  it('holds the answer against the mean of the gate', () => {
    const values = firstLayerOf(seen)?.gates.forget?.values ?? new Float32Array()
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    // The forget gates of a young LSTM are open: their bias begins at 1.
    expect(mean).toBeGreaterThan(0.5)
    const answer = 'More open than shut: above 0.5 on average'
    expect(checked('gates/openness', { answer })).toBe(
      `✓ Yes: on average it is ${mean.toFixed(2)}.`,
    )
    expect(checked('gates/openness', { answer: 'More shut than open: below 0.5' })).toMatch(/^Not/)
  })

  it('sees what is held', () => {
    expect(checked('gates/shut', {})).toMatch(/^Open Surgery, choose the forget gate/)
    expect(checked('gates/shut', { surgery: [clamp('forget', 0, [1])] })).toMatch(/of all units/)
    expect(checked('gates/shut', { surgery: [clamp('forget', 1)] })).toMatch(/is held at 1\. Hold/)
    expect(checked('gates/shut', { surgery: [clamp('forget', 0)] })).toMatch(/^✓/)
    expect(checked('gates/open', { surgery: [clamp('forget', 0), clamp('forget', 1)] })).toMatch(
      /^✓/,
    )
    expect(checked('gates/undo', { surgery: [clamp('forget', 1)] })).toMatch(/^Remove/)
    expect(checked('gates/undo', {})).toMatch(/^✓/)
  })
})

describe('from classifying to writing', () => {
  it('counts the answers of each', async () => {
    const written = { run: writer.run, inspection: await writer.look('the cat') }
    expect(checked('writing/one-answer', { answer: '1' })).toBe('✓ Yes: 1 answer for 10 tokens.')
    expect(checked('writing/one-answer', { ...written, answer: '1' })).toMatch(
      /^Open a run that cl/,
    )
    expect(checked('writing/every-step', { answer: '1' })).toMatch(/^The open run does not write/)
    expect(checked('writing/every-step', { ...written, answer: '7' })).toBe(
      '✓ Yes: 7 answers for 7 tokens.',
    )
    expect(checked('writing/every-step', { ...written, answer: '1' })).toMatch(/is not it/)
    const next = 'The next one of the text'
    expect(checked('writing/next-token', { ...written, answer: next })).toContain('after "t" ')
    expect(checked('writing/write', written)).toMatch(/^Open the step Train/)
    expect(checked('writing/write', { ...written, hasWritten: true })).toMatch(/^✓/)
  })
})
