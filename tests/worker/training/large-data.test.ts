// Training on rows from temporary files goes exactly as on rows in memory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend } from '../../../src/worker/backend'
import { ClassificationData } from '../../../src/worker/tasks/classification/data'
import { loadRequestOf } from '../../../src/worker/tasks/task'
import { memoryLimits } from '../../../src/worker/text/memory-limits'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { RunClock } from '../../../src/worker/training/clock'
import { runEpochs } from '../../../src/worker/training/epochs'
import { RunControl } from '../../../src/worker/training/run-control'
import { csvOf, dataOptions, quiet } from '../text/data-files'
import { stepsOf, tinyExperiment } from './synthetic'
import { epochsOf } from './train-tiny'

const folder = mkdtempSync(join(tmpdir(), 'unroll-large-'))
const file = join(folder, 'rows.csv')
const experiment = tinyExperiment({ epochs: 2 })

beforeAll(async () => {
  await startBackend()
  writeFileSync(file, csvOf(150))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function trainWith(heldBytes: number) {
  const limits = { ...memoryLimits(), heldBytes, folder: join(folder, 'scratch') }
  const loaded = await loadDataset(dataOptions(file), experiment.text, 5, quiet, limits)
  if (!loaded.ok) throw new Error(loaded.message)
  const dataset = loaded.value
  const data = new ClassificationData(dataset, loadRequestOf(experiment))
  const learner = data.createLearner(experiment)
  if (!learner.ok) throw new Error(learner.message)
  const { model } = learner.value
  const events: TrainerEvent[] = []
  const outcome = await runEpochs({
    request: { runId: 'run-1', experiment, folder, checkpoint: null },
    ...{ data, learner: learner.value, resumed: null },
    emit: (event) => events.push(event),
    control: new RunControl(),
    clock: new RunClock(),
  })
  const weights = model.getWeights().map((weight) => [...weight.dataSync()])
  learner.value.dispose()
  data.close()
  if (!outcome.ok) throw new Error(outcome.message)
  const steps = stepsOf(events).map(({ loss, accuracy, gradientNorm }) => {
    return { loss, accuracy, gradientNorm }
  })
  const evaluation = outcome.value.evaluation && { ...outcome.value.evaluation, seconds: 0 }
  return {
    isOnDisk: dataset.close !== undefined,
    steps,
    weights,
    evaluation,
    epochs: epochsOf(events),
  }
}

it('gives the same losses, weights and evaluation to the bit', async () => {
  const { isOnDisk: first, ...memory } = await trainWith(Infinity)
  const { isOnDisk: second, ...disk } = await trainWith(0)
  expect([first, second]).toEqual([false, true])
  expect(memory.steps).toHaveLength(16)
  expect(disk).toEqual(memory)
})
