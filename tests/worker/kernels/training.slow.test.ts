// Models on the kernels train, predict and save as the same models on tfjs's layers do.
import type { LayersModel } from '@tensorflow/tfjs'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import { startBackend, tf } from '../../../src/worker/backend'
import { loadAddon } from '../../../src/worker/kernels/addon'
import type { Implementation } from '../../../src/worker/kernels/choose'
import { buildModel } from '../../../src/worker/model/build'
import { releaseMasks } from '../../../src/worker/model/dropout'
import { logitsOf } from '../../../src/worker/model/forward'
import { modelFiles } from '../../../src/worker/model/save'
import { seededRandom } from '../../../src/worker/text/random'
import type { Batch } from '../../../src/worker/text/encoded'
import { stepperFor } from '../training/stepper'
import { tinyExperiment } from '../training/synthetic'
import { forced } from './layer-pair'

type Kernel = readonly [implementation: Implementation, instructionSet: string | null]

const addon = loadAddon()
const native = 'missing' in addon ? [] : addon.instructionSets
const kernels: readonly Kernel[] = [
  ['tensorflow', null],
  ...native.map((set): Kernel => ['native', set]),
]
const embedding: LayerInput = { type: 'Embedding', units: 7 }
const dense: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }
const stacks: readonly [string, LayerInput[]][] = [
  ['SimpleRNN', [embedding, { type: 'SimpleRNN', units: 9 }, dense]],
  ['LSTM', [embedding, { type: 'LSTM', units: 9, dropout: 0.3 }, dense]],
  ['GRU', [embedding, { type: 'GRU', units: 9 }, dense]],
  [
    'Bidirectional, then GRU',
    [
      embedding,
      { type: 'Bidirectional', layer: { type: 'LSTM', units: 5, returnSequences: true } },
      { type: 'GRU', units: 6, goBackwards: true },
      dense,
    ],
  ],
  [
    'dropout between Embedding and SimpleRNN',
    [embedding, { type: 'SpatialDropout1D', rate: 0.2 }, { type: 'SimpleRNN', units: 8 }, dense],
  ],
]

let tensors = 0
beforeAll(async () => {
  await startBackend()
})
beforeEach(() => {
  tensors = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors)
})

// Every fifth batch is a smaller one, as the last of an epoch.
function batchOf(step: number): Batch {
  const random = seededRandom(step)
  const rows = step % 5 === 4 ? 3 : 12
  const ids = Int32Array.from({ length: rows * 8 }, () => Math.floor(random() * 20))
  return {
    ids,
    rows,
    length: 8,
    labels: Int32Array.from({ length: rows }, (_, row) => ids[row * 8] % 2),
  }
}

function logits(model: LayersModel): Float32Array {
  const { ids, rows, length } = batchOf(100)
  return tf.tidy(() =>
    logitsOf(model, tf.tensor2d(ids, [rows, length], 'int32'), false).dataSync<'float32'>(),
  )
}

/** The losses of 50 steps, the logits before and after them, and the model as it is saved. */
async function train(layers: LayerInput[], [implementation, set]: Kernel) {
  if (!('missing' in addon)) addon.useInstructionSet(set)
  const experiment = tinyExperiment({ optimizer: { type: 'rmsprop' } }, layers)
  const { model, masks } = forced(implementation, () => buildModel(experiment))
  const stepper = stepperFor(model, experiment)
  const before = logits(model)
  const losses: number[] = []
  let inUse: number | undefined
  for (let step = 1; step <= 50; step++) {
    masks.beginStep(step)
    losses.push(stepper.step(batchOf(step)))
    releaseMasks(model)
    inUse ??= tf.memory().numTensors
    expect(tf.memory().numTensors).toBe(inUse)
  }
  const after = logits(model)
  releaseMasks(model)
  const { topology } = await modelFiles(model)
  stepper.dispose()
  model.dispose()
  // tfjs counts the models it makes.
  const saved = JSON.stringify(topology).replace(/"sequential_\d+"/, '"sequential"')
  return { before, losses, after, saved }
}

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - b[index])))
}

describe.each(stacks)('%s', (_name, layers) => {
  it.each(kernels)('on %s %s: 50 steps from equal weights, and saved alike', async (...kernel) => {
    const stock = await train(layers, ['stock', null])
    const own = await train(layers, kernel)
    expect(farthest(own.before, stock.before)).toBeLessThan(2e-6)
    expect(farthest(own.losses, stock.losses)).toBeLessThan(1e-4)
    expect(farthest(own.after, stock.after)).toBeLessThan(1e-3)
    expect(own.saved).toBe(stock.saved)
  })
})

it.each(kernels)(
  'on %s %s: the same run twice gives the same losses to the last bit',
  async (...kernel) => {
    const [first, second] = [await train(stacks[3][1], kernel), await train(stacks[3][1], kernel)]
    expect(second.losses).toEqual(first.losses)
  },
)
