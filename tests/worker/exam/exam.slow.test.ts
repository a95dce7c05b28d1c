// The memory exam on real cells: its file, its events, that it repeats itself, and what the cells reach.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  examRequestSchema,
  examSchema,
  examTasks,
  type Exam,
  type ExamRequest,
} from '#shared/domain/inside/exam'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import { runExam } from '../../../src/worker/exam/exam'
import { RunControl } from '../../../src/worker/training/run-control'

let folder = ''
let file = ''
let tensors = 0

beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-exam-'))
  file = join(folder, 'exam.json')
  tensors = tf.memory().numTensors
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  expect(tf.memory().numTensors).toBe(tensors)
})

type Asked = Partial<ExamRequest> & Pick<ExamRequest, 'task'>

const small = { cells: ['SimpleRNN', 'LSTM'], lengths: [4, 6], units: 4, steps: 30, batchSize: 8 }

async function examine(
  asked: Asked,
  hear: (event: TrainerEvent, control: RunControl) => void = () => undefined,
) {
  const control = new RunControl()
  const events: TrainerEvent[] = []
  const request = examRequestSchema.parse({ requestId: 'exam', ...small, ...asked })
  const emit = (event: TrainerEvent) => {
    events.push(event)
    hear(event, control)
  }
  const result = await runExam({ request, id: 'exam-1', file }, emit, control)
  return { result, events }
}

async function scored(asked: Asked): Promise<Exam> {
  const { result } = await examine(asked)
  if (!result.ok) throw new Error(result.message)
  return result.value
}

async function kept(): Promise<Exam> {
  return examSchema.parse(JSON.parse(await readFile(file, 'utf8')))
}

const withoutTimes = ({ scores }: Exam) => scores.map(({ seconds: _seconds, ...score }) => score)

it.each(examTasks)('examines each cell at each length, short ones first: %s', async (task) => {
  const { result, events } = await examine({ task, lengths: [6, 4] })
  if (!result.ok) throw new Error(result.message)
  const { scores, state } = result.value
  expect(state).toBe('done')
  expect(scores.map(({ cell, length }) => [cell, length])).toEqual([
    ['SimpleRNN', 4],
    ['LSTM', 4],
    ['SimpleRNN', 6],
    ['LSTM', 6],
  ])
  for (const { score, loss, steps } of scores) {
    expect(score).toBeGreaterThanOrEqual(0)
    expect(score).toBeLessThanOrEqual(1)
    expect(loss).toBeGreaterThan(0)
    expect(steps).toBeLessThanOrEqual(30)
  }
  expect(events.flatMap((event) => (event.type === 'exam-score' ? [event.score] : []))).toEqual(
    scores,
  )
  expect(events.some(({ type }) => type === 'exam-progress')).toBe(true)
  expect(await kept()).toEqual(result.value)
})

it('repeats itself to the last digit, whatever else is examined', async () => {
  const whole = withoutTimes(await scored({ task: 'adding' }))
  expect(withoutTimes(await scored({ task: 'adding' }))).toEqual(whole)
  const alone = await scored({ task: 'adding', cells: ['LSTM'], lengths: [6] })
  expect(withoutTimes(alone)).toEqual(whole.slice(-1))
  const other = await scored({ task: 'adding', seed: 8 })
  expect(withoutTimes(other)).not.toEqual(whole)
})

it('ends a cell that has solved the task, and finds out how far each remembers', async () => {
  const asked = { lengths: [5, 40], units: 32, batchSize: 64, steps: 500 }
  const { scores } = await scored({ task: 'brackets', ...asked })
  const [simpleShort, lstmShort, simpleLong, lstmLong] = scores
  expect(simpleShort).toMatchObject({ isSolved: true })
  expect(lstmShort).toMatchObject({ isSolved: true })
  expect(lstmShort.steps).toBeLessThan(500)
  expect(lstmLong).toMatchObject({ isSolved: true })
  expect(simpleLong).toMatchObject({ isSolved: false, steps: 500 })
  expect(simpleLong.score).toBeLessThan(0.75)
})

it('keeps the scores so far when it is stopped', async () => {
  const { result } = await examine({ task: 'recall', lengths: [4, 5, 6] }, (event, control) => {
    if (event.type === 'exam-score') control.stop()
  })
  expect(result).toMatchObject({ ok: true, value: { state: 'stopped', scores: [{ length: 4 }] } })
  expect(await kept()).toMatchObject({ state: 'stopped', scores: [{ cell: 'SimpleRNN' }] })
})

it('drops the score under way when it is stopped in the middle', async () => {
  const { result } = await examine({ task: 'copy' }, (event, control) => {
    if (event.type === 'exam-progress') control.stop()
  })
  expect(result).toMatchObject({ ok: true, value: { state: 'stopped', scores: [] } })
})

it('fails with a sentence when the file cannot be written', async () => {
  await rm(folder, { recursive: true })
  const { result, events } = await examine({ task: 'copy' })
  expect(result).toMatchObject({
    ok: false,
    code: 'write-failed',
    message: `${file} could not be written: its folder is not there any more.`,
  })
  expect(events).toEqual([])
})

it('refuses one that is too large before anything is written', async () => {
  const { result } = await examine({ task: 'copy', lengths: [500], units: 512, batchSize: 1024 })
  expect(result).toMatchObject({ ok: false, code: 'experiment-invalid' })
  await expect(readFile(file)).rejects.toThrow()
})
