// Untrained runs of every task with embeddings large enough to matter, to look into without a run folder.
import { parseExperiment } from '#shared/experiment/parse'
import type { ExperimentInput } from '#shared/experiment/schema'
import { targetTextOf } from '#shared/experiment/text'
import { tf } from '../../../src/worker/backend'
import type { LoadedRun } from '../../../src/worker/inference/load-run'
import { buildModel } from '../../../src/worker/model/build'
import { buildNetwork } from '../../../src/worker/tasks/seq2seq/network/build'
import { buildVocabulary } from '../../../src/worker/text/vocabulary'

const words = ['the', 'film', 'was', 'good', 'bad', 'not', 'dog', 'sees', 'a', 'cat']

/** What an experiment leaves out is filled in by its task. The caller disposes the model. */
export function anyRun(
  input: Omit<ExperimentInput, 'data'> & { readonly data?: Partial<ExperimentInput['data']> },
  given: Partial<Pick<LoadedRun, 'labels' | 'scale'>> = {},
): LoadedRun {
  const data = { path: '/nowhere/data.csv', ...input.data }
  const parsed = parseExperiment({ ...input, data })
  if (!parsed.ok) throw new Error(parsed.message)
  const experiment = parsed.value
  const { task, text } = experiment
  const isPair = task === 'seq2seq'
  const counts = words.map((word, at) => [word, words.length - at] as const)
  const purpose = task === 'language-model' ? 'writing' : 'reading'
  const { model } = isPair ? buildNetwork(experiment) : buildModel(experiment)
  enlargeEmbeddings(model.layers)
  return {
    folder: '/nowhere',
    experiment,
    vocabulary: buildVocabulary(counts, text, purpose),
    targetVocabulary: isPair ? buildVocabulary(counts, targetTextOf(text), 'writing') : null,
    labels: given.labels ?? [],
    scale: given.scale ?? null,
    model,
  }
}

function enlargeEmbeddings(layers: LoadedRun['model']['layers']): void {
  tf.tidy(() => {
    for (const layer of layers) {
      const isMask = layer.name.startsWith('attention')
      if (layer.getClassName() !== 'Embedding' || isMask) continue
      layer.setWeights(layer.getWeights().map((weight) => tf.mul(weight, 20)))
    }
  })
}
