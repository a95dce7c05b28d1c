// The queue through the lab: order, changes, holding, what is kept between starts and what cannot start.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { QueueState } from '#shared/domain/queue'
import { dataFile, experimentOn, openLab, unwrap, type TestLab } from '../sample'

const names = ({ entries }: QueueState): string[] => entries.map(({ name }) => name)

/** The names of the runs in the order in which they ended. */
const ended = ({ events }: TestLab): string[] =>
  events.flatMap((one) => (one.type === 'run-ended' ? [one.record.name] : []))

/** A lab whose first run trains until it is stopped, and three experiments that wait behind it. */
async function waiting(options: Parameters<typeof openLab>[0] = { runsQueue: true }) {
  const testLab = openLab(options)
  const { lab } = testLab
  const path = dataFile()
  unwrap(await lab.api.enqueue(experimentOn(path, 'long', 1000)))
  const first = await testLab.event('run-started')
  for (const name of ['a', 'b', 'c']) unwrap(await lab.api.enqueue(experimentOn(path, name)))
  return { ...testLab, path, first: first.record.id }
}

describe('the queue', () => {
  it('trains one after the other, whatever became of the one before', async () => {
    const testLab = openLab({ runsQueue: true })
    const { lab, event } = testLab
    const path = dataFile()
    for (const name of ['bug', 'exit', 'fine'])
      unwrap(await lab.api.enqueue(experimentOn(path, name)))
    await event('run-ended', ({ record }) => record.name === 'fine')
    expect(ended(testLab)).toEqual(['bug', 'exit', 'fine'])
    expect(unwrap(await lab.api.queue())).toEqual({ entries: [], isHeld: false })
  })

  it('is put in another order and shortened while it waits', async () => {
    const testLab = await waiting()
    const { lab, home, first, event } = testLab
    const state = unwrap(await lab.api.queue())
    expect(names(state)).toEqual(['a', 'b', 'c'])
    const [a, b, c] = state.entries.map(({ id }) => id)
    expect(names(unwrap(await lab.api.moveQueued(c, 0)))).toEqual(['c', 'a', 'b'])
    expect(names(unwrap(await lab.api.moveQueued(c, 99)))).toEqual(['a', 'b', 'c'])
    expect(names(unwrap(await lab.api.moveQueued(a, 1)))).toEqual(['b', 'a', 'c'])
    expect(names(unwrap(await lab.api.moveQueued('nobody', 0)))).toEqual(['b', 'a', 'c'])
    expect(names(unwrap(await lab.api.cancelQueued([b, 'nobody'])))).toEqual(['a', 'c'])
    const kept = JSON.parse(readFileSync(join(home, 'queue.json'), 'utf8'))
    expect(kept).toMatchObject({ format: 'unroll-queue/1', entries: [{ id: a }, { id: c }] })
    unwrap(await lab.api.stop(first))
    await event('run-ended', ({ record }) => record.name === 'c')
    expect(ended(testLab)).toEqual(['long', 'a', 'c'])
  })

  it('starts nothing while it is held', async () => {
    const testLab = await waiting()
    const { lab, first, event } = testLab
    expect(unwrap(await lab.api.holdQueue(true)).isHeld).toBe(true)
    unwrap(await lab.api.stop(first))
    await event('run-ended')
    expect(names(unwrap(await lab.api.queue()))).toEqual(['a', 'b', 'c'])
    unwrap(await lab.api.holdQueue(false))
    await event('run-ended', ({ record }) => record.name === 'c')
    expect(ended(testLab)).toEqual(['long', 'a', 'b', 'c'])
  })

  it('is there after a start of the lab, held', async () => {
    const before = await waiting()
    await before.lab.close()
    expect(ended(before)).toEqual(['long'])
    const testLab = openLab({ home: before.home, runsQueue: true })
    const { lab, event } = testLab
    const state = unwrap(await lab.api.queue())
    expect(state.isHeld).toBe(true)
    expect(names(state)).toEqual(['a', 'b', 'c'])
    const late: unknown[] = []
    lab.subscribe((one) => late.push(one))
    expect(late).toEqual([{ type: 'queue', queue: state }])
    unwrap(await lab.api.holdQueue(false))
    await event('run-ended', ({ record }) => record.name === 'c')
  })

  it('of a lab that does not run the queue of the home is its own', async () => {
    const before = await waiting()
    const testLab = openLab({ home: before.home })
    expect(unwrap(await testLab.lab.api.queue())).toEqual({ entries: [], isHeld: false })
    unwrap(await testLab.lab.api.enqueue(experimentOn(before.path, 'mine')))
    await testLab.event('run-ended')
    expect(ended(testLab)).toEqual(['mine'])
    expect(names(unwrap(await before.lab.api.queue()))).toEqual(['a', 'b', 'c'])
  })

  it('takes runs up again', async () => {
    const testLab = openLab({ runsQueue: true })
    const { lab, event, events } = testLab
    const path = dataFile()
    const { runId } = unwrap(await lab.api.train(experimentOn(path, 'waits', 8), { out: null }))
    expect(await lab.api.enqueueResume(runId)).toMatchObject({ ok: false, code: 'busy' })
    await event('run-checkpoint')
    unwrap(await lab.api.stop(runId))
    await event('run-ended')
    events.length = 0
    unwrap(await lab.api.enqueueResume(runId))
    expect((await event('run-ended')).record).toMatchObject({
      id: runId,
      state: 'done',
      resumed: 1,
    })
    expect(await lab.api.enqueueResume(runId)).toMatchObject({ code: 'experiment-invalid' })
  })

  it('files an experiment whose data are gone as a run that failed, and goes on', async () => {
    const testLab = await waiting()
    const { lab, first, event } = testLab
    const gone = dataFile()
    unwrap(await lab.api.enqueue(experimentOn(gone, 'gone')))
    unwrap(await lab.api.enqueue(experimentOn(testLab.path, 'last')))
    rmSync(gone)
    unwrap(await lab.api.stop(first))
    await event('run-ended', ({ record }) => record.name === 'last')
    await event('runs-changed')
    const { runs } = unwrap(await lab.api.runs())
    expect(runs.find(({ name }) => name === 'gone')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('is not there or may not be read'),
    })
  })

  it('is held, with the reason, for a run that cannot be taken up', async () => {
    const testLab = openLab({ runsQueue: true })
    const { lab, event, events } = testLab
    const path = dataFile()
    const { runId, folder } = unwrap(
      await lab.api.train(experimentOn(path, 'again', 1000), { out: null }),
    )
    await event('run-checkpoint')
    unwrap(await lab.api.stop(runId))
    await event('run-ended')
    unwrap(await lab.api.holdQueue(true))
    unwrap(await lab.api.enqueueResume(runId))
    rmSync(join(folder, 'checkpoints'), { recursive: true })
    events.length = 0
    const state = unwrap(await lab.api.holdQueue(false))
    expect(state).toMatchObject({ isHeld: true, entries: [{ type: 'resume', run: runId }] })
    expect(state.notice).toMatch(/^"again" could not start, so the queue is held: .*no checkpoint/)
  })

  it('that is damaged is set aside and starts empty', async () => {
    const before = openLab()
    writeFileSync(join(before.home, 'queue.json'), '{"format":"unroll-queue/2","entries":[]}')
    const { lab, home } = openLab({ home: before.home, runsQueue: true })
    expect(unwrap(await lab.api.queue())).toMatchObject({
      entries: [],
      isHeld: false,
      notice: expect.stringMatching(/queue\.json is damaged or of another version.*kept as/),
    })
    expect(readdirSync(home)).toContainEqual(expect.stringMatching(/^queue\.damaged-\d+\.json$/))
  })

  it('keeps what it had when an entry cannot be written down', async () => {
    const { lab, home, path } = await waiting()
    rmSync(join(home, 'queue.json'))
    mkdirSync(join(home, 'queue.json'))
    expect(await lab.api.enqueue(experimentOn(path, 'd'))).toMatchObject({ code: 'write-failed' })
    expect(names(unwrap(await lab.api.queue()))).toEqual(['a', 'b', 'c'])
  })
})

