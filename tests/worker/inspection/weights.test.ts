// Weights by gate, spectral radii of known matrices, and weights that a snapshot has instead of the model.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectionRequestSchema } from '#shared/domain/inside/inspection'
import { weightsRequestSchema } from '#shared/domain/inside/weights'
import { startBackend, tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { inspect } from '../../../src/worker/inspection/inspect'
import { layerWeights } from '../../../src/worker/inspection/layer-weights'
import {
  byEigenvalues,
  byPowers,
  spectralRadius,
} from '../../../src/worker/inspection/spectral-radius'
import { weightHistory } from '../../../src/worker/inspection/weight-history'
import { snapshotFormat, snapshotName } from '../../../src/worker/recorder/snapshots'
import { writeSafetensors, type StoredTensor } from '../../../src/worker/safetensors'
import { seededRandom } from '../../../src/worker/text/random'
import { classifier } from './inspected-runs'

let folder = ''
let run: LoadedRun

beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-weights-'))
  await mkdir(join(folder, 'snapshots'))
  const layer = { type: 'GRU', units: 3 } as const
  run = {
    ...classifier([
      { type: 'LSTM', units: 4, returnSequences: true },
      { type: 'Bidirectional', layer },
    ]),
    folder,
  }
  await snapshot(0, (values) => values.map((value) => value / 2))
  await snapshot(1, (values) => values)
  await snapshot(3, (values) => values.map((value) => value * 2))
})
afterAll(async () => {
  run.model.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** Writes the model's weights, changed, as those of an epoch. */
async function snapshot(
  epoch: number,
  change: (values: Float32Array) => Float32Array,
  reshape = (shape: readonly number[]) => shape,
): Promise<void> {
  const tensors = new Map<string, StoredTensor>()
  for (const { weights } of run.model.layers)
    for (const weight of weights) {
      const tensor = weight.read()
      const values = change(tensor.dataSync<'float32'>())
      tensors.set(weight.originalName, { shape: reshape(tensor.shape), values })
    }
  const metadata = { format: snapshotFormat, epoch: String(epoch), step: String(epoch * 10) }
  const file = join(folder, 'snapshots', snapshotName(epoch))
  await writeFile(file, writeSafetensors({ tensors, metadata }))
}

describe('a spectral radius', () => {
  const quarter = [0, -0.9, 0.9, 0]
  const cases: readonly (readonly [string, number[], number])[] = [
    ['zeros', [0, 0, 0, 0], 0],
    ['a diagonal', [0.5, 0, 0, -2], 2],
    ['a turn by 90 degrees, shortened', quarter, 0.9],
    ['a shear, whose eigenvalues are the same', [1, 5, 0, 1], 1],
    ['one that forgets all in two steps', [0, 3, 0, 0], 0],
    ['numbers near the largest of 32 bits', [3e38, 0, 0, 1e38], 3e38],
    ['three by three', [2, 0, 0, 0, 3, 4, 0, 4, 9], 11],
  ]

  it.each(cases)('of %s', (_name, values, radius) => {
    const size = Math.sqrt(values.length)
    const unit = Math.max(1, radius)
    expect(byEigenvalues(Float64Array.from(values), size) / unit).toBeCloseTo(radius / unit, 6)
    expect(Math.abs(byPowers(Float64Array.from(values), size) - radius) / unit).toBeLessThan(1e-3)
  })

  it('of a large matrix is the same both ways, and leaves no tensor behind', () => {
    const size = 70
    const random = seededRandom(3)
    const values = Float64Array.from({ length: size * size }, () => (random() - 0.5) / 4)
    const before = tf.memory().numTensors
    const exact = byEigenvalues(values, size)
    expect(Math.abs(spectralRadius(values, size) / exact - 1)).toBeLessThan(1e-3)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('of a part of an orthogonal kernel is at most one', async () => {
    const found = await layerWeights(run, weightsRequestSchema.parse({ layer: 'lstm' }))
    if (!found.ok) throw new Error(found.message)
    // Side by side they have orthogonal rows, so that none of them alone can stretch.
    for (const { spectralRadius: radius } of found.value.gates) expect(radius).toBeLessThan(1.0001)
  })
})

describe('weights', () => {
  it('are the columns of each gate', async () => {
    const found = await layerWeights(run, weightsRequestSchema.parse({ layer: 'lstm' }))
    if (!found.ok) throw new Error(found.message)
    const { cell, inputs, units, gates } = found.value
    expect({ cell, inputs, units }).toEqual({ cell: 'LSTM', inputs: 5, units: 4 })
    const [kernel, recurrent, bias] = run.model.getLayer('lstm').getWeights()
    for (const [index, gate] of gates.entries()) {
      const columns = (tensor: typeof kernel) =>
        tf.tidy(() => tf.slice(tensor, [0, index * 4], [-1, 4]).dataSync<'float32'>())
      expect(gate.kernel.values).toEqual(columns(kernel))
      expect(gate.recurrentKernel.values).toEqual(columns(recurrent))
      expect(gate.bias).toEqual(bias.dataSync<'float32'>().slice(index * 4, index * 4 + 4))
    }
    expect(gates.map(({ gate }) => gate)).toEqual(['input', 'forget', 'candidate', 'output'])
    // The forget gate begins open.
    expect(gates[1].bias).toEqual(new Float32Array(4).fill(1))
  })

  it('of both directions differ, and a layer or direction that is not there is named', async () => {
    const of = (request: object) => layerWeights(run, weightsRequestSchema.parse(request))
    const forward = await of({ layer: 'bidirectional', direction: 'forward' })
    const backward = await of({ layer: 'bidirectional', direction: 'backward' })
    if (!forward.ok || !backward.ok) throw new Error('both directions are there')
    expect(forward.value.gates[0].kernel).not.toEqual(backward.value.gates[0].kernel)
    expect(await of({ layer: 'gru' })).toMatchObject({
      ok: false,
      message: 'The model has no recurrent layer "gru"; it has "lstm", "bidirectional".',
    })
    expect(await of({ layer: 'lstm', snapshot: 2 })).toMatchObject({
      ok: false,
      code: 'run-unreadable',
    })
  })

  it('of a snapshot are its own, and the model keeps its own', async () => {
    const kept = await layerWeights(run, weightsRequestSchema.parse({ layer: 'lstm' }))
    const halved = await layerWeights(
      run,
      weightsRequestSchema.parse({ layer: 'lstm', snapshot: 0 }),
    )
    if (!kept.ok || !halved.ok) throw new Error('both are there')
    for (const [index, { kernel }] of halved.value.gates.entries())
      expect(kernel.values).toEqual(kept.value.gates[index].kernel.values.map((value) => value / 2))
  })

  it('have a history, counted from the initial ones', async () => {
    const before = tf.memory().numTensors
    const found = await weightHistory(run, { layer: 'lstm', direction: null })
    if (!found.ok) throw new Error(found.message)
    const { series } = found.value
    expect(series).toHaveLength(12)
    const [kernel, recurrent] = series
    expect(kernel).toMatchObject({ gate: 'input', weight: 'kernel' })
    expect(kernel.points.map(({ epoch }) => epoch)).toEqual([0, 1, 3])
    for (const [index, change] of [0, 1, 3].entries())
      expect(kernel.points[index].change).toBeCloseTo(change, 6)
    expect(kernel.points[2].norm / kernel.points[1].norm).toBeCloseTo(2, 6)
    expect(kernel.points[0].spectralRadius).toBeNull()
    const [first, , last] = recurrent.points
    expect((last.spectralRadius ?? NaN) / (first.spectralRadius ?? NaN)).toBeCloseTo(4, 6)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('an inspection of a snapshot', () => {
  const of = (choice: number | 'kept') =>
    inspect(run, inspectionRequestSchema.parse({ text: 'the cat sees a dog', snapshot: choice }))

  it('looks at its weights', async () => {
    const [kept, same, other] = await Promise.all([of('kept'), of(1), of(3)])
    if (!kept.ok || !same.ok || !other.ok) throw new Error('all are there')
    expect(same.value.layers).toEqual(kept.value.layers)
    expect(same.value.agreement).toBeNull()
    expect(other.value.layers).not.toEqual(kept.value.layers)
  })

  it('refuses one that is damaged or of another model, naming the file', async () => {
    await snapshot(
      5,
      (values) => values,
      (shape) => [shape.reduce((size, length) => size * length, 1)],
    )
    expect(await of(5)).toMatchObject({
      ok: false,
      code: 'run-unreadable',
      message: expect.stringContaining('epoch-0005.safetensors'),
    })
    await writeFile(join(folder, 'snapshots', snapshotName(6)), 'not weights')
    expect(await of(6)).toMatchObject({
      ok: false,
      code: 'run-unreadable',
      message: expect.stringContaining('epoch-0006.safetensors'),
    })
  })
})
