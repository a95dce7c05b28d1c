// A number a text: standardised in training, told in the unit of the data.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { startBackend, tf } from '../../../../src/worker/backend'
import { releaseRun, withRun } from '../../../../src/worker/inference/load-run'
import { classification } from '../../../../src/worker/tasks/classification/index'
import { numberErrors } from '../../../../src/worker/tasks/classification/number-errors'
import { quiet } from '../../text/data-files'
import { trainIn } from '../../trained-run'
import { experimentOf, loadTaskData, pricedCsv } from './task-data'

const linear = { units: 1, activation: 'linear' } as const
let folder = ''
let file = ''
let tensors = 0

beforeAll(async () => {
  await startBackend()
  tensors = tf.memory().numTensors
  folder = await mkdtemp(path.join(tmpdir(), 'unroll-numbers-'))
  file = path.join(folder, 'prices.csv')
  await writeFile(file, `${pricedCsv(400)}a room,dear\n`)
})
afterEach(() => {
  releaseRun()
  expect(tf.memory().numTensors).toBe(tensors)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const experiment = (training = {}) =>
  experimentOf({ path: file, labelKind: 'number', label: 'price' }, linear, {
    epochs: 8,
    ...training,
  })

it('tells how the numbers lie, skips what is none, and what always answering the mean reaches', async () => {
  const data = await loadTaskData(experiment())
  expect(data.report.numbers).toMatchObject({ minimum: 100, maximum: 250 })
  expect(data.report.classes).toEqual([])
  expect(data.report.skipped).toEqual({
    count: 1,
    first: [{ line: 402, reason: '"price" is not a number: "dear".' }],
  })
  const [mean, bag] = await data.baselines(quiet)
  expect(mean).toMatchObject({ name: 'mean', accuracy: Number.NaN })
  // Four prices in steps of 50: the mean is 50 off on average.
  expect(mean.extras?.valMeanAbsoluteError).toBeCloseTo(50, -1)
  expect(mean.extras?.valR2).toBeLessThan(0.01)
  expect(bag.extras?.valMeanAbsoluteError).toBeLessThan(40)
  data.close()
})

it.each(['meanSquaredError', 'meanAbsoluteError'] as const)(
  'learns by %s, and answers in the unit of the data',
  { timeout: 60_000 },
  async (loss) => {
    const { runFolder, outcome, events } = await trainIn(folder, experiment({ loss }))
    if (!outcome.ok) throw new Error(outcome.message)
    const { evaluation } = outcome.value
    if (evaluation?.kind !== 'regression') throw new Error(String(evaluation?.kind))
    expect(evaluation.meanAbsoluteError).toBeLessThan(15)
    expect(evaluation.r2).toBeGreaterThan(0.9)
    expect(evaluation.accuracy).toBeNaN()
    expect(evaluation.points).toHaveLength(80)
    const epoch = events.findLast((event) => event.type === 'epoch')
    expect(epoch?.metrics.extras?.valMeanAbsoluteError).toBeGreaterThan(0)
    const labels: unknown = JSON.parse(await readFile(path.join(runFolder, 'labels.json'), 'utf8'))
    expect(labels).toMatchObject({ labels: [], scale: { mean: expect.any(Number) as number } })
    const answers = await withRun(runFolder, (run) =>
      classification.predict(run, ['room star star', 'room door'], { beams: 1 }),
    )
    if (!answers.ok) throw new Error(answers.message)
    const values = answers.value.map((one) => (one.kind === 'number' ? one.value : Number.NaN))
    expect(Math.abs(values[0] - 200)).toBeLessThan(25)
    expect(Math.abs(values[1] - 100)).toBeLessThan(25)
  },
)

it('measures errors as scikit-learn does', () => {
  // mean_absolute_error, root_mean_squared_error and r2_score of [3, -0.5, 2, 7] and [2.5, 0, 2, 8]
  const errors = numberErrors([3, -0.5, 2, 7], [2.5, 0, 2, 8])
  expect(errors.meanAbsoluteError).toBe(0.5)
  expect(errors.rootMeanSquaredError).toBeCloseTo(0.6123724, 6)
  expect(errors.r2).toBeCloseTo(0.9486081, 6)
})
