// Presets that write: language models of characters and of words on a megabyte of Shakespeare.
import type { LayerInput } from '../layers'
import { experimentFormat, type ExperimentInput } from '../schema'
import type { Preset } from './preset'

/** Every character of a European text, with padding, start, unknown and end. */
const characters = 128
/** Of 13,700 different words in Shakespeare's megabyte; the others come once or twice. */
const words = 5000
const wordUnits = 128

function lstm(units: number): LayerInput {
  return { type: 'LSTM', units, returnSequences: true }
}

function foretells(units: number): LayerInput {
  return { type: 'TimeDistributed', layer: { type: 'Dense', units, activation: 'softmax' } }
}

const data = {
  path: 'tinyshakespeare.txt',
  validationSplit: 0.1,
  validationRows: 'last',
} as const

const characterModel: ExperimentInput = {
  format: experimentFormat,
  name: 'Character language model',
  task: 'language-model',
  data,
  text: {
    level: 'character',
    lowercase: false,
    stripHtml: false,
    vocabularySize: characters,
    sequenceLength: 50,
  },
  model: {
    inputLength: 'any',
    layers: [{ type: 'Embedding', units: 32 }, lstm(256), foretells(characters)],
  },
  training: {
    optimizer: { type: 'adam', learningRate: 0.003 },
    schedule: { type: 'cosine' },
    clipNorm: 5,
    stateful: true,
    batchSize: 32,
    epochs: 10,
    seed: 7,
    sample: { length: 300, temperature: 0.8 },
  },
}

const wordModel: ExperimentInput = {
  format: experimentFormat,
  name: 'Word language model',
  task: 'language-model',
  data,
  text: {
    level: 'word',
    lowercase: false,
    stripHtml: false,
    punctuation: 'keep',
    vocabularySize: words,
    sequenceLength: 35,
  },
  model: {
    inputLength: 'any',
    layers: [
      { type: 'Embedding', units: wordUnits },
      { type: 'Dropout', rate: 0.3 },
      lstm(wordUnits),
      { type: 'Dropout', rate: 0.5 },
      foretells(words),
    ],
    tieEmbeddings: true,
  },
  training: {
    optimizer: { type: 'adam', learningRate: 0.003 },
    schedule: { type: 'cosine' },
    clipNorm: 1,
    stateful: true,
    batchSize: 20,
    epochs: 12,
    seed: 7,
    sample: { length: 80, temperature: 0.8 },
  },
}

export const languageModelPresets: readonly Preset[] = [
  {
    name: 'char-lm-lstm',
    title: 'Character language model',
    purpose:
      'Learns from a plain text what letter comes next, and writes in its manner; watch the samples get better.',
    experiment: characterModel,
  },
  {
    name: 'word-lm-lstm',
    title: 'Word language model',
    purpose: 'Foretells words instead of letters; reads and writes with the same embeddings.',
    experiment: wordModel,
  },
]
