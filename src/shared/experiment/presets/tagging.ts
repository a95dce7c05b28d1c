// Presets that tag: parts of speech of a Universal Dependencies treebank.
import { experimentFormat } from '../schema'
import type { Preset } from './preset'

const units = 64

export const taggingPresets: readonly Preset[] = [
  {
    name: 'tagger-bilstm',
    title: 'Part-of-speech tagger',
    purpose:
      'Reads a sentence from both ends and gives each word its tag; words it never saw are read by their shape.',
    experiment: {
      format: experimentFormat,
      name: 'Part-of-speech tagger',
      task: 'tagging',
      data: {
        path: 'en_ewt-ud-dev.conllu',
        text: 'form',
        label: 'upos',
        validationSplit: 0.2,
        validationRows: 'last',
      },
      text: { level: 'word', lowercase: false, vocabularySize: 10_000, wordShapes: true },
      model: {
        inputLength: 'any',
        layers: [
          { type: 'Embedding', units },
          { type: 'SpatialDropout1D', rate: 0.3 },
          { type: 'Bidirectional', layer: { type: 'LSTM', units, returnSequences: true } },
          { type: 'Dropout', rate: 0.3 },
          // Universal Dependencies has 17 parts of speech.
          { type: 'TimeDistributed', layer: { type: 'Dense', units: 17, activation: 'softmax' } },
        ],
      },
      training: {
        optimizer: { type: 'adam', learningRate: 0.003 },
        wordDropout: 1,
        batchSize: 16,
        epochs: 12,
        seed: 7,
      },
    },
  },
]
