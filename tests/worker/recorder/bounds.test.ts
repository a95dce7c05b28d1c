// What the recorder keeps stays within its bounds, and nothing that goes wrong in it reaches the run.
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Probe } from '#shared/domain/inside/timeline'
import type { Experiment } from '#shared/experiment/schema'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend } from '../../../src/worker/backend'
import { readTimeline } from '../../../src/worker/recorder/read-timeline'
import { createRecorder } from '../../../src/worker/recorder/recorder'
import { epochsToKeep } from '../../../src/worker/recorder/snapshot-writer'
import { listSnapshots } from '../../../src/worker/recorder/snapshots'
import { taskModule } from '../../../src/worker/tasks/index'
import { loadRequestOf } from '../../../src/worker/tasks/task'
import { RunClock } from '../../../src/worker/training/clock'
import { RunControl } from '../../../src/worker/training/run-control'
import { quiet } from '../text/data-files'
import { stepsOf } from '../training/synthetic'
import { everyStep, experimentOf, record, recordedOf, warningsOf } from './record-run'

let folder = ''
beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-bounds-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function bytesIn(inside: string): Promise<number> {
  const names = (await readdir(inside)).filter((name) => name.endsWith('.safetensors'))
  const sizes = await Promise.all(names.map((name) => stat(join(inside, name))))
  return sizes.reduce((sum, { size }) => sum + size, 0)
}
const checkpointAt = (events: readonly TrainerEvent[], step: number) => {
  const found = events.find(
    (event) => event.type === 'checkpoint' && event.checkpoint.step === step,
  )
  if (found?.type !== 'checkpoint') throw new Error(`no checkpoint at step ${step}`)
  return found.checkpoint.file
}

/** A recorder of an untrained network, without a training around it. */
async function startRecorder(experiment: Experiment, probes: readonly Probe[]) {
  const task = await taskModule(experiment.task)
  const data = await task.load(loadRequestOf(experiment), quiet)
  if (!data.ok) throw new Error(data.message)
  const learner = data.value.createLearner(experiment)
  if (!learner.ok) throw new Error(learner.message)
  onTestFinished(() => {
    learner.value.dispose()
    data.value.close()
  })
  const recorder = createRecorder({
    request: { runId: 'run-1', experiment, folder, checkpoint: null },
    ...{ data: { probes: () => probes }, files: data.value.files, learner: learner.value },
    ...{ emit: () => {}, control: new RunControl(), clock: new RunClock(), totalSteps: 8 },
  })
  if (!recorder) throw new Error('nothing is to be recorded')
  return { recorder }
}

it('gives up every second record when there is no room, and records half as often from then on', async () => {
  const experiment = await experimentOf('classification', folder, everyStep)
  const whole = await record(experiment, folder, 'whole')
  const bytes = await bytesIn(join(whole.folder, 'timeline'))
  const limit = Math.floor(bytes / 3)
  const bounded = await record(experiment, folder, 'bounded', { bytes: { timeline: limit } })
  expect(await bytesIn(join(bounded.folder, 'timeline'))).toBeLessThanOrEqual(limit)
  const timeline = await readTimeline(bounded.folder)
  if (!timeline.ok) throw new Error(timeline.message)
  const steps = timeline.value.entries.map(({ position }) => position.step)
  expect(timeline.value.every).toBeGreaterThanOrEqual(2)
  expect(steps[0]).toBe(0)
  expect(steps.length).toBeGreaterThan(1)
  expect(steps.length).toBeLessThan(recordedOf(whole.events).length / 2)
  expect(timeline.value.bytes).toBe(await bytesIn(join(bounded.folder, 'timeline')))
  expect(stepsOf(bounded.events).map(({ loss }) => loss)).toEqual(
    stepsOf(whole.events).map(({ loss }) => loss),
  )
})

it('says once that a record is larger than all room there is, and trains on', async () => {
  const experiment = await experimentOf('classification', folder, everyStep)
  const { events, folder: run } = await record(experiment, folder, 'run', {
    bytes: { timeline: 1000, snapshots: 1000 },
  })
  expect(recordedOf(events)).toEqual([])
  expect(warningsOf(events)).toEqual([
    expect.stringContaining('No snapshots are kept'),
    expect.stringContaining('One record takes'),
  ])
  expect(await listSnapshots(run)).toEqual({ ok: true, value: [] })
})

it('says once that nothing can be written, and trains on', async () => {
  const experiment = await experimentOf('classification', folder, everyStep)
  await mkdir(join(folder, 'run'))
  await writeFile(join(folder, 'run', 'timeline'), 'a file in the way')
  await writeFile(join(folder, 'run', 'snapshots'), 'a file in the way')
  const { events } = await record(experiment, folder, 'run')
  expect(recordedOf(events)).toEqual([])
  expect(warningsOf(events)).toHaveLength(2)
  expect(stepsOf(events).length).toBeGreaterThan(1)
})

