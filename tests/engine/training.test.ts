// Control of a run: held, let go on, taken up again, discarded; with a real thread that trains as it is told.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { describePosition } from '#shared/domain/position'
import type { LabEvent } from '#shared/protocol/lab-api'
import { dataFile, experimentOn, openLab, temporaryFolder, unwrap, type TestLab } from './sample'

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const stepsOf = (events: readonly LabEvent[]): number[] =>
  events.flatMap((one) => (one.type === 'steps' ? [one.steps.first] : []))
const logOf = async (testLab: TestLab, run: string): Promise<string[]> =>
  unwrap(await testLab.lab.api.run(run)).log.map(({ message }) => message)

/** Trains until the event after which the test goes on. */
async function begin(testLab: TestLab, name = 'long', epochs = 1000) {
  const begun = unwrap(
    await testLab.lab.api.train(experimentOn(dataFile(), name, epochs), { out: null }),
  )
  await testLab.event('run-checkpoint')
  return begun
}

/** A run that was stopped after two epochs and a step. */
async function stopped(testLab: TestLab, name = 'waits', epochs = 8) {
  const begun = await begin(testLab, name, epochs)
  await testLab.event('steps', ({ steps }) => steps.first === 7)
  unwrap(await testLab.lab.api.stop(begun.runId))
  const { record } = await testLab.event('run-ended')
  expect(record).toMatchObject({ state: 'stopped', epochs: 2, position: { step: 7 } })
  testLab.events.length = 0
  return { ...begun, record }
}

describe('a pause', () => {
  it('holds the run with everything on disk, and ends when it is let go on', async () => {
    const testLab = openLab()
    const { lab, event, events } = testLab
    const { runId, folder } = await begin(testLab)
    unwrap(await lab.api.pause(runId))
    const { position, reason } = await event('run-paused')
    expect(reason).toBeNull()
    expect(stepsOf(events).at(-1)).toBe(position.step)
    const held = unwrap(await lab.api.run(runId))
    expect(held.record).toMatchObject({ state: 'paused', position })
    expect(held.checkpoints.at(-1)).toMatchObject({ step: position.step })
    expect(held.steps.loss).toHaveLength(position.step)
    const late: LabEvent[] = []
    lab.subscribe((one) => late.push(one))
    expect(late).toMatchObject([
      { type: 'run-started', isResumed: false, record: { state: 'paused' } },
      { type: 'run-paused', position },
    ])
    unwrap(await lab.api.goOn(runId))
    await event('run-went-on')
    await event('steps', ({ steps }) => steps.first > position.step)
    unwrap(await lab.api.stop(runId))
    const { record } = await event('run-ended')
    expect(record).toMatchObject({ state: 'stopped', message: null })
    expect(json(join(folder, 'run.json'))).toEqual(record)
    expect(await logOf(testLab, runId)).toEqual([
      expect.stringMatching(/^Started with .*data\.csv\.$/),
      expect.stringMatching(/^Read 10 rows from /),
      expect.stringMatching(/^Epoch 1 of 1000: loss 0\.5000, validation loss 0\.6000, /),
      ...events
        .filter((one) => one.type === 'run-log')
        .map((one) => one.line.message)
        .slice(3),
    ])
    expect(await logOf(testLab, runId)).toContain(`Paused at ${describePosition(position)}.`)
  })

  it('is ended by a stop', async () => {
    const testLab = openLab()
    const { runId } = await begin(testLab)
    unwrap(await testLab.lab.api.pause(runId))
    await testLab.event('run-paused')
    unwrap(await testLab.lab.api.stop(runId))
    expect((await testLab.event('run-ended')).record.state).toBe('stopped')
  })

  it('outlives its lab', async () => {
    const testLab = openLab()
    const { runId } = await begin(testLab)
    unwrap(await testLab.lab.api.pause(runId))
    const { position } = await testLab.event('run-paused')
    await testLab.lab.close()
    const again = openLab({ home: testLab.home })
    expect(unwrap(await again.lab.api.runs()).runs).toMatchObject([
      { id: runId, state: 'paused', position, canResume: true },
    ])
  })

  it.each(['pause', 'goOn', 'discard'] as const)(
    '%s of what does not train is refused',
    async (call) => {
      const { lab } = openLab()
      expect(await lab.api[call]('20260101-000000-x')).toMatchObject({
        code: 'run-unreadable',
        message: 'The run "20260101-000000-x" does not train now.',
      })
    },
  )
})

