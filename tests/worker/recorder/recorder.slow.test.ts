// The recorder on real trainings: the same run with it as without it, and records that are what an inspection gives.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inspectionRequestSchema } from '#shared/domain/inside/inspection'
import { tasks } from '#shared/experiment/schema'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import { releaseRun, withRun } from '../../../src/worker/inference/load-run'
import { inspect } from '../../../src/worker/inspection/inspect'
import { readTimelineRecord } from '../../../src/worker/recorder/read-record'
import { readTimeline } from '../../../src/worker/recorder/read-timeline'
import { listSnapshots } from '../../../src/worker/recorder/snapshots'
import { stepsOf } from '../training/synthetic'
import { everyStep, experimentOf, record, recordedOf, warningsOf } from './record-run'

let folder = ''
let tensors = 0
beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-recorder-'))
  tensors = tf.memory().numTensors
})
afterEach(async () => {
  releaseRun()
  await rm(folder, { recursive: true, force: true })
  expect(tf.memory().numTensors).toBe(tensors)
})

const unwrap = <Value>(result: { ok: true; value: Value } | { ok: false; message: string }) => {
  if (!result.ok) throw new Error(result.message)
  return result.value
}
const figuresOf = (events: readonly TrainerEvent[]) => ({
  losses: stepsOf(events).map(({ loss }) => loss),
  epochs: events.flatMap((event) =>
    event.type === 'epoch' ? [{ ...event.metrics, seconds: 0 }] : [],
  ),
})

describe.each(tasks)('recording a run of %s', (task) => {
  it('leaves the training as it is, to the last digit', async () => {
    const without = await record(await experimentOf(task, folder, null), folder, 'without')
    const recorded = await record(await experimentOf(task, folder, everyStep), folder, 'recorded')
    expect(figuresOf(recorded.events)).toEqual(figuresOf(without.events))
    expect(recordedOf(without.events)).toEqual([])
    expect(unwrap(await readTimeline(without.folder))).toMatchObject({ probes: [], entries: [] })
    expect(unwrap(await listSnapshots(without.folder))).toEqual([])
  })

  it('keeps a record of every step and a snapshot of every epoch', async () => {
    const { folder: run, events } = await record(
      await experimentOf(task, folder, everyStep),
      folder,
      'run',
    )
    const steps = stepsOf(events).map(({ step }) => step)
    expect(warningsOf(events)).toEqual([])
    expect(recordedOf(events)).toEqual([0, ...steps])
    const timeline = unwrap(await readTimeline(run))
    expect(timeline.probes.length).toBeGreaterThan(0)
    expect(timeline.every).toBe(1)
    expect(timeline.entries).toEqual(
      events.flatMap((event) => (event.type === 'recorded' ? [event.entry] : [])),
    )
    const perEpoch = steps.length / 2
    expect(unwrap(await listSnapshots(run))).toMatchObject([
      { epoch: 0, step: 0 },
      { epoch: 1, step: perEpoch },
      { epoch: 2, step: 2 * perEpoch },
    ])
  })

  it('records what an inspection gives for the same weights', async () => {
    const { folder: run } = await record(await experimentOf(task, folder, everyStep), folder, 'run')
    const { probes } = unwrap(await readTimeline(run))
    for (const snapshot of unwrap(await listSnapshots(run))) {
      const recorded = unwrap(await readTimelineRecord(run, snapshot.step))
      expect(recorded.probes).toHaveLength(probes.length)
      for (const [index, probe] of probes.entries()) {
        const request = inspectionRequestSchema.parse({ ...probe, snapshot: snapshot.epoch })
        const inspected = unwrap(await withRun(run, (loaded) => inspect(loaded, request)))
        const found = recorded.probes[index]
        expect(found.source).toEqual(inspected.source)
        expect(found.target).toEqual(inspected.target)
        expect(found.outputs).toEqual(inspected.outputs)
        expect(recorded.entry.probes[index].loss).toBe(inspected.gradient.loss)
        expect(found.layers).toEqual(
          inspected.layers.map((layer) => ({
            ...layer,
            input: { rows: layer.hidden.rows, columns: 0, values: new Float32Array() },
            preActivations: {},
          })),
        )
      }
    }
  })
})
