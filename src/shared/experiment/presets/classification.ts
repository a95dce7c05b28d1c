// Presets that classify: well-known IMDB networks and their recipe, with exact parameter counts as tests.
import type { LayerInput } from '../layers'
import { experimentFormat, type ExperimentInput } from '../schema'
import type { Preset } from './preset'

const units = 32
const embedding: LayerInput = { type: 'Embedding', units }
const positive: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }
const sequences: LayerInput = { type: 'SimpleRNN', units, returnSequences: true }

function imdb(title: string, model: ExperimentInput['model']): ExperimentInput {
  return {
    format: experimentFormat,
    name: title,
    task: 'classification',
    data: { path: 'imdb-train.csv.gz', text: 'text', label: 'label', validationSplit: 0.2 },
    text: {
      level: 'word',
      lowercase: true,
      stripHtml: true,
      vocabularySize: 10_000,
      sequenceLength: 500,
      padding: 'pre',
      truncating: 'pre',
    },
    model,
    training: {
      optimizer: { type: 'rmsprop', learningRate: 0.001 },
      loss: 'binaryCrossentropy',
      batchSize: 128,
      epochs: 10,
      seed: 7,
    },
  }
}

function preset(
  name: string,
  title: string,
  purpose: string,
  layers: LayerInput[],
  inputLength?: 'any',
): Preset {
  const model = inputLength ? { inputLength, layers } : { layers }
  return { name, title, purpose, experiment: imdb(title, model) }
}

export const classificationPresets: readonly Preset[] = [
  preset(
    'imdb-simple-rnn-flatten',
    'SimpleRNN, every step',
    'Reads every step of a SimpleRNN through Flatten; shows why most parameters sit in the last layer.',
    [embedding, sequences, { type: 'Flatten' }, positive],
  ),
  preset(
    'imdb-simple-rnn',
    'SimpleRNN, last step',
    'The smallest recurrent classifier; forgets early words of long texts.',
    [embedding, { type: 'SimpleRNN', units }, positive],
  ),
  preset(
    'imdb-stacked-simple-rnn',
    'Stacked SimpleRNN',
    'Four SimpleRNN layers on each other; takes texts of any length.',
    [embedding, sequences, sequences, sequences, { type: 'SimpleRNN', units }, positive],
    'any',
  ),
  preset('imdb-lstm', 'LSTM', 'The usual first choice: gates keep what matters over long texts.', [
    embedding,
    { type: 'LSTM', units },
    positive,
  ]),
  preset('imdb-gru', 'GRU', 'Close to LSTM with a quarter fewer parameters.', [
    embedding,
    { type: 'GRU', units },
    positive,
  ]),
  preset(
    'imdb-bidirectional-lstm',
    'Bidirectional LSTM',
    'Reads the text from both ends; most accurate of these and slowest.',
    [embedding, { type: 'Bidirectional', layer: { type: 'LSTM', units } }, positive],
  ),
]
