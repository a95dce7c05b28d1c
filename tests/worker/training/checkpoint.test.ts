// The file of a checkpoint: read back whole, refused when it is not, and never written with a number that is none.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { readSafetensors, writeSafetensors } from '../../../src/worker/safetensors'
import { checkpointBytes, readCheckpoint } from '../../../src/worker/training/checkpoint/file'
import { findDataChange, fingerprintOf } from '../../../src/worker/training/checkpoint/fingerprint'
import type { CheckpointState } from '../../../src/worker/training/checkpoint/state'
import { tinyDataset, tinyExperiment } from './synthetic'
import { checkpointsOf, trainTiny } from './train-tiny'

let folder = ''
const file = 'checkpoints/step-0000007.safetensors'
const experiment = tinyExperiment({ epochs: 1 })
const dataset = tinyDataset(experiment.text)

beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-checkpoint-'))
  const { events } = await trainTiny({ folder, experiment })
  expect(checkpointsOf(events).map((checkpoint) => checkpoint.file)).toEqual([file])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function stateOf(): Promise<CheckpointState> {
  const stored = await readCheckpoint(folder, file)
  if (!stored.ok) throw new Error(stored.message)
  return stored.value.state
}

/** A run folder whose only checkpoint has other metadata. */
async function withMetadata(change: Record<string, string>): Promise<string> {
  const read = readSafetensors(await readFile(join(folder, file)), file)
  if (!read.ok) throw new Error(read.message)
  const metadata = { ...read.value.metadata, ...change }
  const other = await mkdtemp(join(folder, 'other-'))
  await mkdir(join(other, 'checkpoints'))
  await writeFile(join(other, file), writeSafetensors({ ...read.value, metadata }))
  return other
}

describe('reading', () => {
  it('gives where the run was, its kept model and its data', async () => {
    expect(await stateOf()).toMatchObject({
      position: { step: 7, epoch: 2, stepInEpoch: 0, stepsPerEpoch: 7 },
      sums: { loss: 0, accuracy: 0 },
      optimizer: { type: 'rmsprop', step: 7 },
      kept: { kept: { epoch: 1, step: 7 }, evaluation: { rows: 25 } },
      data: fingerprintOf(dataset),
    })
  })

  it('refuses another version, naming it', async () => {
    const other = await withMetadata({ format: 'unroll-checkpoint/2' })
    const read = await readCheckpoint(other, file)
    expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (!read.ok) expect(read.message).toContain('"unroll-checkpoint/2"')
  })

  it.each(['', '{', '{}', '[]', '{"position":{"step":-1}}'])(
    'refuses the state %j',
    async (state) => {
      const read = await readCheckpoint(await withMetadata({ state }), file)
      expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
      if (!read.ok) expect(read.message).toContain('is damaged')
    },
  )

  it.each(['../a', '/etc/passwd', 'checkpoints/../../a', 'checkpoints/..', 'model/model.json', ''])(
    'refuses the name %j',
    async (name) => {
      expect(await readCheckpoint(folder, name)).toMatchObject({
        ok: false,
        code: 'run-unreadable',
      })
    },
  )

  it('names the file that is missing', async () => {
    const read = await readCheckpoint(folder, 'checkpoints/step-0000099.safetensors')
    expect(read).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (!read.ok) expect(read.message).toContain('step-0000099.safetensors')
  })
})

it.each([NaN, Infinity])('is not made of a weight that is %f', async (number) => {
  const state = await stateOf()
  const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, number, 2])))
  expect(checkpointBytes(state, [variable], new Map(), new Map())).toBeNull()
  variable.dispose()
})

describe('the data', () => {
  const { training } = dataset
  const tokens = training.tokens.subarray(0, training.tokens.length)
  const flip = (values: Int32Array) =>
    values.map((value, index) => (index === 5 ? value ^ 1 : value))
  const changes: [string, Partial<typeof dataset>, RegExp][] = [
    ['one row more', { training: { ...training, count: 101 } }, /126 rows instead of 125/],
    ['another label', { labels: ['class 0', 'class one'] }, /labels are others/],
    [
      'another vocabulary',
      { vocabulary: { ...dataset.vocabulary, size: 21 } },
      /21 tokens in the vocabulary instead of 20/,
    ],
    ['another word', { training: { ...training, tokens: flip(tokens) } }, /texts/],
    [
      'a row of another class',
      { training: { ...training, labels: flip(training.labels) } },
      /texts/,
    ],
  ]
  it.each(changes)('%s is a change', (_name, change, message) => {
    const changed = { ...dataset, ...change }
    const found = findDataChange(fingerprintOf(dataset), fingerprintOf(changed), 'reviews.csv')
    expect(found).toMatchObject({ ok: false, code: 'data-unusable' })
    expect(found?.message).toMatch(/^reviews\.csv has changed since this run began \(/)
    expect(found?.message).toMatch(message)
  })

  it('read anew are the same', () => {
    const again = tinyDataset(experiment.text)
    expect(findDataChange(fingerprintOf(dataset), fingerprintOf(again), 'reviews.csv')).toBeNull()
  })
})