describe('a run that is taken up again', () => {
  it('goes on after its last checkpoint, in its own folder', async () => {
    const testLab = openLab()
    const { lab, event, events } = testLab
    const first = await stopped(testLab)
    const from = 7
    // As a crash would leave them: steps and an epoch that no checkpoint holds.
    const metrics = join(first.folder, 'metrics.jsonl')
    const torn = { type: 'step', step: from + 1, loss: 9, accuracy: 9, gradientNorm: 9 }
    const lines = JSON.stringify({ ...torn, milliseconds: 9, learningRate: 9, seconds: 9 })
    writeFileSync(metrics, `${readFileSync(metrics, 'utf8')}${lines}\n{"type":"st`)
    const begun = unwrap(await lab.api.resume(first.runId, { settings: {} }))
    expect(begun).toEqual({ runId: first.runId, folder: first.folder })
    const started = await event('run-started')
    expect(started).toMatchObject({
      isResumed: true,
      record: { resumed: 1, state: 'running', position: { step: from } },
    })
    const { record } = await event('run-ended')
    expect(record).toMatchObject({ id: first.runId, state: 'done', epochs: 8, resumed: 1 })
    expect(stepsOf(events)).toEqual(Array.from({ length: 24 - from }, (_, i) => from + 1 + i))
    const detail = unwrap(await lab.api.run(first.runId))
    expect(Array.from(detail.steps.loss)).toEqual(
      Array.from({ length: 24 }, (_, index) => Math.fround(1 / (index + 1))),
    )
    expect(detail.epochs.map((one) => one.epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(await logOf(testLab, first.runId)).toContainEqual(
      expect.stringMatching(/^Resumed at epoch \d, batch \d of 3\.$/),
    )
    expect(existsSync(join(first.folder, 'running.json'))).toBe(false)
  })

  it('goes on from the checkpoint before when the newest is damaged', async () => {
    const testLab = openLab()
    const { lab, event, events } = testLab
    const { runId, folder } = await stopped(testLab)
    const [before, newest] = unwrap(await lab.api.run(runId)).checkpoints.slice(-2)
    const file = join(folder, newest.file)
    writeFileSync(file, 'x'.repeat(statSync(file).size))
    unwrap(await lab.api.resume(runId, { settings: {} }))
    const { record } = await event('run-ended')
    expect(record).toMatchObject({ state: 'done', epochs: 8, resumed: 1 })
    const started = events.filter((one) => one.type === 'run-started')
    expect(started.map((one) => one.record.position?.step)).toEqual([newest.step, before.step])
    expect(stepsOf(events)[0]).toBe(before.step + 1)
    expect(unwrap(await lab.api.run(runId)).steps.loss).toHaveLength(24)
    expect(await logOf(testLab, runId)).toContain(
      `${newest.file} is damaged. The checkpoint before it is tried.`,
    )
  })

  it('fails with the reason when no checkpoint can be read, and stays as it is', async () => {
    const testLab = openLab()
    const { lab, event } = testLab
    const { runId, folder } = await stopped(testLab)
    for (const { file } of unwrap(await lab.api.run(runId)).checkpoints)
      writeFileSync(join(folder, file), 'x'.repeat(statSync(join(folder, file)).size))
    unwrap(await lab.api.resume(runId, { settings: {} }))
    const { record } = await event('run-ended')
    expect(record).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('is damaged'),
    })
  })

  it('trains more epochs than were planned', async () => {
    const testLab = openLab()
    const { lab, event, events } = testLab
    const { runId, folder } = unwrap(
      await lab.api.train(experimentOn(dataFile(), 'short', 2), { out: null }),
    )
    await event('run-ended')
    expect(await lab.api.resume(runId, { settings: {} })).toEqual({
      ok: false,
      code: 'experiment-invalid',
      message: '"short" has already trained 2 epochs. To go on, ask for more than 2.',
    })
    events.length = 0
    unwrap(await lab.api.resume(runId, { settings: { 'training.epochs': 4 } }))
    const { record } = await event('run-ended')
    expect(record).toMatchObject({ state: 'done', epochs: 4, plannedEpochs: 4 })
    expect(json(join(folder, 'experiment.json'))).toMatchObject({ training: { epochs: 4 } })
  })

  it('is refused while another one trains, without a checkpoint, and without its data', async () => {
    const testLab = openLab()
    const { lab, event, events } = testLab
    const path = dataFile()
    const bare = unwrap(await lab.api.train(experimentOn(path, 'bug', 1), { out: null }))
    await event('run-ended')
    events.length = 0
    writeFileSync(
      join(bare.folder, 'checkpoints.json'),
      '{"format":"unroll-checkpoints/1","checkpoints":[]}',
    )
    expect(await lab.api.resume(bare.runId, { settings: {} })).toMatchObject({
      code: 'run-unreadable',
      message: expect.stringMatching(/^"bug" has no checkpoint to go on from\. Train it again/),
    })
    const { runId } = await stopped(testLab)
    const other = await begin(testLab, 'other')
    expect(await lab.api.resume(runId, { settings: {} })).toMatchObject({ code: 'busy' })
    expect(await lab.api.resume(other.runId, { settings: {} })).toMatchObject({ code: 'busy' })
    unwrap(await lab.api.stop(other.runId))
    await event('run-ended')
    const experiment = join(unwrap(await lab.api.run(runId)).folder, 'experiment.json')
    writeFileSync(experiment, readFileSync(experiment, 'utf8').replaceAll('data.csv', 'gone.csv'))
    expect(await lab.api.resume(runId, { settings: {} })).toMatchObject({ code: 'data-unreadable' })
  })

  it('is refused in another process while it trains in this one', async () => {
    const testLab = openLab()
    const { runId } = await begin(testLab)
    const other = openLab({ home: testLab.home })
    expect(await other.lab.api.resume(runId, { settings: {} })).toMatchObject({
      code: 'busy',
      message: '"long" is training now, here or in another process. Stop it there first.',
    })
  })

  it('needs a folder that may be written when it is not in the store', async () => {
    const { lab, folder, event } = await outside()
    const strict = openLab({ everything: false })
    expect(await strict.lab.api.resume(folder, { settings: {} })).toMatchObject({
      code: 'not-granted',
    })
    strict.grants.grant(folder)
    // Its data were not chosen either.
    expect(await strict.lab.api.resume(folder, { settings: {} })).toMatchObject({
      code: 'not-granted',
      message: expect.stringContaining('data.csv'),
    })
    expect((await lab.api.resume(folder, { settings: {} })).ok).toBe(true)
    await event('run-ended', ({ record }) => record.state === 'done')
  })
})

