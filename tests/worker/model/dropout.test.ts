// Seeded dropout: the right share is dropped, the rest scaled, and nothing happens outside training.
import { beforeAll, describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import { startBackend, tf } from '../../../src/worker/backend'
import { buildModel } from '../../../src/worker/model/build'
import { DropoutMasks } from '../../../src/worker/model/dropout'
import { tinyExperiment } from '../training/synthetic'

beforeAll(async () => {
  await startBackend()
})

const dense: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }

function outputsOf(layer: LayerInput, steps: readonly number[], training = true): number[][][][] {
  const layers: LayerInput[] = [
    { type: 'Embedding', units: 40, embeddingsInitializer: 'ones' },
    layer,
    { type: 'Flatten' },
    dense,
  ]
  const { model, masks } = buildModel(tinyExperiment({}, layers))
  const outputs = steps.map((step) => {
    masks.beginStep(step)
    return tf.tidy(() => {
      const ids = tf.zeros([6, 8], 'int32')
      const embedded = model.layers[0].apply(ids) as ReturnType<typeof tf.zeros> // not symbolic
      const dropped = model.layers[1].apply(embedded, { training })
      return (dropped as ReturnType<typeof tf.tensor3d>).arraySync() // [batch, time, width]
    })
  })
  model.dispose()
  return outputs
}

describe.each<[string, LayerInput]>([
  ['Dropout', { type: 'Dropout', rate: 0.25 }],
  ['SpatialDropout1D', { type: 'SpatialDropout1D', rate: 0.25 }],
  ['TimeDistributed(Dropout)', { type: 'TimeDistributed', layer: { type: 'Dropout', rate: 0.25 } }],
])('%s', (name, layer) => {
  it('drops its share and scales the rest', () => {
    const values = outputsOf(layer, [1]).flat(3)
    expect(new Set(values.map((value) => value.toFixed(4)))).toEqual(new Set(['0.0000', '1.3333']))
    const dropped = values.filter((value) => value === 0).length / values.length
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.08)
  })

  it('is the same for the same step and another for the next', () => {
    const [first, second] = outputsOf(layer, [1, 2])
    expect(outputsOf(layer, [1])[0]).toEqual(first)
    expect(second).not.toEqual(first)
  })

  it('does nothing outside training', () => {
    expect(new Set(outputsOf(layer, [1], false).flat(3))).toEqual(new Set([1]))
  })

  it(`drops ${name === 'SpatialDropout1D' ? 'whole features' : 'each place by itself'}`, () => {
    const [text] = outputsOf(layer, [1])[0]
    const constant = text[0].map((_, unit) => text.every((row) => row[unit] === text[0][unit]))
    expect(constant.every(Boolean)).toBe(name === 'SpatialDropout1D')
  })
})

it('gives layers, directions and calls within a step masks of their own', () => {
  const masks = new DropoutMasks(7)
  masks.beginStep(3)
  const [one, two] = [masks.source(0), masks.source(1)]
  const draws = tf.tidy(() =>
    [one, one, two].map((source) => source([50], 0.5).dataSync().join('')),
  )
  expect(new Set(draws).size).toBe(3)
})
