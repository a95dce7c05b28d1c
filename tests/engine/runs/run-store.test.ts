// Run folders as they are found on a disk: whole, torn, damaged, or left by a process that is gone.
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '#shared/domain/run'
import { createRun } from '../../../src/engine/runs/create-run'
import { removeLock } from '../../../src/engine/runs/run-lock'
import { writeJson } from '../../../src/files/write-file'
import { experimentOn, temporaryFolder, unwrap } from '../sample'
import { change, openStore, writeCheckpoints, writeRun } from './sample-run'

/** A store with one finished run of two epochs. */
async function storeWithRun() {
  const store = openStore()
  const { folder, record } = unwrap(await createRun(store.folder, experimentOn('/data.csv')))
  writeFileSync(
    join(folder, 'metrics.jsonl'),
    [
      '{"type":"format","format":"unroll-metrics/2"}',
      stepLine(1),
      stepLine(2),
      epochLine(1, 2),
      stepLine(3),
      stepLine(4),
      epochLine(2, 4),
      '',
    ].join('\n'),
  )
  await writeJson(join(folder, 'run.json'), { ...record, state: 'done' })
  await removeLock(folder)
  return { store, folder, record }
}

const stepLine = (step: number): string =>
  `{"type":"step","step":${step},"loss":0.5,"accuracy":0.75,"gradientNorm":null,"milliseconds":4,"learningRate":0.01,"seconds":${step}}`
const epochLine = (epoch: number, step: number): string =>
  JSON.stringify({
    type: 'epoch',
    epoch,
    loss: 0.5,
    accuracy: 0.7,
    valLoss: 0.6,
    valAccuracy: epoch / 10,
    seconds: 1,
    step,
  })

describe('reading a run', () => {
  it('gives steps as columns and epochs for the curve', async () => {
    const { store, folder, record } = await storeWithRun()
    const detail = unwrap(await store.detail(folder))
    expect(detail.steps.loss).toEqual(Float32Array.of(0.5, 0.5, 0.5, 0.5))
    expect(detail.steps.gradientNorm[0]).toBeNaN()
    expect(detail.epochs.map((epoch) => epoch.epoch)).toEqual([1, 2])
    expect(unwrap(await store.list())).toMatchObject({
      runs: [{ id: record.id, folder, curve: [0.1, 0.2], hasModel: false }],
      damaged: [],
    })
  })

  it('passes over a torn last line, and sees what is appended later', async () => {
    const { store, folder } = await storeWithRun()
    appendFileSync(join(folder, 'metrics.jsonl'), '{"type":"st')
    expect(unwrap(await store.detail(folder)).steps.loss).toHaveLength(4)
    const path = join(folder, 'metrics.jsonl')
    writeFileSync(
      path,
      `${readFileSync(path, 'utf8').replace(/\{"type":"st$/, '')}${epochLine(3, 6)}\n`,
    )
    expect(unwrap(await store.list()).runs[0].curve).toEqual([0.1, 0.2, 0.3])
  })

  it('reads a run that has not begun', async () => {
    const store = openStore()
    const { folder } = unwrap(await createRun(store.folder, experimentOn('/data.csv')))
    expect(unwrap(await store.detail(folder))).toMatchObject({
      record: { state: 'running' },
      report: null,
      baselines: [],
      epochs: [],
      evaluation: null,
      hasModel: false,
    })
  })
})

