// The experiment file: one JSON document that the window edits, the command line runs and a run stores.
import { z } from 'zod'
import { dataSchema } from './data'
import { modelSchema } from './model'
import { textSchema } from './text'
import { trainingSchema, type Loss } from './training'

export const experimentFormat = 'unroll-experiment/1'

export const tasks = ['classification', 'tagging', 'language-model', 'seq2seq'] as const
export type Task = (typeof tasks)[number]

export const experimentSchema = z.strictObject({
  format: z.literal(experimentFormat).default(experimentFormat),
  name: z.string().min(1).max(200).default('Untitled experiment'),
  task: z.enum(tasks),
  data: dataSchema,
  text: textSchema.prefault({}),
  model: modelSchema,
  training: trainingSchema.prefault({}),
})

/** An experiment with every default filled in. */
export type Experiment = z.output<typeof experimentSchema>
/** An experiment as a person types it. */
export type ExperimentInput = z.input<typeof experimentSchema>

/** The loss that is trained on: the one named, else the one that fits the last layer. */
export function lossOf(experiment: Pick<Experiment, 'task' | 'data' | 'model' | 'training'>): Loss {
  if (experiment.training.loss) return experiment.training.loss
  if (experiment.task === 'classification' && experiment.data.labelKind !== 'class')
    return experiment.data.labelKind === 'number' ? 'meanSquaredError' : 'binaryCrossentropy'
  const last = experiment.model.layers[experiment.model.layers.length - 1]
  return last.type === 'Dense' && last.units === 1
    ? 'binaryCrossentropy'
    : 'sparseCategoricalCrossentropy'
}

/** The fixed number of tokens that the model takes, or null when it takes any. */
export function inputLengthOf(
  experiment: Pick<Experiment, 'task' | 'model' | 'text'>,
): number | null {
  if (experiment.task === 'language-model') return null // generation reads a token at a time
  if (experiment.task === 'tagging') return null // a sentence is as long as it is, and each token gets its tag
  return experiment.model.inputLength === 'any' ? null : experiment.text.sequenceLength
}

/** The experiment with what depends on its task filled in, where the file leaves it open. */
export function withTaskDefaults(experiment: Experiment): Experiment {
  const { task, data, text, training } = experiment
  const writes = task === 'language-model' || task === 'seq2seq'
  const isNumber = task === 'classification' && data.labelKind === 'number'
  return {
    ...experiment,
    data: {
      ...data,
      validationRows:
        data.validationRows === 'auto'
          ? task === 'language-model'
            ? 'last'
            : 'random'
          : data.validationRows,
    },
    text: { ...text, punctuation: text.punctuation ?? (writes ? 'keep' : 'drop') },
    training: {
      ...training,
      bestMetric:
        training.bestMetric ?? (task === 'language-model' || isNumber ? 'valLoss' : 'valAccuracy'),
    },
  }
}
