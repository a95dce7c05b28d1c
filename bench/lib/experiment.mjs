// The experiment and the data of one benchmark case: Embedding, one recurrent layer, Dense, on made-up texts.
import { writeFile } from 'node:fs/promises'

const vocabulary = 10_000

/** The trainer takes whole experiments: every default of `data` is written out. */
export const dataDefaults = {
  ...{ morePaths: [], generator: null, template: null },
  ...{ labelKind: 'class', labelSeparator: ',', split: null, maximumRows: null },
  ...{ encoding: 'auto', separator: 'auto', quote: 'auto', header: 'auto' },
  ...{ validationSplit: 0.2, validationRows: 'random', stratify: false },
  ...{ validationPath: null, testPath: null },
  ...{ dropDuplicates: false, minimumTokens: 0, hideLabelWords: false },
}

/** Likewise of `text`. */
export const textDefaults = {
  ...{ level: 'word', lowercase: true, stripHtml: true, punctuation: 'drop', wordShapes: false },
  ...{ padding: 'pre', truncating: 'pre', target: null },
}

/** A whole experiment file for `{ cell, batch, length, units, embedding }` on the texts at `path`. */
export function experimentOf({ cell, batch, length, units, embedding }, path) {
  const gated = { recurrentActivation: 'sigmoid', unitForgetBias: true }
  const recurrent = {
    type: cell,
    units,
    activation: 'tanh',
    useBias: true,
    kernelInitializer: 'glorotUniform',
    recurrentInitializer: 'orthogonal',
    biasInitializer: 'zeros',
    dropout: 0,
    recurrentDropout: 0,
    returnSequences: false,
    goBackwards: false,
    ...(cell !== 'SimpleRNN' && gated),
  }
  const dense = {
    type: 'Dense',
    units: 1,
    activation: 'sigmoid',
    useBias: true,
    kernelInitializer: 'glorotUniform',
    biasInitializer: 'zeros',
  }
  return {
    format: 'unroll-experiment/1',
    name: 'bench',
    task: 'classification',
    data: { ...dataDefaults, path, text: 'text', label: 'label', validationSplit: 0.1 },
    text: { ...textDefaults, vocabularySize: vocabulary, sequenceLength: length },
    model: {
      ...{ decoder: null, tieEmbeddings: false },
      inputLength: 'sequence',
      layers: [
        { type: 'Embedding', units: embedding, embeddingsInitializer: 'randomUniform' },
        recurrent,
        dense,
      ],
    },
    training: {
      loss: null,
      batchSize: batch,
      epochs: 50,
      shuffle: true,
      seed: 7,
      schedule: { type: 'constant', warmupSteps: 0 },
      clipNorm: null,
      clipValue: null,
      classWeight: null,
      labelSmoothing: 0,
      earlyStopping: null,
      bestMetric: 'valAccuracy',
      checkpoint: { seconds: 30, steps: null },
      ...{ stateful: false, wordDropout: 0, sample: { prompt: '', length: 0, temperature: 1 } },
      optimizer: {
        type: 'rmsprop',
        learningRate: 0.001,
        rho: 0.9,
        momentum: 0,
        epsilon: 1e-7,
        centered: false,
      },
    },
  }
}

/** Writes texts of 600 words each; the same ones at every run. */
export async function writeTexts(path, rows) {
  // A linear congruential generator.
  let state = 1
  const next = () => (state = (state * 48_271) % 2_147_483_647)
  const lines = Array.from({ length: rows }, () => {
    const words = Array.from({ length: 600 }, () => `w${next() % 12_000}`)
    return `${words.join(' ')},${next() % 2 === 0 ? 'yes' : 'no'}`
  })
  await writeFile(path, `text,label\n${lines.join('\n')}\n`)
}