describe('discarding', () => {
  it('ends the run and moves its folder to the trash', async () => {
    const trash = temporaryFolder()
    const before = process.env.XDG_DATA_HOME
    process.env.XDG_DATA_HOME = trash
    onTestFinished(() => {
      if (before === undefined) delete process.env.XDG_DATA_HOME
      else process.env.XDG_DATA_HOME = before
    })
    const testLab = openLab()
    const { runId, folder } = await begin(testLab)
    const answer = await testLab.lab.api.discard(runId)
    await testLab.event('run-ended')
    if (answer.ok) {
      await testLab.event('runs-changed')
      expect(existsSync(folder)).toBe(false)
      expect(readdirSync(join(testLab.home, 'runs'))).toEqual([])
    } else {
      // Where the system has no trash the run stays, and the answer says so.
      expect(answer.message).toContain("could not be moved to the system's trash")
      expect(existsSync(join(folder, 'run.json'))).toBe(true)
    }
  })
})

describe('closing', () => {
  it('before the first step stops the run', async () => {
    const { lab, event } = openLab()
    unwrap(await lab.api.train(experimentOn(dataFile(), 'long', 1000), { out: null }))
    await lab.close()
    expect(['stopped', 'paused']).toContain((await event('run-ended')).record.state)
    expect(await lab.api.train(experimentOn(dataFile()), { out: null })).toMatchObject({
      code: 'stopped',
    })
  })
})

async function outside() {
  const out = temporaryFolder()
  const { lab, event } = openLab()
  const experiment = experimentOn(dataFile(), 'waits', 8)
  const { runId, folder } = unwrap(await lab.api.train(experiment, { out }))
  await event('run-checkpoint')
  unwrap(await lab.api.stop(runId))
  await event('run-ended')
  return { lab, folder, event }
}