describe('a damaged folder', () => {
  it.each<[string, (folder: string) => void, RegExp]>([
    ['without run.json', (folder) => rmSync(join(folder, 'run.json')), /run\.json is missing\.$/],
    [
      'with an empty run.json',
      (folder) => write(folder, 'run.json', ''),
      /run\.json is damaged: it is not JSON\.$/,
    ],
    [
      'with half of run.json',
      (folder) => write(folder, 'run.json', '{"format":"unr'),
      /it is not JSON/,
    ],
    [
      'of another version',
      (folder) => change(folder, 'run.json', { format: 'unroll-run/9' }),
      /run\.json has the format "unroll-run\/9"; this lab reads unroll-run\/2\. Open it with a newer lab\./,
    ],
    [
      'with a wrong value',
      (folder) => change(folder, 'run.json', { epochs: 'three' }),
      /run\.json is damaged at epochs/,
    ],
    [
      'with a damaged epoch',
      (folder) => appendFileSync(join(folder, 'metrics.jsonl'), '{"type":"epoch"\n'),
      /metrics\.jsonl is damaged at line 8/,
    ],
    [
      'with a folder for a file',
      (folder) => folderFor(folder, 'run.json'),
      /run\.json could not be read \(EISDIR\)/,
    ],
  ])('%s is named, left alone, and hides no other', async (_what, damage, reason) => {
    const { store, folder } = await storeWithRun()
    const whole = unwrap(await createRun(store.folder, experimentOn('/data.csv')))
    damage(folder)
    const before = readdirSync(folder)
    const { runs, damaged } = unwrap(await store.list())
    expect(runs.map((run) => run.id)).toEqual([whole.record.id])
    expect(damaged).toEqual([{ folder, reason: expect.stringMatching(reason) }])
    expect(readdirSync(folder)).toEqual(before)
  })

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'experiment.json',
      (folder) => change(folder, 'experiment.json', { task: 'x' }),
      /experiment\.json: task/,
    ],
    [
      'no experiment.json',
      (folder) => rmSync(join(folder, 'experiment.json')),
      /experiment\.json is missing/,
    ],
    [
      'summary.json',
      (folder) => change(folder, 'summary.json', { total: -1 }),
      /summary\.json is damaged at total/,
    ],
    [
      'report.json',
      (folder) => write(folder, 'report.json', '{}'),
      /report\.json is damaged: it does not say its format/,
    ],
    [
      'evaluation.json',
      (folder) => write(folder, 'evaluation.json', '['),
      /evaluation\.json is damaged/,
    ],
    [
      'metrics.jsonl',
      (folder) => write(folder, 'metrics.jsonl', 'x\n'),
      /metrics\.jsonl does not begin with its format/,
    ],
    [
      'metrics.jsonl of another version',
      (folder) => write(folder, 'metrics.jsonl', '{"type":"format","format":"unroll-metrics/3"}\n'),
      /metrics\.jsonl has the format "unroll-metrics\/3"; this lab reads unroll-metrics\/2/,
    ],
  ])('is not opened: %s', async (_file, damage, reason) => {
    const { store, folder } = await storeWithRun()
    damage(folder)
    expect(await store.detail(folder)).toMatchObject({
      ok: false,
      code: 'run-unreadable',
      message: expect.stringMatching(reason),
    })
  })

  it('does not count what is no run: files and folders that are being made', async () => {
    const { store } = await storeWithRun()
    write(store.folder, 'notes.txt', 'x')
    mkdirSync(join(store.folder, '.new-20261120'))
    const { runs, damaged } = unwrap(await store.list())
    expect([runs.length, damaged.length]).toEqual([1, 0])
  })
})

describe('a run whose process is gone', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  it.each<[string, object | null, string]>([
    ['this process', {}, 'running'],
    ['a process that ended', { pid: gone }, 'interrupted'],
    ['another process with its number', { processStart: '1' }, 'interrupted'],
    [
      'a process before the last start of the machine',
      { writtenAt: '2001-01-01T00:00:00Z' },
      'interrupted',
    ],
    ['a process on another machine', { host: `not-${hostname()}`, pid: gone }, 'running'],
    ['a mark that cannot be read', { format: 'x' }, 'interrupted'],
    ['no mark', null, 'interrupted'],
  ])('%s', async (_who, lock, state) => {
    const store = openStore()
    const { folder, record } = unwrap(await createRun(store.folder, experimentOn('/data.csv')))
    if (lock) change(folder, 'running.json', lock)
    else rmSync(join(folder, 'running.json'))
    const { runs } = unwrap(await store.list())
    expect(runs[0].state).toBe(state)
    const onDisk = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))
    if (state === 'running') expect(onDisk).toEqual(record)
    else {
      expect(onDisk).toMatchObject({ state, message: 'Interrupted before the first batch.' })
      expect(Date.parse(onDisk.finishedAt)).toBeGreaterThan(Date.now() - 60_000)
      expect(readdirSync(folder)).not.toContain('running.json')
    }
  })
})

describe('where a run was interrupted', () => {
  it.each<[string, (folder: string) => void, string]>([
    ['after its last step', () => undefined, 'epoch 2, batch 3 of 3'],
    [
      'after a checkpoint without metrics',
      (folder) => rmSync(join(folder, 'metrics.jsonl')),
      'epoch 2, batch 3 of 3',
    ],
    [
      'before its first checkpoint, as the data tell',
      (folder) => {
        rmSync(join(folder, 'checkpoints.json'))
        change(folder, 'run.json', { position: null })
      },
      'epoch 2, batch 3 of 3',
    ],
    [
      'in the middle of an epoch',
      (folder) => {
        rmSync(join(folder, 'checkpoints.json'))
        const path = join(folder, 'metrics.jsonl')
        writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 7).join('\n'))
      },
      'epoch 2, batch 1 of 3',
    ],
    [
      'where nothing tells how long an epoch is',
      (folder) => {
        change(folder, 'run.json', { position: null })
        rmSync(join(folder, 'report.json'))
      },
      'step 6',
    ],
  ])('%s', async (_when, prepare, where) => {
    const store = openStore()
    const folder = await writeRun(store.folder, 'cut', { state: 'running' })
    prepare(folder)
    const message = `Interrupted at ${where}.`
    expect(unwrap(await store.list()).runs).toMatchObject([{ state: 'interrupted', message }])
    expect(unwrap(await store.detail(folder)).record.message).toBe(message)
  })

  it('says nothing of a paused run, which was put on the disk properly', async () => {
    const store = openStore()
    const folder = await writeRun(store.folder, 'held', { state: 'paused' })
    const before = readFileSync(join(folder, 'run.json'))
    expect(unwrap(await store.list()).runs).toMatchObject([{ state: 'paused', message: null }])
    expect(readFileSync(join(folder, 'run.json'))).toEqual(before)
  })
})

