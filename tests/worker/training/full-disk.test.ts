// A disk that fills up while a run trains: training holds by itself, says why, and goes on when there is room.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure } from '#shared/protocol/result'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend } from '../../../src/worker/backend'
import { Saver } from '../../../src/worker/training/saver'
import { stepsOf, tinyExperiment } from './synthetic'
import { checkpointsOf, trainTiny } from './train-tiny'

let folder = ''
let isMounted = false

beforeAll(async () => {
  await startBackend()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-full-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder])
  isMounted = mounted.status === 0
})
afterEach(() => {
  if (isMounted) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

/** Leaves no room at all. */
function fill(): void {
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, 'fill'), new Uint8Array(bavail * bsize))
}
const free = (): void => rmSync(join(folder, 'fill'))

const experiment = tinyExperiment({ epochs: 2, checkpoint: { steps: 2 } })
const isFirstCheckpoint = (event: TrainerEvent) =>
  event.type === 'checkpoint' && event.checkpoint.step === 2
const pauses = (events: readonly TrainerEvent[]) => events.filter(({ type }) => type === 'paused')

describe('a full disk', () => {
  it('has training wait, with a sentence, until there is room', async ({ skip }) => {
    if (!isMounted) skip('a small disk cannot be mounted here')
    const { events, outcome } = await trainTiny({
      folder,
      experiment,
      onEvent: (event) => {
        if (isFirstCheckpoint(event)) fill()
        if (event.type === 'paused') free()
      },
    })
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done', steps: 14 } })
    expect(pauses(events)).toHaveLength(1)
    const [paused] = pauses(events)
    expect(paused).toMatchObject({ reason: expect.stringMatching(/^The disk is full: /) as string })
    expect(events.filter(({ type }) => type === 'went-on')).toHaveLength(1)
    expect(stepsOf(events).map(({ step }) => step)).toEqual(
      Array.from({ length: 14 }, (_, index) => index + 1),
    )
    // The one that did not fit is there after all.
    expect(checkpointsOf(events).map(({ step }) => step)).toEqual([2, 4, 6, 7, 8, 10, 12, 14])
    const checkpoint = checkpointsOf(events)[1].file
    const rest = await trainTiny({ folder, experiment, checkpoint })
    expect(rest.outcome).toMatchObject({ ok: true, value: { state: 'done' } })
  })

  it('does not keep a run from being stopped, or paused by a person', async ({ skip }) => {
    if (!isMounted) skip('a small disk cannot be mounted here')
    const { events, outcome } = await trainTiny({
      folder,
      experiment,
      onEvent: (event, control) => {
        if (isFirstCheckpoint(event)) fill()
        if (event.type !== 'paused') return
        control.pause()
        if (event.reason === null) control.stop()
        else free()
      },
    })
    expect(outcome).toMatchObject({ ok: true, value: { state: 'stopped' } })
    const reasons = events.flatMap((event) => (event.type === 'paused' ? [event.reason] : []))
    expect(reasons).toEqual([expect.stringContaining('The disk is full'), null])
  })

  it('loses only what does not fit when the run is stopped before there is room', async ({
    skip,
  }) => {
    if (!isMounted) skip('a small disk cannot be mounted here')
    const { events, outcome } = await trainTiny({
      folder,
      experiment,
      timing: { diskRetryMs: 600_000 },
      onEvent: (event, control) => {
        if (isFirstCheckpoint(event)) fill()
        if (event.type === 'paused') control.stop()
      },
    })
    expect(outcome).toMatchObject({ ok: true, value: { state: 'stopped', kept: null } })
    const lines = events.flatMap((event) => (event.type === 'log' ? [event.line] : []))
    expect(lines).toMatchObject([{ level: 'warning' }])
    expect(lines[0].message).toContain('the disk was full')
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['step-0000002.safetensors'])
    free()
    const checkpoint = checkpointsOf(events)[0].file
    const rest = await trainTiny({ folder, experiment, checkpoint })
    expect(rest.outcome).toMatchObject({ ok: true, value: { state: 'done', steps: 14 } })
  })
})

describe('Saver', () => {
  const full = failure('disk-full', 'No room.')
  const wrong = failure('write-failed', 'Not allowed.')

  it('writes one after the other and tells of each', async () => {
    const saver = new Saver()
    const told: string[] = []
    for (const name of ['a', 'b']) {
      const write = () => Promise.resolve(told.push(`write ${name}`)).then(() => null)
      saver.add(write, () => told.push(`${name} is on disk`))
    }
    await saver.calm()
    expect(told).toEqual(['write a', 'a is on disk', 'write b', 'b is on disk'])
  })

  it('tries again on a full disk until there is room', async () => {
    const answers = [full, full, null]
    const saver = new Saver(1)
    let isDone = false
    saver.add(
      () => Promise.resolve(answers.shift() ?? null),
      () => (isDone = true),
    )
    await saver.calm()
    expect(saver.fullDisk).toEqual(full)
    await saver.room()
    await saver.calm()
    expect({ isDone, left: answers.length, fullDisk: saver.fullDisk }).toEqual({
      isDone: true,
      left: 0,
      fullDisk: null,
    })
  })

  it('gives up at once when it is hurried', async () => {
    const saver = new Saver(600_000)
    saver.add(
      () => Promise.resolve(full),
      () => expect.unreachable(),
    )
    await saver.calm()
    saver.hurry()
    await saver.calm()
    expect([saver.fullDisk, saver.lost, saver.failure]).toEqual([null, full, null])
  })

  it('writes nothing more after any other failure', async () => {
    const saver = new Saver()
    saver.add(
      () => Promise.resolve(wrong),
      () => expect.unreachable(),
    )
    saver.add(
      () => expect.unreachable(),
      () => expect.unreachable(),
    )
    await saver.calm()
    expect(saver.failure).toEqual(wrong)
  })
})
