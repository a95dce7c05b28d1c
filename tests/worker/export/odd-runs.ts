// Small experiments with layers and options that are seldom together, for the formats that spell each layer out.
import type { ExperimentInput } from '#shared/experiment/schema'
import { caseOf } from './runs'

type Odd = NonNullable<ReturnType<typeof caseOf>>

const softmax = { type: 'Dense', units: 3, activation: 'softmax' } as const

function classifier(
  layers: ExperimentInput['model']['layers'],
  more: Partial<Pick<Odd, 'text'>> = {},
): Odd {
  const plain = caseOf('classification', 'LSTM')
  if (!plain) throw new Error('there is a classifier with an LSTM')
  return { ...plain, ...more, model: { layers } }
}

// Larger numbers than usual: what is computed wrongly shows.
const embedding = { type: 'Embedding', units: 5, embeddingsInitializer: 'glorotUniform' } as const

/** A language model whose output shares the embeddings. */
function tiedWriter(): Odd {
  const plain = caseOf('language-model', 'LSTM')
  if (!plain) throw new Error('there is a language model with an LSTM')
  return {
    ...plain,
    text: { ...plain.text, level: 'bpe', vocabularySize: 280 },
    model: {
      tieEmbeddings: true,
      layers: [
        { type: 'Embedding', units: 8 },
        { type: 'GRU', units: 8, returnSequences: true, dropout: 0.1, recurrentDropout: 0.2 },
        { type: 'SpatialDropout1D', rate: 0.1 },
        { type: 'LSTM', units: 8, returnSequences: true, useBias: false },
        {
          type: 'TimeDistributed',
          layer: { type: 'Dense', units: 280, activation: 'softmax' },
        },
      ],
    },
  }
}

/** Two encoder layers, one of which has another width, and layers after the attention. */
function deepConverter(): Odd {
  const plain = caseOf('seq2seq', 'LSTM')
  if (!plain) throw new Error('there is an encoder-decoder with an LSTM')
  return {
    ...plain,
    model: {
      layers: [
        { type: 'Embedding', units: 5 },
        { type: 'Bidirectional', layer: { type: 'GRU', units: 3, returnSequences: true } },
        { type: 'LayerNormalization' },
        { type: 'LSTM', units: 7, returnSequences: true },
      ],
      decoder: {
        attention: 'bahdanau',
        layers: [
          { type: 'Embedding', units: 4 },
          { type: 'GRU', units: 6, returnSequences: true, activation: 'softsign' },
          { type: 'Dropout', rate: 0.1 },
          { type: 'LSTM', units: 7, returnSequences: true },
          { type: 'TimeDistributed', layer: { type: 'LayerNormalization', center: false } },
          { type: 'TimeDistributed', layer: { type: 'Dense', units: 30, activation: 'softmax' } },
        ],
      },
    },
  }
}

/** No attention: the encoder reads backwards and hands over its last state alone. */
function backwardsConverter(): Odd {
  const plain = caseOf('seq2seq', 'LSTM')
  if (!plain) throw new Error('there is an encoder-decoder with an LSTM')
  return {
    ...plain,
    text: {
      ...plain.text,
      level: 'word',
      target: { level: 'character', vocabularySize: 25, sequenceLength: 8 },
    },
    model: {
      layers: [
        { type: 'Embedding', units: 5 },
        { type: 'LSTM', units: 6, goBackwards: true },
      ],
      decoder: {
        layers: [
          { type: 'Embedding', units: 4 },
          { type: 'LSTM', units: 6, returnSequences: true, recurrentActivation: 'hardSigmoid' },
          { type: 'TimeDistributed', layer: { type: 'Dense', units: 5, activation: 'relu' } },
          { type: 'TimeDistributed', layer: { type: 'Dense', units: 25, activation: 'softmax' } },
        ],
      },
    },
  }
}

/** By what is odd about them. */
export const oddRuns: readonly (readonly [what: string, run: Odd])[] = [
  [
    'backwards, then both ways multiplied, flattened',
    classifier([
      embedding,
      { type: 'GRU', units: 4, returnSequences: true, goBackwards: true },
      {
        type: 'Bidirectional',
        mergeMode: 'mul',
        layer: { type: 'SimpleRNN', units: 4, returnSequences: true },
      },
      { type: 'Flatten' },
      softmax,
    ]),
  ],
  [
    'other activations, no biases, largest over time',
    classifier([
      embedding,
      { type: 'LSTM', units: 4, returnSequences: true, activation: 'relu', useBias: false },
      {
        type: 'GRU',
        units: 4,
        returnSequences: true,
        activation: 'elu',
        recurrentActivation: 'hardSigmoid',
      },
      { type: 'SimpleRNN', units: 4, returnSequences: true, activation: 'softplus' },
      { type: 'GlobalMaxPooling1D' },
      { type: 'Dense', units: 4, activation: 'selu' },
      softmax,
    ]),
  ],
  [
    'sums of both ways, normalised, mean over time',
    classifier(
      [
        embedding,
        { type: 'SpatialDropout1D', rate: 0.2 },
        {
          type: 'Bidirectional',
          mergeMode: 'ave',
          layer: { type: 'GRU', units: 4, returnSequences: true, dropout: 0.1 },
        },
        { type: 'TimeDistributed', layer: { type: 'LayerNormalization', scale: false } },
        { type: 'Bidirectional', mergeMode: 'sum', layer: { type: 'LSTM', units: 4 } },
        { type: 'LayerNormalization', center: false, scale: false, epsilon: 0.01 },
        { type: 'Dense', units: 4, activation: 'softmax', useBias: false },
        { type: 'Dropout', rate: 0.1 },
        softmax,
      ],
      { text: { vocabularySize: 20, sequenceLength: null } },
    ),
  ],
  [
    'backwards and its last state, characters, backward pooling',
    classifier(
      [
        embedding,
        { type: 'SimpleRNN', units: 4, returnSequences: true, goBackwards: true, useBias: false },
        { type: 'LSTM', units: 4, goBackwards: true, recurrentActivation: 'hardSigmoid' },
        { type: 'Dense', units: 4, activation: 'relu' },
        softmax,
      ],
      { text: { level: 'character', vocabularySize: 30, sequenceLength: 9, padding: 'post' } },
    ),
  ],
  ['tied embeddings of byte pairs', tiedWriter()],
  ['deep encoder and decoder', deepConverter()],
  ['an encoder that reads backwards', backwardsConverter()],
]