it('leaves out a probe that the network reads nothing of, and says so', async () => {
  const recorder = { ...everyStep, probes: ['a great film', ' '] }
  const experiment = await experimentOf('classification', folder, recorder)
  const { events, folder: run } = await record(experiment, folder, 'run')
  expect(await readTimeline(run)).toMatchObject({
    ok: true,
    value: { probes: [{ text: 'a great film', answer: null }] },
  })
  expect(warningsOf(events)).toEqual([expect.stringContaining('The probe " " is not recorded')])
})

it('goes without a right answer that the network cannot give', async () => {
  const experiment = await experimentOf('classification', folder, everyStep)
  const { recorder } = await startRecorder(experiment, [
    { text: 'a great film', answer: 'no such label' },
  ])
  await recorder.begin({ step: 0, epoch: 1, stepInEpoch: 0, stepsPerEpoch: 4 })
  await recorder.settled()
  const timeline = await readTimeline(folder)
  expect(timeline).toMatchObject({
    ok: true,
    value: { probes: [{ answer: null }], entries: [{ position: { step: 0 } }] },
  })
})

it('is not waited for by a stop: the record under way is given up', async () => {
  const experiment = await experimentOf('classification', folder, everyStep)
  const { events } = await record(experiment, folder, 'run', {
    onEvent: (event, control) => {
      if (event.type === 'steps') control.stop()
    },
  })
  expect(stepsOf(events)).toHaveLength(1)
  expect(recordedOf(events)).toEqual([0])
})

it('lets a pause in, after which training goes on as it would have', async () => {
  const experiment = await experimentOf('classification', folder, everyStep)
  const undisturbed = await record(experiment, folder, 'undisturbed')
  let isAsked = false
  const { events } = await record(experiment, folder, 'run', {
    onEvent: (event, control) => {
      if (event.type === 'steps' && !isAsked) {
        isAsked = true
        control.pause()
      }
      if (event.type === 'paused') control.goOn()
    },
  })
  expect(events.some(({ type }) => type === 'went-on')).toBe(true)
  // The record that was under way is given up.
  const steps = recordedOf(undisturbed.events)
  expect(recordedOf(events)).toEqual(steps.filter((step) => step !== 1))
  expect(stepsOf(events).map(({ loss }) => loss)).toEqual(
    stepsOf(undisturbed.events).map(({ loss }) => loss),
  )
})

describe('a run that is taken up again', () => {
  it('records on from its checkpoint, and forgets what came after', async () => {
    const experiment = await experimentOf('classification', folder, everyStep)
    const first = await record(experiment, folder, 'run')
    const steps = recordedOf(first.events)
    const middle = steps[(steps.length - 1) / 2]
    const checkpoint = checkpointAt(first.events, middle)
    const again = await record(experiment, folder, 'run', { checkpoint })
    expect(recordedOf(again.events)).toEqual(steps.filter((step) => step > middle))
    const timeline = await readTimeline(again.folder)
    if (!timeline.ok) throw new Error(timeline.message)
    expect(timeline.value.entries.map(({ position }) => position.step)).toEqual(steps)
    expect(timeline.value.entries.map(({ probes }) => probes)).toEqual(
      first.events.flatMap((event) => (event.type === 'recorded' ? [event.entry.probes] : [])),
    )
    expect(await listSnapshots(again.folder)).toMatchObject({
      ok: true,
      value: [{ epoch: 0 }, { epoch: 1 }, { epoch: 2 }],
    })
  })

  it('has lost what was recorded after its checkpoint as soon as it goes on', async () => {
    const experiment = await experimentOf('classification', folder, everyStep)
    const first = await record(experiment, folder, 'run')
    const steps = recordedOf(first.events)
    const middle = steps[(steps.length - 1) / 2]
    const stopped = await record(experiment, folder, 'run', {
      checkpoint: checkpointAt(first.events, middle),
      onEvent: (event, control) => {
        if (event.type === 'steps') control.stop()
      },
    })
    const timeline = await readTimeline(stopped.folder)
    if (!timeline.ok) throw new Error(timeline.message)
    expect(timeline.value.entries.at(-1)?.position.step).toBeLessThanOrEqual(middle + 1)
    const snapshots = await listSnapshots(stopped.folder)
    expect(snapshots).toMatchObject({ ok: true, value: [{ epoch: 0 }, { epoch: 1 }] })
  })
})

const thinned: [number, number, number[]][] = [
  [3, 4, [0, 1, 2, 3]],
  [4, 4, [0, 2, 4]],
  [5, 4, [0, 2, 4, 5]],
  [7, 4, [0, 4, 7]],
  [9, 2, [0, 9]],
  [0, 2, [0]],
]
it.each(thinned)('keeps of the epochs up to %i, of which %i fit, %j', (newest, most, kept) => {
  expect([...epochsToKeep(newest, most)].sort((a, b) => a - b)).toEqual(kept)
})
