// The timeline of a run in the window: read once, grown by events, and read again when a record is gone.
import { expect, it } from 'vitest'
import type { Timeline, TimelineEntry, TimelineRecord } from '#shared/domain/inside/timeline'
import { failure, success, type Result } from '#shared/protocol/result'
import { Timelines } from '../../../src/renderer/src/state/timeline.svelte'

const entryAt = (step: number): TimelineEntry => ({
  position: { step, epoch: 1, stepInEpoch: step, stepsPerEpoch: 100 },
  seconds: 0,
  probes: [],
})
const timelineOf = (...steps: number[]): Timeline => ({
  probes: [{ text: 'a film', answer: null }],
  entries: steps.map(entryAt),
  every: 1,
  bytes: 0,
})

/** A lab that has these records, and counts what is asked of it. */
function labWith(...steps: number[]) {
  const calls: number[] = []
  const lab = {
    steps,
    calls,
    waiting: null as Promise<void> | null, // set by a test that has the list come late
    async timeline(): Promise<Result<Timeline>> {
      const answer = success(timelineOf(...lab.steps))
      await lab.waiting
      return answer
    },
    timelineRecord(_run: string, step: number): Promise<Result<TimelineRecord>> {
      calls.push(step)
      return Promise.resolve(
        lab.steps.includes(step)
          ? success({ entry: entryAt(step), probes: [] })
          : failure('run-unreadable', 'gone'),
      )
    },
  }
  return lab
}
const stepsOf = (timelines: Timelines) =>
  timelines.open?.entries.map(({ position }) => position.step)
const recorded = (step: number, runId = 'run') =>
  ({ type: 'run-recorded', runId, entry: entryAt(step) }) as const
const turn = () => new Promise((resolve) => setImmediate(resolve))

it('reads a run when it is opened, and again only for another', async () => {
  const timelines = new Timelines(labWith(0, 5))
  const first = timelines.of('run')
  await turn()
  expect(stepsOf(timelines)).toEqual([0, 5])
  expect(timelines.of('run')).toBe(first)
  expect(timelines.of('other')).not.toBe(first)
})

it('grows with the events of its run alone; a run taken up again loses what came after', async () => {
  const timelines = new Timelines(labWith(0, 5))
  timelines.of('run')
  await turn()
  timelines.take(recorded(10))
  timelines.take(recorded(15, 'other'))
  expect(stepsOf(timelines)).toEqual([0, 5, 10])
  timelines.take(recorded(3))
  expect(stepsOf(timelines)).toEqual([0, 3])
})

it('keeps what was told while the list was on its way', async () => {
  const lab = labWith(0, 5)
  let arrive = () => {}
  lab.waiting = new Promise((resolve) => (arrive = resolve))
  const timelines = new Timelines(lab)
  timelines.of('run')
  timelines.take(recorded(10))
  arrive()
  await turn()
  expect(stepsOf(timelines)).toEqual([0, 5, 10])
})

it('loses no record when the list is read again and again while records come', async () => {
  const lab = labWith()
  const timelines = new Timelines(lab)
  lab.timeline = () => Promise.resolve(success({ ...timelineOf(...lab.steps), probes: [] }))
  timelines.of('run')
  await turn()
  // Opened before the first record: each of these reads the list, which has them both by then.
  lab.steps = [0, 5]
  timelines.take(recorded(0))
  timelines.take(recorded(5))
  await turn()
  expect(stepsOf(timelines)).toEqual([0, 5])
})

it('reads a record once, and the list again when it is gone', async () => {
  const lab = labWith(0, 5, 10)
  const timelines = new Timelines(lab)
  const timeline = timelines.of('run')
  await turn()
  await timeline.record(5)
  await timeline.record(5)
  expect(lab.calls).toEqual([5])
  lab.steps = [0, 10]
  timelines.take(recorded(5))
  expect(await timeline.record(5)).toMatchObject({ ok: false })
  expect(stepsOf(timelines)).toEqual([0, 10])
})