describe('a sweep', () => {
  it('files its runs as one group with what was set for each', async () => {
    const testLab = openLab()
    const { lab, event } = testLab
    const path = dataFile()
    const runs = [2, 3].map((epochs) => ({
      experiment: experimentOn(path, `${epochs} epochs`, epochs),
      settings: { 'training.epochs': epochs },
    }))
    const { group } = unwrap(await lab.api.sweep({ name: 'How long?', runs }))
    expect(group).toMatchObject({ name: 'How long?', id: expect.stringMatching(/-how-long-/) })
    await event('run-ended', ({ record }) => record.plannedEpochs === 3)
    const list = unwrap(await lab.api.runs()).runs
    expect(list.map((run) => run.settings)).toEqual(
      expect.arrayContaining([{ 'training.epochs': 2 }, { 'training.epochs': 3 }]),
    )
    for (const run of list) expect(run.group).toEqual(group)
  })

  it('is added as a whole or not at all', async () => {
    const { lab, home } = openLab({ runsQueue: true })
    const path = dataFile()
    const answer = await lab.api.sweep({
      name: 'x',
      runs: [
        { experiment: experimentOn(path), settings: {} },
        { experiment: experimentOn(`${path}-gone`), settings: {} },
      ],
    })
    expect(answer).toMatchObject({
      code: 'data-unreadable',
      message: expect.stringMatching(/^Run 2 of 2: .*data\.csv-gone is not there/),
    })
    expect(unwrap(await lab.api.queue()).entries).toEqual([])
    expect(existsSync(join(home, 'runs'))).toBe(false)
  })
})
