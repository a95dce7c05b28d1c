// Made-up tagged sentences for tests: the word before tells the tag of words that have two.
import { parseExperiment } from '#shared/experiment/parse'
import type { LayerInput } from '#shared/experiment/layers'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import type { DataOptions } from '#shared/experiment/data'
import { loadSentences, type TaggedDataset } from '../../../../src/worker/tasks/tagging/load'
import { seededRandom } from '../../../../src/worker/text/random'
import { loadRequestOf } from '../../../../src/worker/tasks/task'
import { quiet } from '../../text/data-files'

export const quietEvaluation = { onRows: () => {}, isStopped: () => false }

const nouns = ['run', 'walk', 'talk', 'play', 'dog', 'cat']
const verbs = ['run', 'walk', 'talk', 'play', 'sees', 'finds']

/** Sentences as lines of a token and its tag; `the` comes before a noun and `they` before a verb. */
export function linesOf(count: number, seed = 3): string {
  const random = seededRandom(seed)
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)]
  const sentences = Array.from({ length: count }, () => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      random() < 0.5 ? `the DET\n${pick(nouns)} NOUN` : `they PRON\n${pick(verbs)} VERB`,
    )
    return `${parts.join('\n')}\n. PUNCT`
  })
  return `${sentences.join('\n\n')}\n`
}

export const recurrentLayers: LayerInput[] = [
  { type: 'Embedding', units: 8 },
  { type: 'Bidirectional', layer: { type: 'LSTM', units: 8, returnSequences: true } },
  { type: 'TimeDistributed', layer: { type: 'Dense', units: 5, activation: 'softmax' } },
]

/** Each token for itself, so that nothing but the numbers can see padding. */
export const plainLayers: LayerInput[] = [recurrentLayers[0], recurrentLayers[2]]

export type TaggingChanges = Partial<Pick<ExperimentInput, 'text' | 'training'>> & {
  readonly data?: Partial<DataOptions>
}

export function experimentOn(
  path: string,
  layers: LayerInput[] = recurrentLayers,
  { data, text, ...changes }: TaggingChanges = {},
): Experiment {
  const parsed = parseExperiment({
    ...{ name: 'Tags', task: 'tagging', data: { path, ...data }, model: { layers } },
    text: { vocabularySize: 60, ...text },
    ...changes,
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/** Loads what an experiment asks for. */
export async function load(experiment: Experiment): Promise<TaggedDataset> {
  const loaded = await loadSentences(loadRequestOf(experiment), quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  return loaded.value
}
