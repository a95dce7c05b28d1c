// What is drawn of each task's network: its levels, what its answer reads, and the numbers of its weights.
import { expect, it } from 'vitest'
import { summarizeModel } from '#shared/domain/model-summary'
import {
  planNetwork,
  weightCount,
} from '../../../../../src/renderer/src/features/inspect/unrolled/network-plan'
import { classifier, experimentOf, languageModel, tagger, translator } from '../sample-inspection'

it.each([
  ['a classifier', classifier(), [{ levels: [[0]], reading: 'last', above: 'Dense' }]],
  ['a tagger', tagger(), [{ levels: [[0, 1]], reading: 'each', above: 'Dense' }]],
  ['a language model', languageModel(), [{ levels: [[0], [1]], reading: 'each', above: 'Dense' }]],
  [
    'an encoder-decoder',
    translator(),
    [
      { levels: [[0, 1]], reading: null, above: '' },
      { levels: [[2]], reading: 'each', above: 'attention, Dense' },
    ],
  ],
] as const)('plans %s', (_, { inspection, experiment }, expected) => {
  const plans = planNetwork(inspection, experiment)
  expect(plans.map(({ levels, reading, above }) => ({ levels, reading, above }))).toEqual(expected)
})

it('sees that a pooling reads all steps', () => {
  const { inspection } = classifier()
  const experiment = experimentOf('classification', [
    { type: 'Embedding', units: 8 },
    { type: 'LSTM', units: 32, returnSequences: true },
    { type: 'GlobalMaxPooling1D' },
    { type: 'Dropout' },
    { type: 'Dense', units: 1, activation: 'sigmoid' },
  ])
  const [plan] = planNetwork(inspection, experiment)
  expect(plan).toMatchObject({ reading: 'all', above: 'GlobalMaxPooling1D, Dense' })
})

it.each([
  ['LSTM', classifier()],
  ['Bidirectional', tagger()],
  ['two GRUs', languageModel()],
  ['an encoder-decoder', translator()],
] as const)('counts the weights of %s as the layer table does', (_, { inspection, experiment }) => {
  const rows = summarizeModel(experiment).layers
  const names = new Set(inspection.layers.map(({ name }) => name))
  for (const name of names) {
    const layers = inspection.layers.filter((layer) => layer.name === name)
    const sum = layers.reduce(
      (all, layer) => all + weightCount(layer, inspection, experiment).count,
      0,
    )
    expect(sum).toBe(rows.find((row) => row.name === name)?.count)
  }
})

it('counts every step that uses the weights, padding too', () => {
  const { inspection, experiment } = classifier(6, { paddingBefore: 494 })
  expect(weightCount(inspection.layers[0], inspection, experiment)).toEqual({
    ...{ names: 'W, U, b', count: 4 * 32 * (8 + 32 + 1), used: 500 },
  })
})
