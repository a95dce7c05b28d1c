// Every layer with every option that ONNX can express, in ONNX Runtime: several texts at once, and texts of several lengths.
import { beforeAll, describe, expect, it } from 'vitest'
import { activations, type Activation, type LayerInput } from '#shared/experiment/layers'
import type { ExperimentInput } from '#shared/experiment/schema'
import { startBackend, tf } from '../../../../src/worker/backend'
import { cellActivations } from '../../../../src/worker/export/onnx/activation-names'
import { findRefusal } from '../../../../src/worker/export/onnx/refusal'
import { builtModel, differenceOn, experimentOf, idsOf, type Batch } from './built-model'

beforeAll(startBackend)

const limit = 1e-5
const cells = ['SimpleRNN', 'LSTM', 'GRU'] as const
const embedding = { type: 'Embedding', units: 5 } as const
const dense = { type: 'Dense', units: 3, activation: 'softmax' } as const
const inCells = Object.keys(cellActivations) as Activation[] // its keys
const others = activations.filter((name) => !inCells.includes(name))

function classifier(layers: LayerInput[], sequenceLength: number | null = null) {
  const text = { vocabularySize: 12, sequenceLength }
  return experimentOf({ task: 'classification', text, model: { layers: [embedding, ...layers] } })
}

/** The largest difference on all batches, in one session. */
async function largest(
  experiment: ReturnType<typeof experimentOf>,
  batches: readonly Batch[],
): Promise<number> {
  const built = await builtModel(experiment)
  const differences: number[] = []
  for (const batch of batches) differences.push(await differenceOn(built, batch))
  await built.session.release()
  built.labs.dispose()
  return Math.max(...differences)
}

const anyLength = [1, 4, 9].map((time) => ({ ids: idsOf(3, time) }))

describe.each(cells)('%s', (type) => {
  const gate = type === 'SimpleRNN' ? 'activation' : 'recurrentActivation'
  const options: [string, LayerInput][] = [
    ...inCells.map((activation): [string, LayerInput] => [
      activation,
      { type, units: 4, activation },
    ]),
    ...inCells.map((name): [string, LayerInput] => [
      `gates ${name}`,
      { type, units: 4, [gate]: name },
    ]),
    ['without biases', { type, units: 4, useBias: false }],
    ['backwards', { type, units: 4, goBackwards: true }],
    ['one unit', { type, units: 1 }],
    ['dropout', { type, units: 4, dropout: 0.3, recurrentDropout: 0.3 }],
  ]

  it.each(options)('%s: the last state', async (_name, layer) => {
    expect(await largest(classifier([layer, dense]), anyLength)).toBeLessThan(limit)
  })

  // What reads in the order of the steps tells one order from another.
  it.each([
    ['forwards', {}],
    ['backwards', { goBackwards: true }],
  ] as const)('%s: every state', async (_name, option) => {
    const layers: LayerInput[] = [
      { type, units: 4, returnSequences: true, ...option },
      { type, units: 3 },
      dense,
    ]
    expect(await largest(classifier(layers), anyLength)).toBeLessThan(limit)
  })

  const merges = (['concat', 'sum', 'ave', 'mul'] as const).flatMap((mergeMode) =>
    [true, false].map(
      (isEach) => [mergeMode, isEach ? 'every state' : 'the last state', isEach] as const,
    ),
  )
  it.each(merges)('both ways, %s: %s', async (mergeMode, _name, returnSequences) => {
    const both: LayerInput = {
      type: 'Bidirectional',
      mergeMode,
      layer: { type, units: 4, returnSequences },
    }
    const layers: LayerInput[] = returnSequences ? [both, { type, units: 3 }, dense] : [both, dense]
    expect(await largest(classifier(layers), anyLength)).toBeLessThan(limit)
  })

  it.each(others)('refuses %s inside, naming the layer', (activation) => {
    const inner = { type, units: 4, activation } as const
    const both = { type: 'Bidirectional', layer: inner } as const
    for (const layer of [inner, both]) {
      const experiment = classifier([
        { type: 'GRU', units: 4, returnSequences: true },
        layer,
        dense,
      ])
      const name =
        layer.type === 'Bidirectional'
          ? 'bidirectional'
          : { SimpleRNN: 'simple_rnn', LSTM: 'lstm', GRU: 'gru_1' }[type]
      expect(findRefusal({ experiment, model: tf.sequential() })).toMatchObject({
        code: 'model-refused',
        message: expect.stringMatching(
          new RegExp(`layer 3 \\(${name}, .*no activation ${activation},`),
        ) as string,
      })
    }
  })
})

it.each(['LSTM', 'GRU'] as const)('refuses softmax for the gates of %s', (type) => {
  const experiment = classifier([{ type, units: 4, recurrentActivation: 'softmax' }, dense])
  expect(findRefusal({ experiment, model: tf.sequential() })).toMatchObject({ ok: false })
})

it('refuses a model that is too large for one file', () => {
  const model = { countParams: () => 2 ** 29 } as ReturnType<typeof tf.sequential> // nothing else is asked of it
  expect(
    findRefusal({ experiment: classifier([{ type: 'GRU', units: 4 }, dense]), model }),
  ).toMatchObject({
    code: 'model-refused',
    message: expect.stringContaining('2147483648 bytes') as string,
  })
})

