// Predicting and evaluating from a run folder alone, wherever it lies, and what damaged folders get.
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ClassPrediction } from '#shared/domain/prediction'
import type { DataOptions } from '#shared/experiment/data'
import { success } from '#shared/protocol/result'
import { startBackend, tf } from '../../../src/worker/backend'
import { releaseRun, withRun } from '../../../src/worker/inference/load-run'
import { evaluateRun } from '../../../src/worker/tasks/classification/evaluate'
import {
  predictTexts,
  type ClassificationPrediction,
} from '../../../src/worker/tasks/classification/predict'
import type { LoadControl } from '../../../src/worker/text/control'
import { csvOf, experimentOn, trainIn } from '../trained-run'

let folder = ''
let run = ''
let tensors = 0
const control = { onProgress: () => {}, isStopped: () => false }

const predict = (runFolder: string, texts: readonly string[]) =>
  withRun(runFolder, async (loaded) => success(classesOf(await predictTexts(loaded, texts))))
const evaluate = (runFolder: string, data: DataOptions, loading: LoadControl) =>
  withRun(runFolder, (loaded) => evaluateRun(loaded, data, loading))

/** Every prediction of this run is a class. */
function classesOf(predictions: readonly ClassificationPrediction[]): readonly ClassPrediction[] {
  return predictions.map((one) => {
    if (one.kind !== 'class') throw new Error(`a prediction of a ${one.kind}`)
    return one
  })
}

beforeAll(async () => {
  await startBackend()
  tensors = tf.memory().numTensors
  folder = await mkdtemp(join(tmpdir(), 'unroll-inference-'))
  await writeFile(join(folder, 'data.csv'), csvOf(200))
  const training = { epochs: 8, optimizer: { type: 'adam', learningRate: 0.02 } } as const
  const trained = await trainIn(folder, experimentOn(folder, { training }))
  if (!trained.outcome.ok) throw new Error(trained.outcome.message)
  run = trained.runFolder
})
afterEach(() => {
  releaseRun()
  expect(tf.memory().numTensors).toBe(tensors)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('predict', () => {
  const texts = ['the film was wonderful', 'the film was AWFUL', 'zzz qqq', '']

  it('gives label and probabilities per text, and counts unknown tokens', async () => {
    const result = await predict(run, texts)
    if (!result.ok) throw new Error(result.message)
    expect(result.value.map(({ label }) => label).slice(0, 2)).toEqual(['positive', 'negative'])
    expect(result.value.map(({ tokens, unknown }) => [tokens, unknown])).toEqual([
      [4, 0],
      [4, 0],
      [2, 2],
      [0, 0],
    ])
    for (const { label, probability, probabilities } of result.value) {
      const sum = probabilities.reduce((total, one) => total + one.probability, 0)
      expect(sum).toBeCloseTo(1, 5)
      expect(probabilities.find((one) => one.label === label)?.probability).toBe(probability)
      expect(probability).toBeGreaterThanOrEqual(0.5)
    }
  })

  it('does not depend on the texts beside a text', async () => {
    const together = await predict(run, texts)
    const alone = await predict(run, [texts[1]])
    if (!together.ok || !alone.ok) throw new Error('not predicted')
    expect(alone.value[0].probability).toBeCloseTo(together.value[1].probability, 6)
  })

  it('answers many texts at once and none', async () => {
    const many = await predict(
      run,
      Array.from({ length: 300 }, (_, index) => `film ${index}`),
    )
    expect(many.ok && many.value.length).toBe(300)
    expect(await predict(run, [])).toEqual({ ok: true, value: [] })
  })

  it('works after the folder was moved', async () => {
    const before = await predict(run, texts)
    const moved = join(folder, 'somewhere else')
    await rename(run, moved)
    const after = await predict(moved, texts)
    await rename(moved, run)
    expect(after).toEqual(before)
  })

  it('reads a run once for calls that ask for it at the same time', async () => {
    releaseRun()
    const models = new Set<unknown>()
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        withRun(run, async (loaded) => {
          models.add(loaded.model)
          return success(classesOf(await predictTexts(loaded, texts)))
        }),
      ),
    )
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(models.size).toBe(1)
  })

  it('sees a newer model in the same folder', async () => {
    const copy = join(folder, 'copy')
    await cp(run, copy, { recursive: true })
    const before = await predict(copy, texts)
    const [weights] = (await readdir(join(copy, 'model'))).filter((name) => name.endsWith('.bin'))
    const bytes = await readFile(join(copy, 'model', weights))
    await writeFile(join(copy, 'model', 'weights-99.bin'), Buffer.alloc(bytes.length))
    const description = await readFile(join(copy, 'model', 'model.json'), 'utf8')
    const newer = description.replace(weights, 'weights-99.bin')
    await writeFile(join(copy, 'model', 'model.json'), newer)
    const after = await predict(copy, texts)
    expect(after).not.toEqual(before)
    expect(after.ok && after.value[0].probability).toBeCloseTo(0.5, 6)
    await rm(copy, { recursive: true })
  })
})

