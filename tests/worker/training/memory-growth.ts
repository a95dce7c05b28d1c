// Measures by how much this process grows in a few training steps, beside the estimate; wants a process of its own.
import { readFileSync } from 'node:fs'
import type { LayerInput } from '#shared/experiment/layers'
import { startBackend, tf } from '../../../src/worker/backend'
import { availableKernels } from '../../../src/worker/kernels/available'
import { buildModel } from '../../../src/worker/model/build'
import { releaseMasks } from '../../../src/worker/model/dropout'
import { estimateStepBytes } from '../../../src/worker/training/memory'
import { stepperFor } from './stepper'
import { tinyExperiment } from './synthetic'

export interface Growth {
  readonly bytes: number
  readonly estimate: number
}

/** For Embedding(16), LSTM(64) and Dense(1), batch 64, length 300. */
export async function measureGrowth(): Promise<Growth> {
  await startBackend()
  const layers: LayerInput[] = [
    { type: 'Embedding', units: 16 },
    { type: 'LSTM', units: 64 },
    { type: 'Dense', units: 1, activation: 'sigmoid' },
  ]
  trainOn(layers, 8, 8)
  const before = residentBytes('VmRSS')
  trainOn(layers, 64, 300)
  const experiment = tinyExperiment({ batchSize: 64 }, layers)
  const estimate = estimateStepBytes(experiment, 300, availableKernels(tf.getBackend()))
  return { bytes: residentBytes('VmHWM') - before, estimate }
}

function trainOn(layers: LayerInput[], rows: number, length: number): void {
  const experiment = tinyExperiment({ batchSize: rows }, layers)
  const { model, masks } = buildModel(experiment)
  const stepper = stepperFor(model, experiment)
  const ids = Int32Array.from({ length: rows * length }, (_, place) => place % 19)
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 2)
  for (let step = 1; step <= 3; step++) {
    masks.beginStep(step)
    stepper.step({ ids, rows, length, labels })
    releaseMasks(model)
  }
}

/** VmRSS is what is resident now, VmHWM the most that ever was. */
function residentBytes(key: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(
    readFileSync('/proc/self/status', 'utf8'),
  )
  return Number(found?.[1]) * 1024
}
