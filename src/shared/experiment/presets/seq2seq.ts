// Presets of seq2seq: encoder-decoders that write a text for a text, character by character.
import type { LayerInput } from '../layers'
import { experimentFormat, type ExperimentInput } from '../schema'
import type { Preset } from './preset'

/** Room for every character of the generated data, with padding, start, unknown and end. */
const dateVocabulary = { source: 64, target: 16 } as const
const sumVocabulary = { source: 16, target: 16 } as const

function embedding(units: number): LayerInput {
  return { type: 'Embedding', units }
}

function lstm(units: number): LayerInput {
  return { type: 'LSTM', units, returnSequences: true }
}

function bothWays(units: number): LayerInput {
  return { type: 'Bidirectional', layer: { type: 'LSTM', units, returnSequences: true } }
}

function writes(units: number): LayerInput {
  return { type: 'TimeDistributed', layer: { type: 'Dense', units, activation: 'softmax' } }
}

const dates: ExperimentInput = {
  format: experimentFormat,
  name: 'Dates to ISO 8601',
  task: 'seq2seq',
  data: { generator: { type: 'dates', rows: 12_000 }, validationSplit: 0.1 },
  text: {
    level: 'character',
    lowercase: false,
    stripHtml: false,
    vocabularySize: dateVocabulary.source,
    target: { vocabularySize: dateVocabulary.target },
  },
  model: {
    inputLength: 'any',
    layers: [embedding(32), bothWays(64)],
    decoder: {
      layers: [embedding(32), lstm(128), writes(dateVocabulary.target)],
      attention: 'luong',
    },
  },
  training: { optimizer: { type: 'adam', learningRate: 0.003 }, batchSize: 64, epochs: 5, seed: 7 },
}

const sums: ExperimentInput = {
  format: experimentFormat,
  name: 'Addition',
  task: 'seq2seq',
  data: { generator: { type: 'addition', rows: 5000, digits: 2 }, validationSplit: 0.1 },
  text: {
    level: 'character',
    lowercase: false,
    stripHtml: false,
    vocabularySize: sumVocabulary.source,
    target: { vocabularySize: sumVocabulary.target },
  },
  model: {
    inputLength: 'any',
    layers: [embedding(16), bothWays(48)],
    decoder: {
      layers: [embedding(16), lstm(96), writes(sumVocabulary.target)],
      attention: 'luong',
    },
  },
  training: {
    optimizer: { type: 'adam', learningRate: 0.005 },
    schedule: { type: 'cosine' },
    batchSize: 64,
    epochs: 20,
    seed: 7,
  },
}

export const seq2seqPresets: readonly Preset[] = [
  {
    name: 'date-seq2seq-lstm',
    title: 'Dates, LSTM encoder-decoder',
    purpose:
      'Writes dates such as "Monday, 3 May 2021" as 2021-05-03; its attention shows where each digit is read from.',
    experiment: dates,
  },
  {
    name: 'addition-seq2seq-lstm',
    title: 'Addition, LSTM encoder-decoder',
    purpose: 'Learns to add numbers of up to two digits from examples alone.',
    experiment: sums,
  },
]
