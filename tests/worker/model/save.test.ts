// A saved model is whole at any moment: a crash between its two files leaves the pair before.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { readModel, restoreModel } from '../../../src/worker/inference/model-file'
import { buildModel } from '../../../src/worker/model/build'
import { saveModel } from '../../../src/worker/model/save'
import { tinyExperiment } from '../training/synthetic'

let folder = ''
beforeAll(async () => {
  await startBackend()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-save-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function savedBias(): Promise<number> {
  const stored = await readModel(folder)
  if (!stored.ok) throw new Error(stored.message)
  const model = await restoreModel(stored.value, folder)
  if (!model.ok) throw new Error(model.message)
  const weights = model.value.getWeights()
  const [bias] = weights[weights.length - 1].dataSync()
  model.value.dispose()
  return bias
}

it('replaces the pair at once and keeps the one before through a crash', async () => {
  const tensors = tf.memory().numTensors
  const { model } = buildModel(tinyExperiment())
  const [kernel] = model.layers[2].getWeights()
  const setBias = (value: number) =>
    tf.tidy(() => model.layers[2].setWeights([kernel, tf.tensor1d([value])]))
  setBias(1)
  await saveModel(model, folder, 10)
  expect(await savedBias()).toBe(1)

  // A process that died after writing newer weights, before naming them.
  await writeFile(join(folder, 'model', 'weights-15.bin'), 'torn')
  await writeFile(join(folder, 'model', 'model.json.1-1-1.partial'), 'torn')
  expect(await savedBias()).toBe(1)

  setBias(2)
  await saveModel(model, folder, 20)
  expect(await savedBias()).toBe(2)
  expect((await readdir(join(folder, 'model'))).sort()).toEqual(['model.json', 'weights-20.bin'])
  model.dispose()
  expect(tf.memory().numTensors).toBe(tensors)
})
