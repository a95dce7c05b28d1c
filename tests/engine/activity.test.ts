// What the window host hears of the lab: a run from its start to its end, its pauses, the queue behind it; races and exams.
import { expect, it } from 'vitest'
import { isOver, isUnderWay } from '#shared/domain/activity'
import { examRequestSchema } from '#shared/domain/inside/exam'
import type { EngineReport } from '#shared/protocol/engine-messages'
import type { LabApi, LabEvent } from '#shared/protocol/lab-api'
import { failure } from '#shared/protocol/result'
import { reportActivity } from '../../src/engine/activity'

const record = { name: 'LSTM' }
const position = { step: 1, epoch: 1, stepInEpoch: 1, stepsPerEpoch: 2 }
const queueOf = (length: number, isHeld = false) => ({
  type: 'queue',
  queue: { entries: Array.from({ length }), isHeld },
})
const paused = (reason: string | null) => ({ type: 'run-paused', runId: 'a', position, reason })

function listen() {
  let listener: (event: LabEvent) => void = () => {}
  const reports: EngineReport[] = []
  const subscribe = (given: typeof listener) => {
    listener = given
    return () => {}
  }
  const calls: (() => void)[] = []
  const settle = () =>
    new Promise((resolve) => calls.push(() => resolve(failure('busy', 'Something trains.'))))
  const api = { race: settle, exam: settle } as unknown as LabApi // the calls that are followed
  const served = reportActivity({ api, subscribe }, (report) => reports.push(report))
  return {
    reports,
    api: served.api,
    /** Ends one of the calls under way. */
    endCall: (index: number) => calls.splice(index, 1)[0](),
    /** The last report's activity after an event. */
    after(event: unknown) {
      listener(event as LabEvent) // with the fields that are read
      const last = reports.at(-1)
      if (last?.type !== 'activity') throw new Error('An activity comes last.')
      const { activity } = last
      return { activity, way: [isUnderWay(activity), isOver(activity)] }
    },
  }
}

it('tells of a run, its pauses by a person and by a full disk, and its end', () => {
  const { after, reports } = listen()
  const run = { name: 'LSTM', isPaused: false }
  expect(after({ type: 'run-started', record })).toEqual({
    activity: { run, waiting: 0, study: null },
    way: [true, false],
  })
  expect(after(paused('The disk is full.')).way).toEqual([true, false])
  expect(after(paused(null)).way).toEqual([false, false])
  expect(after({ type: 'run-went-on', runId: 'a' }).activity.run).toEqual(run)
  expect(after({ type: 'run-ended', record }).way).toEqual([false, true])
  expect(reports.at(-2)).toEqual({ type: 'ended', record, goesOn: false })
})

it('counts what waits, unless the queue is held', () => {
  const { after, reports } = listen()
  after({ type: 'run-started', record })
  expect(after(queueOf(3)).activity.waiting).toBe(3)
  expect(after({ type: 'run-ended', record }).way).toEqual([true, false])
  expect(reports.at(-2)).toEqual({ type: 'ended', record, goesOn: true })
  expect(after(queueOf(3, true)).way).toEqual([false, true])
})

it('says why the queue holds by itself', () => {
  const { after, reports } = listen()
  after(queueOf(2))
  const { queue } = queueOf(2, true)
  after({ type: 'queue', queue: { ...queue, notice: 'The data are gone.' } })
  expect(reports.slice(1)).toEqual([
    { type: 'held', reason: 'The data are gone.' },
    { type: 'activity', activity: { run: null, waiting: 0, study: null } },
  ])
})

it('says nothing of what does not change it', () => {
  const { after, reports } = listen()
  after({ type: 'run-started', record })
  after({ type: 'epoch', runId: 'a' })
  expect(reports).toHaveLength(1)
})

const raceOf = (name: string) => ({ requestId: name, name, variants: [] })
const exam = examRequestSchema.parse({
  requestId: 'x',
  task: 'adding',
  cells: ['LSTM'],
  lengths: [10],
})

it.each([
  ['a race', (api: LabApi) => api.race(raceOf('Cells')), 'The race "Cells"'],
  ['an exam', (api: LabApi) => api.exam(exam), 'An exam of the adding task'],
])('tells of %s while it is under way', async (_what, begin, study) => {
  const { api, endCall, reports } = listen()
  const ended = begin(api)
  const activity = { run: null, waiting: 0, study }
  expect(reports).toEqual([{ type: 'activity', activity }])
  expect([isUnderWay(activity), isOver(activity)]).toEqual([true, false])
  endCall(0)
  expect((await ended).ok).toBe(false)
  expect(reports.slice(1)).toEqual([{ type: 'activity', activity: { ...activity, study: null } }])
})

it('keeps to the race under way while another is refused', async () => {
  const { api, endCall, reports } = listen()
  const first = api.race(raceOf('First'))
  const second = api.race(raceOf('Second'))
  endCall(1)
  await second
  const studies = () => reports.map((report) => report.type === 'activity' && report.activity.study)
  expect(studies()).toEqual(['The race "First"'])
  endCall(0)
  await first
  expect(studies()).toEqual(['The race "First"', null])
})