describe('what a run folder tells', () => {
  it('has the notes, the checkpoints, the log and the room it takes', async () => {
    const store = openStore()
    const folder = await writeRun(store.folder, 'whole')
    const detail = unwrap(await store.detail(folder))
    expect(detail).toMatchObject({
      record: { name: 'Version 1' },
      notes: { name: 'A name of its own', tags: ['small'], starred: true },
      checkpoints: [
        { step: 3, isBest: true },
        { step: 6, isBest: false },
      ],
      log: [{ level: 'info', message: 'Training started.' }],
    })
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder, name)))
      .filter((found) => found.isFile())
    expect(detail.bytes).toBe(files.reduce((sum, { size }) => sum + size, 0))
    const { runs } = unwrap(await store.list())
    expect(runs).toMatchObject([
      { name: 'A name of its own', tags: ['small'], starred: true, bytes: detail.bytes },
    ])
  })

  it('shows a torn line of the log in its place', async () => {
    const folder = await writeRun(temporaryFolder(), 'torn')
    const line = '{"at":"2026-11-22T00:00:00.000Z","level":"info","message":"Taken up again."}'
    appendFileSync(join(folder, 'log.jsonl'), `{"at":"2026-1${line}\n${line}\n{"at`)
    expect(
      unwrap(await openStore('/nowhere').detail(folder)).log.map(({ message }) => message),
    ).toEqual(['Training started.', 'Line 3 of the log could not be read.', 'Taken up again.'])
  })

  it.each<[string, Partial<RunRecord>, readonly number[], boolean]>([
    ['stopped before its end', { state: 'stopped' }, [3, 5], true],
    ['done, at its end', { state: 'done' }, [3, 6], false],
    ['done early, by early stopping', { state: 'done' }, [3], false],
    ['stopped, with more epochs planned', { state: 'stopped', plannedEpochs: 3 }, [3, 6], true],
    ['without a checkpoint', { state: 'failed' }, [], false],
    ['paused', { state: 'paused' }, [5], true],
  ])('can it be resumed: %s', async (_what, values, steps, expected) => {
    const store = openStore()
    const folder = await writeRun(store.folder, 'one', values)
    writeCheckpoints(folder, steps)
    expect(unwrap(await store.list()).runs[0].canResume).toBe(expected)
    expect(unwrap(await store.detail(folder)).canResume).toBe(expected)
  })

  it('leaves out checkpoints whose file is gone or torn', async () => {
    const store = openStore()
    const folder = await writeRun(store.folder, 'one', { state: 'stopped' })
    writeCheckpoints(folder, [3, 4, 5])
    rmSync(join(folder, 'checkpoints', 'step-0000004.safetensors'))
    truncateSync(join(folder, 'checkpoints', 'step-0000005.safetensors'), 3)
    const { checkpoints } = unwrap(await store.detail(folder))
    expect(checkpoints.map(({ step }) => step)).toEqual([3])
  })

  it('takes no checkpoint from outside', async () => {
    const store = openStore()
    const folder = await writeRun(store.folder, 'one')
    const path = join(folder, 'checkpoints.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('checkpoints/step', '../step'))
    expect(await store.detail(folder)).toMatchObject({
      message: expect.stringMatching(/checkpoints\.json is damaged at checkpoints\.0\.file/),
    })
  })
})

describe('finding a run', () => {
  it.each<[string, (id: string) => string, RegExp | null]>([
    ['its id', (id) => id, null],
    ['the start of its id', (id) => id.slice(0, -2), null],
    ['a start that two share', (id) => id.slice(0, 8), /2 runs start with/],
    ['another id', () => 'nothing', /There is no run "nothing"/],
    ['nothing', () => '', /There is no run ""/],
    ['a way out', (id) => `../runs/${id}`, /There is no run/],
  ])('by %s', async (_what, reference, message) => {
    const { store, record, folder } = await storeWithRun()
    unwrap(await createRun(store.folder, experimentOn('/data.csv', 'other')))
    const found = await store.find(reference(record.id))
    if (message) expect(found).toMatchObject({ ok: false, message: expect.stringMatching(message) })
    else expect(found).toEqual({ ok: true, value: folder })
  })

  it('finds none in a store that is not there yet', async () => {
    const store = openStore(join(temporaryFolder(), 'nowhere'))
    expect(unwrap(await store.list())).toEqual({ runs: [], damaged: [] })
  })
})

it('knows the data files of the runs that can be read', async () => {
  const { store, folder } = await storeWithRun()
  unwrap(await createRun(store.folder, experimentOn('/other.csv')))
  expect((await store.dataPaths()).sort()).toEqual(['/data.csv', '/other.csv'])
  change(folder, 'experiment.json', { data: { path: '/moved/data.csv' } })
  expect((await store.dataPaths()).sort()).toEqual(['/moved/data.csv', '/other.csv'])
  write(folder, 'experiment.json', '{')
  expect(await store.dataPaths()).toEqual(['/other.csv'])
})

function write(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, file), text)
}

function folderFor(folder: string, file: string): void {
  rmSync(join(folder, file))
  mkdirSync(join(folder, file))
}
