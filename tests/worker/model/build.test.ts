// The built tfjs model has the shapes and counts that the layer table shows, for every layer type and preset.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import { parseExperiment } from '#shared/experiment/parse'
import type { LayerInput } from '#shared/experiment/layers'
import { presets } from '#shared/experiment/presets'
import type { Experiment } from '#shared/experiment/schema'
import { startBackend, tf } from '../../../src/worker/backend'
import { buildModel } from '../../../src/worker/model/build'
import { releaseMasks } from '../../../src/worker/model/dropout'

function experimentOf(layers: LayerInput[], seed = 7): Experiment {
  const parsed = parseExperiment({
    task: 'classification',
    data: { path: 'unused.csv' },
    text: { vocabularySize: 50, sequenceLength: 6 },
    model: { layers },
    training: { seed },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

const embedding: LayerInput = { type: 'Embedding', units: 5 }
const dense: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }
const sequence = { units: 4, returnSequences: true } as const

const stacks: readonly [string, LayerInput[]][] = [
  ['SimpleRNN', [embedding, { type: 'SimpleRNN', units: 3 }, dense]],
  ['SimpleRNN without bias', [embedding, { type: 'SimpleRNN', units: 3, useBias: false }, dense]],
  ['LSTM', [embedding, { type: 'LSTM', units: 3 }, dense]],
  [
    'LSTM, other activations',
    [
      embedding,
      {
        type: 'LSTM',
        units: 3,
        activation: 'relu',
        recurrentActivation: 'hardSigmoid',
        unitForgetBias: false,
        goBackwards: true,
      },
      dense,
    ],
  ],
  ['GRU', [embedding, { type: 'GRU', units: 3, dropout: 0.2, recurrentDropout: 0.3 }, dense]],
  ['stacked', [embedding, { type: 'GRU', ...sequence }, { type: 'LSTM', units: 3 }, dense]],
  ...(['concat', 'sum', 'ave', 'mul'] as const).map((mergeMode): [string, LayerInput[]] => [
    `Bidirectional ${mergeMode}`,
    [
      embedding,
      { type: 'Bidirectional', mergeMode, layer: { type: 'GRU', ...sequence } },
      { type: 'Bidirectional', mergeMode, layer: { type: 'LSTM', units: 3 } },
      dense,
    ],
  ]),
  [
    'pooling, dropout and normalisation',
    [
      embedding,
      { type: 'SpatialDropout1D', rate: 0.3 },
      { type: 'LayerNormalization' },
      { type: 'Dropout', rate: 0.3 },
      { type: 'GlobalAveragePooling1D' },
      { type: 'LayerNormalization', center: false },
      dense,
    ],
  ],
  [
    'TimeDistributed',
    [
      embedding,
      { type: 'TimeDistributed', layer: { type: 'Dense', units: 7, activation: 'relu' } },
      { type: 'TimeDistributed', layer: { type: 'LayerNormalization', scale: false } },
      { type: 'TimeDistributed', layer: { type: 'Dropout', rate: 0.4 } },
      { type: 'GlobalMaxPooling1D' },
      dense,
    ],
  ],
  ['Flatten', [embedding, { type: 'Flatten' }, { type: 'Dense', units: 3 }, dense]],
  ['named', [{ ...embedding, name: 'words' }, { type: 'LSTM', units: 2, name: 'reader' }, dense]],
]

beforeAll(async () => {
  await startBackend()
})

let tensors = 0
beforeEach(() => {
  tensors = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors)
})

function expectParity(experiment: Experiment): void {
  const { model } = buildModel(experiment)
  const summary = summarizeModel(experiment)
  const built = model.layers.map((layer) => ({
    name: layer.name,
    outputShape: layer.outputShape,
    count: layer.countParams(),
  }))
  expect(built).toEqual(
    summary.layers.map(({ name, outputShape, count }) => ({ name, outputShape, count })),
  )
  expect(model.countParams()).toBe(summary.total)
  model.dispose()
}

describe('the model matches the layer table', () => {
  it.each(stacks)('%s', (_name, layers) => {
    expectParity(experimentOf(layers))
  })

  // An encoder-decoder is no stack of layers; its network has tests of its own.
  const stacked = presets.filter((preset) => preset.experiment.task !== 'seq2seq')
  it.each(stacked.map((preset) => [preset.name, preset] as const))('%s', (_name, preset) => {
    const parsed = parseExperiment(preset.experiment)
    if (!parsed.ok) throw new Error(parsed.message)
    expectParity(parsed.value)
  })
})

describe('saved form', () => {
  it.each(stacks)('%s is loaded by tfjs as it is and predicts the same', async (_name, layers) => {
    const { model } = buildModel(experimentOf(layers))
    const ids = tf.tensor2d([[0, 0, 1, 5, 9, 11]], [1, 6], 'int32')
    const expected = tf.tidy(() => (model.apply(ids) as typeof ids).dataSync())
    let saved: Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0] | undefined
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' },
        })
      }),
    )
    if (!saved) throw new Error('not saved')
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved))
    const actual = tf.tidy(() => (loaded.predict(ids) as typeof ids).dataSync())
    expect(Math.abs(actual[0] - expected[0])).toBeLessThan(1e-6)
    tf.dispose([ids])
    for (const one of [model, loaded]) {
      releaseMasks(one)
      one.dispose()
    }
  })
})

function weightsOf(layers: LayerInput[], seed: number): number[][] {
  const { model } = buildModel(experimentOf(layers, seed))
  const values = model.getWeights().map((weight) => [...weight.dataSync()])
  model.dispose()
  return values
}

describe('initial weights', () => {
  const layers: LayerInput[] = [
    embedding,
    { type: 'Bidirectional', layer: { type: 'LSTM', ...sequence } },
    { type: 'LSTM', units: 8, biasInitializer: 'randomUniform', unitForgetBias: false },
    { type: 'Dense', units: 4, kernelInitializer: 'heNormal', biasInitializer: 'randomNormal' },
    dense,
  ]

  it('are a function of the seed', () => {
    expect(weightsOf(layers, 3)).toEqual(weightsOf(layers, 3))
    expect(weightsOf(layers, 4)).not.toEqual(weightsOf(layers, 3))
  })

  it('differ between weights of the same shape, forward and backward among them', () => {
    const drawn = weightsOf(layers, 3).filter((values) => new Set(values).size > 2)
    expect(new Set(drawn.map((values) => values[0])).size).toBe(drawn.length)
  })

  it('set the forget gate bias to one', () => {
    const bias = weightsOf([embedding, { type: 'LSTM', units: 2 }, dense], 3)[3]
    expect(bias).toEqual([0, 0, 1, 1, 0, 0, 0, 0])
  })
})
