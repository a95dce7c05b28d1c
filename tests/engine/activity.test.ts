// What the window host hears of the lab: a run from its start to its end, its pauses, the queue behind it.
import { expect, it } from 'vitest'
import { isOver, isUnderWay } from '#shared/domain/activity'
import type { EngineReport } from '#shared/protocol/engine-messages'
import type { LabEvent } from '#shared/protocol/lab-api'
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
  const subscribe = (given: typeof listener): void => void (listener = given)
  reportActivity({ subscribe }, (report) => reports.push(report))
  return {
    reports,
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
    activity: { run, waiting: 0 },
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
    { type: 'activity', activity: { run: null, waiting: 0 } },
  ])
})

it('says nothing of what does not change it', () => {
  const { after, reports } = listen()
  after({ type: 'run-started', record })
  after({ type: 'epoch', runId: 'a' })
  expect(reports).toHaveLength(1)
})
