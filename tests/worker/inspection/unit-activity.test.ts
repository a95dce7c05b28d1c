// What moves a unit, from real data: checked against inspections of the same texts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activityRequestSchema, type UnitActivity } from '#shared/domain/inside/activity'
import { parseExperiment } from '#shared/experiment/parse'
import type { ExperimentInput } from '#shared/experiment/schema'
import type { Progress } from '#shared/protocol/trainer-api'
import { startBackend, tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { unitActivity } from '../../../src/worker/inspection/unit-activity'
import { taskModule } from '../../../src/worker/tasks/index'
import { loadRequestOf } from '../../../src/worker/tasks/task'
import type { LoadControl } from '../../../src/worker/text/control'
import { parseVocabulary } from '../../../src/worker/text/vocabulary'
import { csvOf, experimentOn } from '../trained-run'

const quiet: LoadControl = { isStopped: () => false, onProgress: () => {} }
let folder = ''
const open: LoadedRun[] = []

beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-activity-'))
  await writeFile(join(folder, 'data.csv'), csvOf(120))
})
afterAll(async () => {
  for (const { model } of open) model.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** The untrained run of an experiment on its own data. */
async function runOf(input: ExperimentInput): Promise<LoadedRun> {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(parsed.message)
  const experiment = parsed.value
  const task = await taskModule(experiment.task)
  const loaded = await task.load(loadRequestOf(experiment), quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  const learner = loaded.value.createLearner(experiment)
  if (!learner.ok) throw new Error(learner.message)
  const vocabularyOf = (file: string) => {
    const found = loaded.value.files.find(([name]) => name === file)
    const vocabulary = parseVocabulary(found?.[1], file)
    if (!vocabulary.ok) throw new Error(vocabulary.message)
    return vocabulary.value
  }
  const run: LoadedRun = {
    ...{ folder: '/nowhere', experiment, labels: [], scale: null, model: learner.value.model },
    vocabulary: vocabularyOf('vocabulary.json'),
    targetVocabulary: experiment.task === 'seq2seq' ? vocabularyOf('target-vocabulary.json') : null,
  }
  loaded.value.close()
  open.push(run)
  return run
}

function activity(run: LoadedRun, request: object, control = quiet) {
  const asked = activityRequestSchema.parse({ requestId: 'unit', unit: 1, ...request })
  return unitActivity(run, asked, control)
}

async function found(run: LoadedRun, request: object): Promise<UnitActivity> {
  const answer = await activity(run, request)
  if (!answer.ok) throw new Error(answer.message)
  return answer.value
}

describe('what moves a unit', () => {
  it('is told with the farthest first, in its context, and each token with its mean', async () => {
    const run = await runOf(experimentOn(folder))
    const before = tf.memory().numTensors
    const { rises, falls, risingTokens, fallingTokens, texts, isComplete } = await found(run, {
      layer: 'gru',
    })
    expect({ texts, isComplete }).toEqual({ texts: 24, isComplete: true })
    expect(rises).toHaveLength(20)
    const changes = rises.map(({ from, to }) => to - from)
    expect(changes).toEqual(changes.toSorted((one, other) => other - one))
    expect(changes.at(-1)).toBeGreaterThan(0)
    const drops = falls.map(({ from, to }) => to - from)
    expect(drops).toEqual(drops.toSorted((one, other) => one - other))
    expect(drops[0]).toBeLessThan(0)
    for (const { before: left, after, token } of [...rises, ...falls]) {
      expect(left.length).toBeLessThanOrEqual(8)
      expect(after.length).toBeLessThanOrEqual(4)
      expect([...left, token, ...after]).not.toContain('<pad>')
      expect([...left, token, ...after]).not.toContain('<start>')
    }
    for (const { count } of [...risingTokens, ...fallingTokens])
      expect(count).toBeGreaterThanOrEqual(3)
    expect(risingTokens[0].meanChange).toBeGreaterThan(risingTokens.at(-1)?.meanChange ?? NaN)
    expect(fallingTokens[0].meanChange).toBeLessThan(0)
    expect(tf.memory().numTensors).toBe(before)
    expect(await found(run, { layer: 'gru' })).toEqual({
      ...(await found(run, { layer: 'gru', texts: 1000 })),
    })
  })

  it('is found in both parts of an encoder-decoder on generated data', async () => {
    const run = await runOf({
      task: 'seq2seq',
      data: { generator: { type: 'addition', rows: 200, digits: 2 } },
      text: { level: 'character' },
      model: {
        layers: [
          { type: 'Embedding', units: 4 },
          { type: 'LSTM', units: 5 },
        ],
        decoder: {
          layers: [
            { type: 'Embedding', units: 4 },
            { type: 'LSTM', units: 5, returnSequences: true },
            {
              type: 'TimeDistributed',
              layer: { type: 'Dense', units: 256, activation: 'softmax' },
            },
          ],
        },
      },
    })
    const encoder = await found(run, { layer: 'encoder_lstm', texts: 10 })
    expect(encoder.rises.some(({ token, before }) => token === '+' || before.includes('+'))).toBe(
      true,
    )
    const decoder = await found(run, { layer: 'decoder_lstm', texts: 10 })
    expect(decoder.texts).toBe(10)
    for (const { token } of [...decoder.rises, ...decoder.falls]) expect(token).toMatch(/^\d$/)
  })

  it('keeps what was read when it is stopped, and tells how far it is', async () => {
    const run = await runOf(experimentOn(folder))
    const told: Progress[] = []
    const isStopped = () => told.some(({ phase }) => phase === 'inspecting')
    const answer = await activity(
      run,
      { layer: 'gru' },
      { isStopped, onProgress: (one) => told.push(one) },
    )
    expect(answer).toMatchObject({ ok: true, value: { isComplete: false, texts: 0 } })
    expect(told.at(-1)).toEqual({ phase: 'inspecting', done: 0, total: 24, unit: 'texts' })
  })

  it('is refused for a unit or layer that is not there, and for data that changed or are gone', async () => {
    const run = await runOf(experimentOn(folder))
    expect(await activity(run, { layer: 'lstm' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('it has "gru"'),
    })
    expect(await activity(run, { layer: 'gru', unit: 6 })).toMatchObject({
      ok: false,
      message: 'The layer "gru" has no unit 6; its units are counted from 0 to 5.',
    })
    await writeFile(
      join(folder, 'data.csv'),
      csvOf(60, ['negative', 'positive', 'neutral']).replaceAll('great', 'grand'),
    )
    expect(await activity(run, { layer: 'gru' })).toMatchObject({
      ok: false,
      code: 'data-unusable',
      message: expect.stringContaining('it has changed since'),
    })
    await rm(join(folder, 'data.csv'))
    expect(await activity(run, { layer: 'gru' })).toMatchObject({
      ok: false,
      code: 'data-unreadable',
      message: expect.stringContaining('data.csv'),
    })
  })
})
