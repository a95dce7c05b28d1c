// A run from a file to a kept model: the order of events, the files, and every way to end early.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import { findMemoryProblem } from '../../../src/worker/training/memory'
import type { RunControl } from '../../../src/worker/training/run-control'
import { csvOf, experimentOn, trainIn } from '../trained-run'
import { lastStepOf, stepsOf } from './synthetic'

let folder = ''
let tensors = 0

beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-train-'))
  await writeFile(join(folder, 'data.csv'), csvOf(120))
  tensors = tf.memory().numTensors
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  expect(tf.memory().numTensors).toBe(tensors)
})

it('tells of data, baselines and epochs in order and leaves a folder that stands alone', async () => {
  const { runFolder, outcome, events } = await trainIn(folder, experimentOn(folder))
  expect(outcome).toMatchObject({
    ok: true,
    value: { state: 'done', epochs: 2, steps: 12, evaluation: { rows: 24 } },
  })
  const told = events.map(({ type }) => type).filter((type) => type !== 'progress')
  // What is saved in the background comes when it is on disk.
  const isSaved = (type: string) => ['kept', 'checkpoint', 'recorded'].includes(type)
  const saved = told.filter((type) => isSaved(type) && type !== 'recorded')
  const steps = Array.from({ length: 6 }, () => 'steps')
  const order = ['summary', 'environment', 'data', 'baselines', ...steps, 'epoch', ...steps]
  expect(told.filter((type) => !isSaved(type))).toEqual([...order, 'epoch'])
  expect(saved.slice(0, 2)).toEqual(['kept', 'checkpoint'])
  expect(saved.filter((type) => type === 'checkpoint')).toHaveLength(2)
  expect((await readdir(runFolder)).sort()).toEqual([
    'checkpoints',
    'experiment.json',
    'labels.json',
    'model',
    'snapshots',
    'timeline',
    'vocabulary.json',
  ])
  const labels: unknown = JSON.parse(await readFile(join(runFolder, 'labels.json'), 'utf8'))
  expect(labels).toEqual({ format: 'unroll-labels/1', labels: ['negative', 'positive'] })
})

it('repeats itself to the last digit', async () => {
  const losses = async () => {
    const { events } = await trainIn(folder, experimentOn(folder))
    return stepsOf(events).map(({ loss }) => loss)
  }
  expect(await losses()).toEqual(await losses())
})

describe('ends early', () => {
  const stopAt: [string, (event: TrainerEvent) => boolean, object][] = [
    [
      'while the data are read',
      ({ type }) => type === 'environment',
      { steps: 0, evaluation: null },
    ],
    ['before the first step', ({ type }) => type === 'baselines', { steps: 0, evaluation: null }],
    [
      'within an epoch',
      (event) => lastStepOf(event) === 8,
      { epochs: 1, steps: 8, evaluation: { rows: 24 } },
    ],
    ['after an epoch', ({ type }) => type === 'epoch', { epochs: 1, steps: 6 }],
  ]
  it.each(stopAt)('stopped %s', async (_name, matches, expected) => {
    const { outcome } = await trainIn(folder, experimentOn(folder), (event, control) => {
      if (matches(event)) control.stop()
    })
    expect(outcome).toMatchObject({ ok: true, value: { state: 'stopped', ...expected } })
  })

  it('when the last layer does not fit the classes, naming it', async () => {
    await writeFile(join(folder, 'data.csv'), csvOf(120, ['bad', 'good', 'fair']))
    const { outcome, events } = await trainIn(folder, experimentOn(folder))
    expect(outcome).toMatchObject({ ok: false, code: 'experiment-invalid' })
    if (!outcome.ok) expect(outcome.message).toContain('Layer 3 (Dense)')
    expect(events[events.length - 1]).toMatchObject({ type: 'failed', runId: 'run-1' })
  })

  it('when the data are missing, naming the file', async () => {
    await rm(join(folder, 'data.csv'))
    const { outcome } = await trainIn(folder, experimentOn(folder))
    expect(outcome).toMatchObject({ ok: false, code: 'data-unreadable' })
  })
})

describe('going on', () => {
  const file = 'checkpoints/step-0000003.safetensors'
  const stopped = () =>
    trainIn(folder, experimentOn(folder), (event, control) => {
      if (lastStepOf(event) === 3) control.stop()
    })

  it('reads the data anew and tells neither report nor baselines again', async () => {
    await stopped()
    const { outcome, events } = await trainIn(folder, experimentOn(folder), undefined, file)
    expect(outcome).toMatchObject({ ok: true, value: { state: 'done', steps: 12 } })
    expect(stepsOf(events)[0].step).toBe(4)
    expect(events.some(({ type }) => type === 'data' || type === 'baselines')).toBe(false)
  })

  it('ends when the data have changed, and leaves what was learned', async () => {
    const { runFolder } = await stopped()
    await writeFile(join(folder, 'data.csv'), csvOf(119))
    const before = await readdir(runFolder, { recursive: true })
    const { outcome } = await trainIn(folder, experimentOn(folder), undefined, file)
    expect(outcome).toMatchObject({ ok: false, code: 'data-unusable' })
    if (!outcome.ok) expect(outcome.message).toContain('119 rows instead of 120')
    expect(await readdir(runFolder, { recursive: true })).toEqual(before)
  })

  it('is where it was when it is stopped before a step', async () => {
    await stopped()
    const stop = (_event: TrainerEvent, control: RunControl) => control.stop()
    const { outcome } = await trainIn(folder, experimentOn(folder), stop, file)
    expect(outcome).toMatchObject({ ok: true, value: { state: 'stopped', steps: 3, epochs: 0 } })
  })
})

it('says why it stopped early, and keeps the best epoch', async () => {
  const training = { epochs: 20, earlyStopping: { patience: 2, minDelta: 1 } } as const
  const { outcome } = await trainIn(folder, experimentOn(folder, { training }))
  expect(outcome).toMatchObject({ ok: true, value: { state: 'done', epochs: 3 } })
  if (!outcome.ok) return
  expect(outcome.value.message).toMatch(
    /^Stopped early after epoch 3: validation loss has not fallen .*; the model of epoch [123] is kept\.$/,
  )
})

it('refuses weights for a label that the data do not have', async () => {
  const training = { classWeight: { negativ: 2 } }
  const { outcome } = await trainIn(folder, experimentOn(folder, { training }))
  expect(outcome).toMatchObject({ ok: false, code: 'experiment-invalid' })
})

describe('memory', () => {
  it('refuses a step that this machine cannot hold, and says what to lower', () => {
    const experiment = experimentOn(folder, {
      model: {
        layers: [
          { type: 'Embedding', units: 512 },
          { type: 'LSTM', units: 2048 },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      },
      training: { batchSize: 1024 },
    })
    const problem = findMemoryProblem(experiment, 5000, 64e9)
    expect(problem).toMatchObject({ ok: false, code: 'experiment-invalid' })
    expect(problem?.message).toContain('training.batchSize (1,024)')
  })

  it('lets the reference sizes through on a small machine', () => {
    const layers = experimentOn(folder).model
    expect(findMemoryProblem(experimentOn(folder, { model: layers }), 500, 4e9)).toBeUndefined()
  })
})
