// An untrained language model with a vocabulary, and a run as it is loaded, without a run folder's cost.
import { parseExperiment } from '#shared/experiment/parse'
import type { LayerInput } from '#shared/experiment/layers'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { vocabularySizeOf } from '#shared/experiment/text'
import { tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { buildModel } from '../../../src/worker/model/build'
import { buildVocabulary } from '../../../src/worker/text/vocabulary'
import { createTokenizer } from '../../../src/worker/text/tokenizer'

const sentence = 'To be, or not to be, that is the question: whether it is nobler. '

interface Options {
  readonly layers?: readonly LayerInput[]
  readonly text?: ExperimentInput['text']
  readonly tieEmbeddings?: boolean
  /** Of the vocabulary. */
  readonly corpus?: string
}

const oneLstm: readonly LayerInput[] = [{ type: 'LSTM', units: 12, returnSequences: true }]

/** An experiment whose hidden layers are `layers`, between an Embedding of 12 and the output. */
export function languageModelExperiment({
  layers = oneLstm,
  text = { level: 'character', vocabularySize: 40 },
  tieEmbeddings = false,
}: Options = {}): Experiment {
  const level = text.level ?? 'word'
  const units = vocabularySizeOf({ level, vocabularySize: text.vocabularySize ?? null })
  const parsed = parseExperiment({
    name: 'Small writer',
    task: 'language-model',
    data: { path: '/nowhere/text.txt' },
    text: { lowercase: false, stripHtml: false, ...text },
    model: {
      tieEmbeddings,
      layers: [
        { type: 'Embedding', units: 12, embeddingsInitializer: 'randomNormal' },
        ...layers,
        { type: 'TimeDistributed', layer: { type: 'Dense', units, activation: 'softmax' } },
      ],
    },
    training: { seed: 5 },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/** The run of an untrained model; the caller disposes its model. */
export function untrainedRun(options: Options = {}, folder = '/nowhere'): LoadedRun {
  const experiment = languageModelExperiment(options)
  const counts = new Map<string, number>()
  for (const token of createTokenizer(experiment.text)(options.corpus ?? sentence)) {
    counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  return {
    folder,
    experiment,
    vocabulary: buildVocabulary(counts, experiment.text, 'writing'),
    targetVocabulary: null,
    labels: [],
    scale: null,
    model: buildModel(experiment).model,
  }
}

/** Makes the model end its text at once (50) or never (-50). */
export function biasEnd({ model, vocabulary }: LoadedRun, bias: number): void {
  const last = model.layers[model.layers.length - 1]
  const [kernel, { size }] = last.getWeights()
  tf.tidy(() => {
    const biases = Array.from({ length: size }, (_, id) => (id === vocabulary.end ? bias : 0))
    last.setWeights([kernel, tf.tensor1d(biases)])
  })
}
