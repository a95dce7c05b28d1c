// A small text and a small language model for the tests of the task.
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { withTaskDefaults } from '#shared/experiment/schema'
import { loadStreams } from '../../../../src/worker/tasks/language-model/load-streams'
import { memoryLimits, type MemoryLimits } from '../../../../src/worker/text/memory-limits'
import { quiet } from '../../text/data-files'

/** Sentences in turn, which a network learns in a few steps. */
export const rhyme = Array.from(
  { length: 60 },
  (_, line) => `line ${line % 10} goes up,\nline ${(line + 3) % 10} comes down.\n`,
).join('')

interface TinyOptions {
  readonly data?: Partial<ExperimentInput['data']>
  readonly text?: ExperimentInput['text']
  readonly training?: ExperimentInput['training']
  readonly model?: Partial<ExperimentInput['model']>
}

export const vocabularySize = 32

/** An experiment on a file of text. */
export function textExperiment(path: string, options: TinyOptions = {}): Experiment {
  const parsed = parseExperiment({
    task: 'language-model',
    data: { path, ...options.data },
    text: {
      ...{ level: 'character', lowercase: false, stripHtml: false },
      ...{ vocabularySize, sequenceLength: 20, ...options.text },
    },
    model: {
      layers: [
        { type: 'Embedding', units: 12 },
        { type: 'LSTM', units: 12, returnSequences: true },
        {
          type: 'TimeDistributed',
          layer: {
            type: 'Dense',
            units: options.text?.vocabularySize ?? vocabularySize,
            activation: 'softmax',
          },
        },
      ],
      ...options.model,
    },
    training: {
      ...{ optimizer: { type: 'adam', learningRate: 0.01 }, batchSize: 8, epochs: 3, seed: 5 },
      ...{ sample: { length: 0 }, ...options.training },
    },
  })
  if (!parsed.ok) throw new Error(parsed.message)
  return withTaskDefaults(parsed.value)
}

/** The streams of an experiment; throws the sentence of a failure. */
export async function streamsOf({ data, text, training }: Experiment, limits?: MemoryLimits) {
  const loaded = await loadStreams({ data, text, seed: training.seed }, quiet, limits)
  if (!loaded.ok) throw new Error(loaded.message)
  return loaded.value
}

/** Everything goes to temporary files in `folder` at once. */
export function noMemory(folder: string): MemoryLimits {
  return { ...memoryLimits(), heldBytes: 0, folder }
}