const sequence: LayerInput = { type: 'GRU', units: 4, returnSequences: true }
const ends: [string, LayerInput[]][] = [
  ...activations.map((activation): [string, LayerInput[]] => [
    `Dense ${activation}`,
    [
      { type: 'GRU', units: 4 },
      { type: 'Dense', units: 4, activation },
    ],
  ]),
  [
    'Dense without biases',
    [
      { type: 'GRU', units: 4 },
      { type: 'Dense', units: 4, useBias: false },
    ],
  ],
  ['GlobalMaxPooling1D', [sequence, { type: 'GlobalMaxPooling1D' }]],
  ['GlobalAveragePooling1D', [sequence, { type: 'GlobalAveragePooling1D' }]],
  [
    'Dropout',
    [
      { type: 'Dropout' },
      { type: 'SpatialDropout1D' },
      { type: 'GRU', units: 4 },
      { type: 'Dropout' },
    ],
  ],
  ...[true, false].flatMap((center) =>
    [true, false].map((scale): [string, LayerInput[]] => [
      `LayerNormalization with center ${center} and scale ${scale}`,
      [
        sequence,
        { type: 'LayerNormalization', center, scale },
        { type: 'GRU', units: 4 },
        { type: 'LayerNormalization', center, scale, epsilon: 0.1 },
      ],
    ]),
  ),
  [
    'TimeDistributed',
    [
      sequence,
      { type: 'TimeDistributed', layer: { type: 'Dense', units: 6, activation: 'elu' } },
      { type: 'TimeDistributed', layer: { type: 'Dropout' } },
      { type: 'TimeDistributed', layer: { type: 'LayerNormalization' } },
      { type: 'GlobalMaxPooling1D' },
    ],
  ],
]
it.each(ends)('%s', async (_name, layers) => {
  expect(await largest(classifier([...layers, dense]), anyLength)).toBeLessThan(limit)
})

it('Flatten, which fixes the length', async () => {
  const layers: LayerInput[] = [
    { ...sequence, goBackwards: true },
    { type: 'Flatten' },
    { type: 'LayerNormalization', scale: false },
    dense,
  ]
  const experiment = classifier(layers, 6)
  expect(await largest(experiment, [{ ids: idsOf(3, 6) }, { ids: idsOf(1, 6) }])).toBeLessThan(
    limit,
  )
  const built = await builtModel(experiment)
  await expect(differenceOn(built, { ids: idsOf(1, 5) })).rejects.toThrow('Expected: 6')
  built.labs.dispose()
})

it('layers with the names of what else is in the graph', async () => {
  const layers: LayerInput[] = [
    { ...sequence, name: 'ids' },
    { type: 'GRU', units: 4, goBackwards: true, returnSequences: true, name: 'output' },
    { type: 'Bidirectional', layer: { type: 'LSTM', units: 4 }, name: 'constant' },
    { type: 'LayerNormalization', name: 'first_axis' },
  ]
  expect(await largest(classifier([...layers, dense]), anyLength)).toBeLessThan(limit)
})

describe('a model that answers at every step', () => {
  const softmax = (units: number): LayerInput => ({
    type: 'TimeDistributed',
    layer: { type: 'Dense', units, activation: 'softmax' },
  })

  it.each([
    ['a tagger', 'tagging', false, [{ type: 'Bidirectional', layer: sequence }, softmax(3)]],
    ['a language model', 'language-model', false, [sequence, sequence, softmax(12)]],
    ['tied embeddings', 'language-model', true, [sequence, { ...sequence, units: 5 }, softmax(12)]],
  ] as [string, ExperimentInput['task'], boolean, LayerInput[]][])(
    '%s',
    async (_name, task, tieEmbeddings, layers) => {
      const text = { vocabularySize: 12, sequenceLength: 8 }
      const model = { tieEmbeddings, layers: [embedding, ...layers] }
      expect(await largest(experimentOf({ task, text, model }), anyLength)).toBeLessThan(limit)
    },
  )

  it('has the table of tied embeddings once', async () => {
    const layers: LayerInput[] = [embedding, { ...sequence, units: 5 }, softmax(12)]
    const text = { vocabularySize: 12, sequenceLength: 8 }
    const [tied, free] = await Promise.all(
      [true, false].map((tieEmbeddings) =>
        builtModel(
          experimentOf({ task: 'language-model', text, model: { tieEmbeddings, layers } }),
        ),
      ),
    )
    expect(tied.bytes.length).toBeLessThan(free.bytes.length - 4 * 12 * 5 + 150)
    for (const { labs } of [tied, free]) labs.dispose()
  })
})

describe('an encoder-decoder', () => {
  const pairs = [
    { source: idsOf(3, 6), target: idsOf(3, 4) },
    { source: idsOf(1, 1), target: idsOf(1, 1) },
    { source: idsOf(2, 9), target: idsOf(2, 7) },
  ]
  const kinds = cells.flatMap((cell) =>
    (['none', 'luong', 'bahdanau'] as const).flatMap((attention) =>
      [false, true].map(
        (isBoth) => [cell, attention, isBoth ? 'both ways' : 'one way', isBoth] as const,
      ),
    ),
  )

  it.each(kinds)('%s, attention %s, read %s', async (type, attention, _name, isBoth) => {
    const inner = { type, units: isBoth ? 3 : 6, returnSequences: true } as const
    const reader: LayerInput = isBoth
      ? { type: 'Bidirectional', mergeMode: attention === 'luong' ? 'sum' : 'concat', layer: inner }
      : inner
    const experiment = experimentOf({
      task: 'seq2seq',
      text: { level: 'character', vocabularySize: 12, sequenceLength: 8 },
      model: {
        layers: [embedding, reader, { type, units: 4, returnSequences: true }],
        decoder: {
          attention,
          layers: [
            { type: 'Embedding', units: 4 },
            { type, units: 6, returnSequences: true },
            { type, units: 4, returnSequences: true },
            { type: 'TimeDistributed', layer: { type: 'LayerNormalization' } },
            { type: 'TimeDistributed', layer: { type: 'Dense', units: 12, activation: 'softmax' } },
          ],
        },
      },
    })
    expect(await largest(experiment, pairs)).toBeLessThan(limit)
  })
})
