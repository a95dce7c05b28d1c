// Several labels a text: data, training, evaluation, predictions and the sentences for what cannot be.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../../src/worker/backend'
import { releaseRun, withRun } from '../../../../src/worker/inference/load-run'
import { classification } from '../../../../src/worker/tasks/classification/index'
import { labelLosses, multiHot } from '../../../../src/worker/tasks/classification/labels-objective'
import { quiet } from '../../text/data-files'
import { trainIn } from '../../trained-run'
import { experimentOf, labelledCsv, loadTaskData } from './task-data'

const sigmoid = (units: number) => ({ units, activation: 'sigmoid' }) as const
let folder = ''
let file = ''
let tensors = 0

beforeAll(async () => {
  await startBackend()
  tensors = tf.memory().numTensors
  folder = await mkdtemp(path.join(tmpdir(), 'unroll-labels-'))
  file = path.join(folder, 'rooms.csv')
  await writeFile(file, labelledCsv(400))
})
afterEach(() => {
  releaseRun()
  expect(tf.memory().numTensors).toBe(tensors)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const experiment = () =>
  experimentOf({ path: file, labelKind: 'labels', labelSeparator: ';' }, sigmoid(3))

describe('the data', () => {
  it('count each label, and hold the baselines to F1', async () => {
    const data = await loadTaskData(experiment())
    expect(data.report.classes.map((one) => one.label)).toEqual(['cheap', 'clean', 'quiet'])
    const counted = data.report.classes.reduce((sum, { count }) => sum + count, 0)
    expect(counted / (3 * data.report.rows)).toBeCloseTo(0.5, 1)
    const [same, linear] = await data.baselines(quiet)
    expect(same).toMatchObject({ name: 'majority', title: 'Most frequent labels' })
    expect(same.accuracy).toBeLessThan(0.75)
    expect(linear.extras?.valMicroF1).toBeGreaterThan(0.95)
    expect(linear.accuracy).toBeGreaterThan(0.95)
    data.close()
  })

  it('ask for as many units as there are labels', async () => {
    const wrong = experimentOf({ path: file, labelKind: 'labels', labelSeparator: ';' }, sigmoid(5))
    const data = await loadTaskData(wrong)
    expect(data.findProblem(wrong)).toEqual({
      path: 'model.layers.2.units',
      message: 'Layer 3 (Dense): the data has 3 labels, but the layer has 5 units. Set units to 3.',
    })
    data.close()
  })
})

it('counts the loss of each label as Keras does', () => {
  // Keras: BinaryCrossentropy(from_logits=True) of [[2, -1]] and [[1, 0]] is (0.126928 + 0.313262) / 2.
  tf.tidy(() => {
    const logits = tf.tensor2d([[2, -1]])
    const wanted = multiHot(Int32Array.of(1), [Int32Array.of(), Int32Array.of(0)], 2)
    const [first, second] = labelLosses(logits, wanted).dataSync()
    expect(first).toBeCloseTo(0.126928, 5)
    expect(second).toBeCloseTo(0.313262, 5)
    const [smoothed] = labelLosses(logits, wanted, 0.2).dataSync()
    // 2.126928 - 2 x 0.9
    expect(smoothed).toBeCloseTo(0.326928, 5)
  })
})

it('learns, is measured, predicts and is measured on other data', async () => {
  const { runFolder, outcome, events } = await trainIn(folder, experiment())
  if (!outcome.ok) throw new Error(outcome.message)
  const { evaluation } = outcome.value
  if (evaluation?.kind !== 'multi-label') throw new Error(String(evaluation?.kind))
  expect(evaluation.microF1).toBeGreaterThan(0.95)
  expect(evaluation.classes.map((one) => one.label)).toEqual(['cheap', 'clean', 'quiet'])
  expect(evaluation.wrong.every((one) => one.actual.join() !== one.predicted.join())).toBe(true)
  const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event.metrics] : []))
  expect(epochs.at(-1)?.extras).toMatchObject({ valMicroF1: expect.any(Number) as number })
  expect(epochs[0].loss).toBeGreaterThan(epochs[3].loss)

  const other = path.join(folder, 'other.csv')
  await writeFile(other, 'text,labels\nveryclean veryquiet room,clean;quiet\nroom,[]\nroom,loud\n')
  const answers = await withRun(runFolder, async (run) => {
    const predicted = await classification.predict(run, ['veryclean verycheap room', 'room'], {
      beams: 1,
    })
    const measured = await classification.evaluate(
      run,
      { ...experiment().data, path: other },
      quiet,
    )
    return { ok: true, value: { predicted, measured } }
  })
  if (!answers.ok) throw new Error(answers.message)
  const { predicted, measured } = answers.value
  expect(predicted).toMatchObject({
    ok: true,
    value: [
      { kind: 'labels', labels: ['cheap', 'clean'] },
      { kind: 'labels', labels: [] },
    ],
  })
  expect(measured).toMatchObject({
    ok: true,
    value: {
      evaluation: { kind: 'multi-label', rows: 2, exactMatch: 1 },
      unknownLabels: { count: 1, first: ['loud'] },
    },
  })
})
