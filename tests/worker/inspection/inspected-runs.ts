// Untrained runs of every task and many shapes of network, for what looks inside to be held against the model's own layers.
import type { LayerInput } from '#shared/experiment/layers'
import type { ExperimentInput } from '#shared/experiment/schema'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { anyRun } from './any-run'

const embedding: LayerInput = { type: 'Embedding', units: 5 }
const steps = { returnSequences: true } as const

function distributed(units: number): LayerInput {
  return { type: 'TimeDistributed', layer: { type: 'Dense', units, activation: 'softmax' } }
}

/** A classifier with these layers between its Embedding and its answer. */
export function classifier(
  layers: readonly LayerInput[],
  text: ExperimentInput['text'] = {},
): LoadedRun {
  const answer: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }
  return anyRun(
    {
      task: 'classification',
      text: { vocabularySize: 20, sequenceLength: 9, ...text },
      model: { layers: [embedding, ...layers, answer] },
    },
    { labels: ['negative', 'positive'] },
  )
}

export function threeClasses(): LoadedRun {
  const answer: LayerInput = { type: 'Dense', units: 3, activation: 'softmax' }
  return anyRun(
    {
      task: 'classification',
      text: { vocabularySize: 20, padding: 'post', truncating: 'post', sequenceLength: 9 },
      model: { layers: [embedding, { type: 'GRU', units: 6 }, answer] },
    },
    { labels: ['a', 'b', 'c'] },
  )
}

export function severalLabels(): LoadedRun {
  const answer: LayerInput = { type: 'Dense', units: 3, activation: 'sigmoid' }
  return anyRun(
    {
      task: 'classification',
      data: { labelKind: 'labels' },
      text: { vocabularySize: 20 },
      model: { inputLength: 'any', layers: [embedding, { type: 'LSTM', units: 4 }, answer] },
    },
    { labels: ['a', 'b', 'c'] },
  )
}

export function numberModel(): LoadedRun {
  const answer: LayerInput = { type: 'Dense', units: 1 }
  return anyRun(
    {
      task: 'classification',
      data: { labelKind: 'number' },
      text: { vocabularySize: 20, sequenceLength: 6 },
      model: { layers: [embedding, { type: 'SimpleRNN', units: 4 }, answer] },
    },
    { scale: { mean: 3, deviation: 2 } },
  )
}

export function tagger(): LoadedRun {
  const layer = { type: 'LSTM', units: 4, ...steps } as const
  return anyRun(
    {
      task: 'tagging',
      text: { vocabularySize: 20, lowercase: false },
      model: {
        layers: [embedding, { type: 'Bidirectional', layer }, distributed(3)],
        inputLength: 'any',
      },
    },
    { labels: ['DET', 'NOUN', 'VERB'] },
  )
}

export function languageModel(
  cell: 'SimpleRNN' | 'LSTM' | 'GRU' = 'LSTM',
  tieEmbeddings = false,
): LoadedRun {
  return anyRun({
    task: 'language-model',
    text: { vocabularySize: 20 },
    model: {
      tieEmbeddings,
      layers: [embedding, { type: cell, units: 5, ...steps }, distributed(20)],
    },
  })
}

export function pairModel(
  attention: 'none' | 'luong' | 'bahdanau',
  cell: 'SimpleRNN' | 'LSTM' | 'GRU' = 'GRU',
): LoadedRun {
  const last = { ...(attention === 'none' ? {} : steps) }
  return anyRun({
    task: 'seq2seq',
    text: { vocabularySize: 20 },
    model: {
      layers: [embedding, { type: cell, units: 6, ...last }],
      decoder: {
        attention,
        layers: [embedding, { type: cell, units: 6, ...steps }, distributed(20)],
      },
    },
  })
}

/** A run of every task, kind of label and cell, with the text and an answer that it can give. */
export const everyRun: readonly (readonly [name: string, make: () => LoadedRun, answer: string])[] =
  [
    ['SimpleRNN', () => classifier([{ type: 'SimpleRNN', units: 7 }]), 'positive'],
    ['LSTM', () => classifier([{ type: 'LSTM', units: 7 }]), 'negative'],
    ['GRU', () => classifier([{ type: 'GRU', units: 7 }]), 'positive'],
    [
      'two layers, the second both ways',
      () =>
        classifier([
          { type: 'LSTM', units: 4, ...steps },
          { type: 'LayerNormalization' },
          { type: 'Bidirectional', layer: { type: 'GRU', units: 3 }, mergeMode: 'ave' },
          { type: 'Dropout', rate: 0.5 },
        ]),
      'positive',
    ],
    [
      'pooling of a layer that reads backwards',
      () =>
        classifier([
          { type: 'GRU', units: 4, goBackwards: true, ...steps },
          { type: 'GlobalMaxPooling1D' },
        ]),
      'positive',
    ],
    ['three classes, padded after', threeClasses, 'c'],
    ['several labels', severalLabels, 'a, c'],
    ['a number', numberModel, '4.5'],
    ['a tagger', tagger, 'NOUN'],
    ['a language model', () => languageModel(), 'dog'],
    ['a GRU language model', () => languageModel('GRU'), 'dog'],
    ['pairs', () => pairModel('none', 'LSTM'), 'a dog sees'],
    ['pairs with luong', () => pairModel('luong'), 'a dog sees'],
    ['pairs with bahdanau', () => pairModel('bahdanau', 'SimpleRNN'), 'a dog sees'],
  ]
