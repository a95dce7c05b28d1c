// Models that plain tfjs built and saved: every layer that is taken over computes in the lab what it computes there.
import type { LayersModel, Tensor } from '@tensorflow/tfjs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { releaseMasks } from '../../../src/worker/model/dropout'
import { taskModule } from '../../../src/worker/tasks/index'
import { importedFrom, largestDifference, openRun, outputsFor } from './importing'
import { converted, convertedLayers, convertedWeights, saveJson, saveModel } from './tfjs-files'

let tensors = 0
beforeAll(startBackend)
beforeEach(() => void (tensors = tf.memory().numTensors))
afterEach(() => expect(tf.memory().numTensors).toBe(tensors))

const ids = 11
const rows = [
  [3, 0, 7, 10, 1],
  [2, 2, 5, 9, 4],
]
type Layer = Parameters<ReturnType<typeof tf.sequential>['add']>[0]

const embedding = (options: object = {}): Layer =>
  tf.layers.embedding({ inputDim: ids, outputDim: 4, ...options })
const dense = (units: number, activation: 'softmax' | 'sigmoid' | 'linear' = 'softmax'): Layer =>
  tf.layers.dense({ units, activation })
const atEachStep = (layer: Layer): Layer => tf.layers.timeDistributed({ layer })
type Recurrent = ReturnType<typeof tf.layers.lstm>
const both = (layer: Layer, mergeMode: 'concat' | 'sum' | 'mul' | 'ave'): Layer =>
  tf.layers.bidirectional({ layer: layer as Recurrent, mergeMode }) // tfjs wants its RNN class

/** Made when a test runs, since layers are of one model each. */
const models: Readonly<Record<string, () => readonly Layer[]>> = {
  'LSTM with hardSigmoid, which is tfjs’s own default': () => [
    embedding({ inputLength: 5 }),
    tf.layers.lstm({ units: 5 }),
    dense(3),
  ],
  'LSTM without biases': () => [
    embedding(),
    tf.layers.lstm({
      units: 5,
      useBias: false,
      recurrentActivation: 'sigmoid',
      activation: 'softsign',
    }),
    dense(3),
  ],
  'two GRUs and every dropout': () => [
    embedding({ inputLength: 5 }),
    tf.layers.spatialDropout1d({ rate: 0.2 }),
    tf.layers.gru({ units: 4, returnSequences: true, dropout: 0.1, recurrentDropout: 0.1 }),
    tf.layers.dropout({ rate: 0.4 }),
    tf.layers.gru({ units: 3, recurrentActivation: 'sigmoid', goBackwards: true }),
    dense(1, 'sigmoid'),
  ],
  'both directions, averaged and multiplied': () => [
    embedding({ inputLength: 5 }),
    both(tf.layers.simpleRNN({ units: 3, returnSequences: true }), 'ave'),
    both(tf.layers.gru({ units: 3, returnSequences: true }), 'mul'),
    both(tf.layers.lstm({ units: 3 }), 'sum'),
    dense(4, 'sigmoid'),
  ],
  'layer normalization, pooled': () => [
    embedding(),
    tf.layers.layerNormalization({ epsilon: 0.01, scale: false }),
    both(tf.layers.lstm({ units: 3, returnSequences: true }), 'concat'),
    tf.layers.globalMaxPooling1d({}),
    tf.layers.layerNormalization({ center: false }),
    dense(1, 'linear'),
  ],
  'flattened and averaged': () => [
    embedding({ inputLength: 5 }),
    tf.layers.simpleRNN({ units: 3, returnSequences: true, activation: 'elu' }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 4, activation: 'selu', useBias: false }),
    dense(3),
  ],
  'a tagger with layers at each step': () => [
    embedding(),
    both(tf.layers.lstm({ units: 3, returnSequences: true }), 'concat'),
    atEachStep(tf.layers.layerNormalization()),
    atEachStep(tf.layers.dropout({ rate: 0.1 })),
    atEachStep(tf.layers.dense({ units: 5, activation: 'softplus' })),
    atEachStep(dense(3)),
  ],
  'a writer of fixed length, its activation apart': () => [
    embedding({ inputLength: 5 }),
    tf.layers.lstm({ units: 6, returnSequences: true }),
    tf.layers.dense({ units: ids, useBias: false }),
    tf.layers.activation({ activation: 'softmax' }),
  ],
}

