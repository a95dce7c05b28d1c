// The reference reads whole models of the lab as they are: every layer type, every preset, every kind of attention.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import { presets } from '#shared/experiment/presets'
import type { ExperimentInput } from '#shared/experiment/schema'
import { startBackend, tf } from '../../../src/worker/backend'
import { tinyInput } from '../tasks/seq2seq/tiny'
import { compare, experimentOf } from './networks'

const largest = { logits: 0, gradients: 0 }

beforeAll(async () => {
  await startBackend()
})

afterAll(() => {
  const { logits, gradients } = largest
  console.log(
    `networks against models: logits ${logits.toExponential(1)}, gradients ${gradients.toExponential(1)}`,
  )
})

function expectAgreement(input: ExperimentInput, ids: readonly number[]): void {
  const before = tf.memory().numTensors
  const { logits, gradients } = compare(experimentOf(input), ids)
  largest.logits = Math.max(largest.logits, logits)
  largest.gradients = Math.max(largest.gradients, gradients ?? 0)
  expect(logits).toBeLessThan(1e-5)
  expect(gradients ?? 0).toBeLessThan(1e-5)
  expect(tf.memory().numTensors).toBe(before)
}

function classifier(layers: LayerInput[]): ExperimentInput {
  return {
    task: 'classification',
    data: { path: 'unused.csv' },
    text: { vocabularySize: 50, sequenceLength: 6 },
    model: { layers: [{ type: 'Embedding', units: 5 }, ...layers] },
  }
}

const one: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }
const three: LayerInput = { type: 'Dense', units: 3, activation: 'softmax' }
const sequence = { units: 4, returnSequences: true } as const
const normalization: LayerInput = { type: 'LayerNormalization' }
const inEveryStep = (layer: Extract<LayerInput, { type: 'Dense' | 'LayerNormalization' }>) =>
  ({ type: 'TimeDistributed', layer }) as const

const stacks: readonly (readonly [string, LayerInput[]])[] = [
  ['SimpleRNN', [{ type: 'SimpleRNN', units: 3 }, one]],
  [
    'LSTM without bias, backwards',
    [{ type: 'LSTM', units: 3, useBias: false, goBackwards: true }, one],
  ],
  ['GRU', [{ type: 'GRU', units: 7 }, three]],
  [
    'other activations',
    [{ type: 'LSTM', units: 3, activation: 'softsign', recurrentActivation: 'hardSigmoid' }, one],
  ],
  ['a stack', [{ type: 'GRU', ...sequence }, { type: 'Dropout' }, { type: 'LSTM', units: 3 }, one]],
  [
    'backwards, then a stack',
    [{ type: 'GRU', ...sequence, goBackwards: true }, { type: 'LSTM', units: 3 }, one],
  ],
  [
    'backwards twice',
    [
      { type: 'GRU', ...sequence, goBackwards: true },
      { type: 'LSTM', units: 3, goBackwards: true },
      one,
    ],
  ],
  [
    'backwards, then both ways',
    [
      { type: 'GRU', ...sequence, goBackwards: true },
      { type: 'Bidirectional', layer: { type: 'LSTM', units: 3 } },
      one,
    ],
  ],
  [
    'backwards, flattened',
    [{ type: 'GRU', ...sequence, goBackwards: true }, { type: 'Flatten' }, one],
  ],
  [
    'flattened',
    [
      { type: 'SimpleRNN', ...sequence },
      { type: 'Flatten' },
      { type: 'Dense', units: 4, activation: 'elu' },
      three,
    ],
  ],
  [
    'the largest',
    [{ type: 'GRU', ...sequence }, { type: 'GlobalMaxPooling1D' }, normalization, three],
  ],
  ['the mean', [{ type: 'GRU', ...sequence }, { type: 'GlobalAveragePooling1D' }, three]],
  [
    'no recurrent layer',
    [
      inEveryStep({ type: 'Dense', units: 4, activation: 'tanh' }),
      { type: 'GlobalAveragePooling1D' },
      one,
    ],
  ],
  [
    'normalization in every step',
    [
      { type: 'LSTM', ...sequence },
      normalization,
      inEveryStep({ type: 'LayerNormalization', scale: false }),
      { type: 'GRU', units: 3 },
      one,
    ],
  ],
  [
    'normalization without a shift',
    [
      { type: 'LSTM', ...sequence },
      { type: 'LayerNormalization', center: false },
      { type: 'SpatialDropout1D' },
      { type: 'GRU', units: 3 },
      one,
    ],
  ],
  ...(['concat', 'sum', 'ave', 'mul'] as const).map((mergeMode): [string, LayerInput[]] => [
    `both ways, ${mergeMode}`,
    [
      { type: 'Bidirectional', mergeMode, layer: { type: 'GRU', ...sequence } },
      { type: 'Bidirectional', mergeMode, layer: { type: 'LSTM', units: 3 } },
      one,
    ],
  ]),
]

describe('a classifier of every kind of layer', () => {
  it.each(stacks)('%s', (_, layers) => expectAgreement(classifier(layers), [0, 0, 9, 4, 2, 7]))
})

describe('every preset', () => {
  it.each(presets.map((preset) => [preset.name, preset.experiment] as const))(
    '%s',
    (_, experiment) => {
      const length = experiment.model.inputLength === 'any' ? 9 : 500
      const text = [7, 3, 11, 2, 13, 9]
      expectAgreement(experiment, [...new Array<number>(length - text.length).fill(0), ...text])
    },
  )
})

describe('an encoder-decoder', () => {
  const cells = ['SimpleRNN', 'LSTM', 'GRU'] as const
  const options = (['none', 'luong', 'bahdanau'] as const).flatMap((attention) => [
    ...cells.map((cell) => ({ attention, cell })),
    { attention, cell: 'LSTM', depth: 2 } as const,
    { attention, cell: 'LSTM', isBidirectional: true } as const,
    { attention, cell: 'GRU', depth: 2, isBidirectional: true } as const,
    { attention, cell: 'LSTM', activation: 'relu' } as const,
  ])

  it.each(options)('of %j', (each) => expectAgreement(tinyInput(each), [0, 0, 9, 4, 2, 7, 3]))

  it('that reads backwards', () => {
    const input = tinyInput({ cell: 'GRU' })
    const [embedding, encoder, ...rest] = input.model.layers
    const layers = [embedding, { ...encoder, goBackwards: true } as LayerInput, ...rest]
    expectAgreement({ ...input, model: { ...input.model, layers } }, [0, 9, 4, 2, 7])
  })
})