describe('evaluate', () => {
  it('gives loss, accuracy, confusion and the majority baseline of other data', async () => {
    const path = join(folder, 'other.csv')
    await writeFile(path, `${csvOf(50)}"what is this",unheard-of\n`)
    const data = { ...experimentOn(folder).data, path }
    const result = await evaluate(run, data, control)
    if (!result.ok) throw new Error(result.message)
    const { evaluation, baselines } = result.value
    if (evaluation.kind !== 'classification') throw new Error(evaluation.kind)
    expect(evaluation).toMatchObject({ rows: 50, labels: ['negative', 'positive'] })
    expect(evaluation.accuracy).toBeGreaterThan(0.8)
    expect(evaluation.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(50)
    expect(evaluation.wrong.every(({ actual, predicted }) => actual !== predicted)).toBe(true)
    expect(baselines.map(({ name }) => name)).toContain('majority')
  })

  it('can be stopped', async () => {
    const { data } = experimentOn(folder)
    const stopped = await evaluate(run, data, { ...control, isStopped: () => true })
    expect(stopped).toMatchObject({ ok: false, code: 'stopped' })
  })

  it('lets a prediction of another run pass beside it', async () => {
    const copy = join(folder, 'second')
    await cp(run, copy, { recursive: true })
    const { data } = experimentOn(folder)
    const [evaluated, predicted] = await Promise.all([
      evaluate(run, data, control),
      predict(copy, ['fine film']),
    ])
    expect([evaluated.ok, predicted.ok]).toEqual([true, true])
    await rm(copy, { recursive: true })
  })
})

describe('a damaged folder is named and left as it is', () => {
  const cases: [string, (copy: string) => Promise<void>, RegExp][] = [
    ['no folder', (copy) => rm(copy, { recursive: true }), /experiment\.json is missing/],
    [
      'no model yet',
      (copy) => rm(join(copy, 'model'), { recursive: true }),
      /model\.json is missing: .*nothing was learned/,
    ],
    [
      'cut weights',
      async (copy) => {
        const names = await readdir(join(copy, 'model'))
        const file = join(copy, 'model', names.find((name) => name.endsWith('.bin')) ?? '')
        await writeFile(file, (await readFile(file)).subarray(0, 100))
      },
      /weights-\d+\.bin is damaged \(it has 100 bytes/,
    ],
    [
      'missing weights',
      async (copy) => {
        const names = await readdir(join(copy, 'model'))
        await rm(join(copy, 'model', names.find((name) => name.endsWith('.bin')) ?? ''))
      },
      /weights-\d+\.bin is missing/,
    ],
    [
      'half a model.json',
      (copy) => writeFile(join(copy, 'model', 'model.json'), '{"format":'),
      /model\.json is damaged \(it is not JSON/,
    ],
    [
      'a path out of the folder',
      async (copy) => {
        const file = join(copy, 'model', 'model.json')
        const text = await readFile(file, 'utf8')
        await writeFile(file, text.replace(/weights-\d+\.bin/, '../../secret.bin'))
      },
      /model\.json is damaged/,
    ],
    [
      'unknown vocabulary version',
      async (copy) => {
        const file = join(copy, 'vocabulary.json')
        const text = await readFile(file, 'utf8')
        await writeFile(file, text.replace('unroll-vocabulary/1', 'unroll-vocabulary/9'))
      },
      /vocabulary\.json is of the format "unroll-vocabulary\/9"/,
    ],
    [
      'unknown labels version',
      (copy) => writeFile(join(copy, 'labels.json'), '{"format":"unroll-labels/2","labels":[]}'),
      /labels\.json is damaged \(format/,
    ],
    [
      'labels of another model',
      (copy) =>
        writeFile(join(copy, 'labels.json'), '{"format":"unroll-labels/1","labels":["a","b","c"]}'),
      /model\.json is damaged \(it has 1 outputs, but labels\.json has 3/,
    ],
    [
      'an experiment of another version',
      (copy) => writeFile(join(copy, 'experiment.json'), '{"format":"unroll-experiment/2"}'),
      /experiment\.json/,
    ],
    [
      'a topology that tfjs does not know',
      async (copy) => {
        const file = join(copy, 'model', 'model.json')
        const text = await readFile(file, 'utf8')
        await writeFile(file, text.replace('"GRU"', '"Transformer"'))
      },
      /model\.json is damaged \(modelTopology\.config\.layers\.1\.class_name/,
    ],
  ]
  it.each(cases)('%s', async (_name, damage, message) => {
    const copy = join(folder, 'damaged')
    await mkdir(copy, { recursive: true })
    await cp(run, copy, { recursive: true })
    await damage(copy)
    const result = await predict(copy, ['text'])
    expect(result).toMatchObject({ ok: false, code: 'run-unreadable' })
    if (!result.ok) expect(result.message).toMatch(message)
    await rm(copy, { recursive: true, force: true })
  })
})