function modelOf(layers: readonly Layer[]): LayersModel {
  const model = tf.sequential()
  for (const layer of layers) model.add(layer)
  // Far from the beginning, where much is zero.
  for (const { weights } of model.layers)
    for (const [index, weight] of weights.entries())
      tf.tidy(() => {
        const shape = weight.shape as number[] // built
        weight.write(tf.randomNormal(shape, 0, 0.6, 'float32', index + 5))
      })
  return model
}

function predicted(model: LayersModel, read: readonly (readonly number[])[]): unknown {
  const outputs = tf.tidy(() => {
    const input = tf.tensor2d(
      read.map((row) => [...row]),
      undefined,
      'int32',
    )
    return (model.predict(input) as Tensor).arraySync() // one output
  })
  releaseMasks(model)
  return outputs
}

describe('layers', () => {
  it.each(Object.keys(models))('%s', async (name) => {
    const model = modelOf(models[name]())
    const path = await saveModel(model)
    const { folder } = await importedFrom(path)
    const difference = largestDifference(await outputsFor(folder, rows), predicted(model, rows))
    expect(difference).toBeLessThanOrEqual(1e-5)
    model.dispose()
  })

  it('reads a functional chain as well', async () => {
    const input = tf.input({ shape: [null], name: 'ids' })
    const layers = models['layer normalization, pooled']()
    const output = layers.reduce((value, layer) => layer.apply(value) as typeof input, input) // one output each
    const model = tf.model({ inputs: input, outputs: output })
    const { folder, model: imported } = await importedFrom(await saveModel(model))
    expect(imported.experiment).toMatchObject({
      model: { inputLength: 'any' },
      data: { labelKind: 'number' },
    })
    expect(
      largestDifference(await outputsFor(folder, rows), predicted(model, rows)),
    ).toBeLessThanOrEqual(1e-5)
    model.dispose()
  })

  it('reads weights in several files, and cuts them where tfjs does', async () => {
    const model = modelOf(models['both directions, averaged and multiplied']())
    const { folder } = await importedFrom(await saveModel(model, () => {}, 5))
    expect(
      largestDifference(await outputsFor(folder, rows), predicted(model, rows)),
    ).toBeLessThanOrEqual(1e-5)
    model.dispose()
  })

  it('keeps every option, and the names that the file has', async () => {
    const model = modelOf([
      embedding({ inputLength: 5, name: 'words' }),
      tf.layers.lstm({ units: 5, dropout: 0.25, recurrentDropout: 0.5, name: 'memory' }),
      tf.layers.dense({ units: 2, activation: 'softmax', name: 'answer' }),
    ])
    const { model: imported } = await importedFrom(await saveModel(model), { name: 'Mine' })
    const { experiment, parameters } = imported
    expect(experiment.name).toBe('Mine')
    expect(parameters).toBe(model.countParams() + 3 * 4)
    expect(experiment.text).toMatchObject({ sequenceLength: 5, vocabularySize: ids + 3 })
    expect(experiment.model.layers).toMatchObject([
      { type: 'Embedding', name: 'words', units: 4 },
      {
        ...{ type: 'LSTM', name: 'memory', units: 5, dropout: 0.25, recurrentDropout: 0.5 },
        ...{ activation: 'tanh', recurrentActivation: 'hardSigmoid', returnSequences: false },
      },
      { type: 'Dense', name: 'answer', units: 2, activation: 'softmax' },
    ])
    model.dispose()
  })
})

