// The exported page's network computes what the lab does, for every layer and option that can be odd.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { activations, type LayerInput } from '#shared/experiment/layers'
import { startBackend } from '../../../../src/worker/backend'
import { releaseRun } from '../../../../src/worker/inference/load-run'
import { csvOf, experimentOn, trainIn } from '../../trained-run'
import { exportAs, trainedRun } from '../runs'

let folder = ''
beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-page-network-'))
})
afterEach(releaseRun)
afterAll(() => rm(folder, { recursive: true, force: true }))

const answer: LayerInput = { type: 'Dense', units: 2, activation: 'softmax' }
const embedding: LayerInput = { type: 'Embedding', units: 5 }

const cells = ['SimpleRNN', 'LSTM', 'GRU'] as const
const odd: [string, readonly LayerInput[]][] = [
  ...cells.map((type): [string, LayerInput[]] => [
    `${type} without bias, backwards, then backwards again`,
    [
      embedding,
      { type, units: 7, useBias: false, goBackwards: true, returnSequences: true },
      { type, units: 5, goBackwards: true },
      answer,
    ],
  ]),
  ...activations.map((activation, index): [string, LayerInput[]] => [
    `${activation} everywhere`,
    [
      embedding,
      index % 2 === 0
        ? {
            type: 'LSTM',
            units: 6,
            activation,
            recurrentActivation: activation,
            returnSequences: true,
          }
        : {
            type: 'GRU',
            units: 6,
            activation,
            recurrentActivation: activation,
            returnSequences: true,
          },
      { type: 'LayerNormalization' },
      { type: 'SimpleRNN', units: 3, activation },
      { type: 'LayerNormalization', center: false, epsilon: 0.1 },
      { type: 'Dense', units: 4, activation, useBias: false },
      answer,
    ],
  ]),
  ...(['concat', 'sum', 'ave', 'mul'] as const).map((mergeMode): [string, LayerInput[]] => [
    `Bidirectional, ${mergeMode}`,
    [
      embedding,
      { type: 'Bidirectional', mergeMode, layer: { type: 'GRU', units: 4, returnSequences: true } },
      { type: 'SpatialDropout1D', rate: 0.3 },
      { type: 'Bidirectional', mergeMode, layer: { type: 'LSTM', units: 3 } },
      answer,
    ],
  ]),
  [
    'Flatten of a layer that reads backwards',
    [
      embedding,
      { type: 'LSTM', units: 3, goBackwards: true, returnSequences: true },
      { type: 'Bidirectional', layer: { type: 'SimpleRNN', units: 2, returnSequences: true } },
      { type: 'Flatten' },
      answer,
    ],
  ],
  [
    'TimeDistributed, then the largest',
    [
      embedding,
      { type: 'TimeDistributed', layer: { type: 'Dense', units: 6, activation: 'relu' } },
      { type: 'TimeDistributed', layer: { type: 'LayerNormalization', scale: false } },
      { type: 'TimeDistributed', layer: { type: 'Dropout', rate: 0.5 } },
      { type: 'GlobalMaxPooling1D' },
      answer,
    ],
  ],
  ['the mean', [embedding, { type: 'GlobalAveragePooling1D' }, answer]],
]

describe('the network of the page', () => {
  it.each(odd)('%s', async (name, layers) => {
    const place = await mkdtemp(join(folder, 'case-'))
    await writeFile(join(place, 'data.csv'), csvOf(40))
    const changes = { name, model: { layers: [...layers] }, training: { epochs: 1 } }
    const { runFolder, outcome } = await trainIn(place, experimentOn(place, changes))
    expect(outcome).toMatchObject({ ok: true })
    const report = await exportAs('html', runFolder, join(place, 'out'))
    expect(report).toMatchObject({ ok: true, value: { parity: { vectors: 5 } } })
    if (report.ok) expect(report.value.parity.largestDifference).toBeLessThan(2e-6)
  })
})

const softmax: LayerInput = {
  type: 'TimeDistributed',
  layer: { type: 'Dense', units: 24, activation: 'softmax' },
}
const lstm = (units: number, more: object = {}): LayerInput => ({
  ...{ type: 'LSTM', units, returnSequences: true },
  ...more,
})

type Pairs = [
  name: string,
  attention: 'none' | 'luong' | 'bahdanau',
  encoder: LayerInput[],
  decoder: LayerInput[],
]
const pairs: Pairs[] = [
  [
    'two layers on each side, a normalization after the attention',
    'bahdanau',
    [embedding, lstm(6), { type: 'Dropout', rate: 0.1 }, lstm(5)],
    [embedding, lstm(6), lstm(5), { type: 'LayerNormalization' }, softmax],
  ],
  [
    'both directions of a wider encoder, a Dense after the attention',
    'luong',
    [
      embedding,
      {
        type: 'Bidirectional',
        mergeMode: 'ave',
        layer: { type: 'LSTM', units: 3, returnSequences: true },
      },
    ],
    [
      embedding,
      lstm(6),
      { type: 'TimeDistributed', layer: { type: 'Dense', units: 7, activation: 'elu' } },
      softmax,
    ],
  ],
  [
    'an encoder that reads backwards and gives its states alone',
    'none',
    [embedding, { type: 'GRU', units: 6, goBackwards: true }],
    [embedding, { type: 'GRU', units: 6, returnSequences: true }, softmax],
  ],
]

describe('the encoder-decoder of the page', () => {
  it.each(pairs)('%s', async (_name, attention, layers, decoder) => {
    const place = await mkdtemp(join(folder, 'case-'))
    const rows = Array.from({ length: 40 }, (_, row) => `word ${row % 7} here\t${row % 5} there\n`)
    await writeFile(join(place, 'data.tsv'), rows.join(''))
    const runFolder = await trainedRun(place, {
      ...{ task: 'seq2seq', data: { path: join(place, 'data.tsv') } },
      text: { level: 'character', vocabularySize: 24, sequenceLength: 12 },
      model: { layers, decoder: { attention, layers: decoder } },
      training: { epochs: 1, batchSize: 8 },
    })
    const report = await exportAs('html', runFolder, join(place, 'out'))
    expect(report).toMatchObject({ ok: true, value: { parity: { vectors: 3 } } })
    if (report.ok) expect(report.value.parity.largestDifference).toBeLessThan(2e-6)
  })
})
