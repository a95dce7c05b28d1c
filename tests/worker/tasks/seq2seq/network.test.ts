// The encoder-decoder as a model of stock layers: parameters as the layer table says, saved and read again.
import { beforeAll, describe, expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import { startBackend, tf } from '../../../../src/worker/backend'
import { modelFiles } from '../../../../src/worker/model/save'
import { buildNetwork } from '../../../../src/worker/tasks/seq2seq/network/build'
import { tinyExperiment, type TinyOptions } from './tiny'

beforeAll(async () => {
  await startBackend()
})

const cases: TinyOptions[] = (['none', 'luong', 'bahdanau'] as const).flatMap((attention) => [
  { attention },
  { attention, cell: 'GRU', depth: 2 },
  { attention, cell: 'SimpleRNN' },
  { attention, isBidirectional: true },
  { attention, isBidirectional: true, cell: 'GRU', depth: 2 },
])

describe.each(cases)('an encoder-decoder of %j', (options) => {
  it('has the parameters of the layer table', () => {
    const experiment = tinyExperiment(options)
    const summary = summarizeModel(experiment)
    const { model } = buildNetwork(experiment)
    const counts = new Map(model.layers.map((layer) => [layer.name, layer.countParams()]))
    for (const { name, count } of summary.layers)
      expect([name, counts.get(name)]).toEqual([name, count])
    expect(model.countParams()).toBe(summary.total)
    model.dispose()
  })

  it('gives the same probabilities once plain tfjs has read it', async () => {
    const { model } = buildNetwork(tinyExperiment(options))
    const files = await modelFiles(model)
    const topology: unknown = JSON.parse(JSON.stringify(files.topology))
    const handler = tf.io.fromMemory({
      modelTopology: topology as object, // as JSON gives it
      weightSpecs: [...files.weightSpecs],
      weightData: Uint8Array.from(files.weights).buffer,
    })
    const read = await tf.loadLayersModel(handler)
    const source = tf.tensor2d(
      [
        [0, 3, 4, 5],
        [2, 6, 7, 8],
      ],
      [2, 4],
      'int32',
    )
    const target = tf.tensor2d(
      [
        [1, 4, 5],
        [1, 6, 0],
      ],
      [2, 3],
      'int32',
    )
    const [one, other] = [model, read].map(
      (each) => each.predict([source, target]) as typeof source,
    )
    expect(one.shape).toEqual([2, 3, 10])
    expect(tf.max(tf.abs(tf.sub(one, other))).dataSync()[0]).toBeLessThan(1e-6)
    tf.dispose([source, target, one, other])
    model.dispose()
    read.dispose()
  })
})