describe('what tensorflowjs_converter writes', () => {
  it('may have what matters in training alone, which is noted', async () => {
    const layers = convertedLayers()
    Object.assign(layers[5].config, {
      kernel_regularizer: { class_name: 'L2', config: { l2: 0.01 } },
      bias_constraint: { class_name: 'NonNeg', config: {} },
    })
    Object.assign(layers[1].config, { trainable: false })
    const { json, weights } = converted(layers, convertedWeights)
    const { model } = await importedFrom(await saveJson(json, weights))
    expect(model.notes).toEqual(
      expect.arrayContaining([
        'Layer "embedding" (Embedding): was kept fixed in training; the lab trains every layer.',
        'Layer "dense" (Dense): its kernel regularizer is left out; it matters in training alone.',
        'Layer "dense" (Dense): its bias constraint is left out; it matters in training alone.',
      ]),
    )
  })

  it('is read with its names and defaults', async () => {
    const { json, weights } = converted(convertedLayers(), convertedWeights)
    const path = await saveJson(json, weights)
    const { folder, model } = await importedFrom(path)
    expect(model.experiment.model.layers.map(({ type }) => type)).toEqual([
      'Embedding',
      'Bidirectional',
      'LSTM',
      'Dropout',
      'Dense',
    ])
    const stock = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0].weights as never, // as tfjs reads them from model.json
        weightData: weights.slice().buffer,
      }),
    )
    const read = [[1, 0, 8, 3, 3, 2]]
    expect(
      largestDifference(await outputsFor(folder, read), predicted(stock, read)),
    ).toBeLessThanOrEqual(1e-5)
    stock.dispose()
  })
})

describe('texts', () => {
  it('reads numbers where no vocabulary is given: what is typed is what the model gets', async () => {
    const model = modelOf([embedding({ inputLength: 5 }), tf.layers.lstm({ units: 5 }), dense(3)])
    const { folder, model: imported } = await importedFrom(await saveModel(model))
    expect(imported.notes.join(' ')).toContain('type texts as numbers')
    const texts = ['7 10 1', '1 2 3 4 5 6 7']
    // As pad_sequences(maxlen=5) does: padded and cut at the front.
    const padded = [
      [0, 0, 7, 10, 1],
      [3, 4, 5, 6, 7],
    ]
    await openRun(folder, async (run) => {
      const { predict } = await taskModule('classification')
      const predictions = await predict(run, texts, { beams: 1 })
      if (!predictions.ok) throw new Error(predictions.message)
      const found = predictions.value.map((one) =>
        one.kind === 'class' ? one.probabilities.map(({ probability }) => probability) : [],
      )
      expect(run.labels).toEqual(['0', '1', '2'])
      expect(largestDifference(found, predicted(model, padded))).toBeLessThanOrEqual(1e-5)
    })
    model.dispose()
  })

  it('reads words with a Keras word index, whose model has no start', async () => {
    const words = ['the', 'and', 'film', 'good', 'bad', 'so', 'was', 'it', 'an', 'end']
    const model = modelOf([
      embedding({ inputLength: 5 }),
      tf.layers.gru({ units: 5 }),
      dense(1, 'sigmoid'),
    ])
    const path = await saveModel(model)
    const vocabulary = join(path, 'word_index.json')
    const index = Object.fromEntries(words.map((word, place) => [word, place + 1]))
    await writeFile(vocabulary, JSON.stringify(index))
    const { folder } = await importedFrom(path, { vocabulary, labels: ['no', 'yes'] })
    await openRun(folder, async (run) => {
      const { predict } = await taskModule('classification')
      const predictions = await predict(run, ['The film was good!'], { beams: 1 })
      if (!predictions.ok || predictions.value[0].kind !== 'class') throw new Error('no class')
      const [[expected]] = predicted(model, [[0, 1, 3, 7, 4]]) as [[number]] // one sigmoid
      expect(predictions.value[0].probabilities[1].label).toBe('yes')
      expect(predictions.value[0].probabilities[1].probability).toBeCloseTo(expected, 5)
    })
    model.dispose()
  })
})
