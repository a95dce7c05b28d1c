// A thousand training steps leave no tensors behind and do not make the process grow.
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { loadAddon } from '../../../src/worker/kernels/addon'
import type { Implementation } from '../../../src/worker/kernels/choose'
import { buildModel } from '../../../src/worker/model/build'
import { stepperFor } from '../training/stepper'
import { tinyExperiment } from '../training/synthetic'
import { cells, forced } from './layer-pair'

const implementations: Implementation[] =
  'missing' in loadAddon() ? ['tensorflow'] : ['tensorflow', 'native']
const [rows, length] = [65, 10]

/** Resident memory but for JavaScript's own, which grows and shrinks as its collector likes. */
function nativeBytes(): number {
  const { rss, heapTotal, arrayBuffers } = process.memoryUsage()
  return rss - heapTotal - arrayBuffers
}

beforeAll(async () => {
  await startBackend()
})

describe.each(implementations)('on %s', (implementation) => {
  it.each(cells)('%s', (cell) => {
    const experiment = tinyExperiment({ optimizer: { type: 'rmsprop' } }, [
      { type: 'Embedding', units: 7 },
      { type: cell, units: 32 },
      { type: 'Dense', units: 1, activation: 'sigmoid' },
    ])
    const before = tf.memory().numTensors
    const { model } = forced(implementation, () => buildModel(experiment))
    const stepper = stepperFor(model, experiment)
    const ids = Int32Array.from({ length: rows * length }, (_, place) => (place * 7) % 20)
    const labels = Int32Array.from({ length: rows }, (_, row) => row % 2)
    const train = (steps: number) => {
      for (let step = 0; step < steps; step++) {
        stepper.step({ ids, rows, length, labels })
      }
      return { tensors: tf.memory().numTensors, bytes: nativeBytes() }
    }
    const early = train(200)
    const late = train(1000)
    expect(late.tensors).toBe(early.tensors)
    // One state lost at each time step would be 83 MB.
    expect(late.bytes - early.bytes).toBeLessThan(70e6)
    stepper.dispose()
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
