// What an experiment of each task starts from: the model, the text options and the training of its first preset.
import { presets, type Preset } from '#shared/experiment/presets'
import type { DataOptions } from '#shared/experiment/data'
import { experimentSchema, type Experiment, type Task } from '#shared/experiment/schema'
import { smallRecipe } from './first-experiment'

export type Recipe = Pick<Experiment, 'model' | 'text' | 'training'>

/** The presets of a task, in their order. */
export function presetsOf(task: Task): readonly Preset[] {
  return presets.filter(({ experiment }) => experiment.task === task)
}

/** A small classifier, or the first preset of another task. */
export function recipeOf(task: Task): Recipe {
  if (task === 'classification') return smallRecipe()
  const [first] = presetsOf(task)
  const { model, text, training } = experimentSchema.parse(first.experiment)
  return { model, text, training }
}

/** What the data of one task say that another has no use for, put back to how it begins. */
export function dataForTask(
  data: DataOptions,
  task: Task,
  samplePath: string,
): Partial<DataOptions> {
  const isSample = data.path === samplePath && data.path !== ''
  const fresh = experimentSchema.shape.data.parse({})
  const { template, labelKind, labelSeparator, validationRows, stratify, hideLabelWords } = fresh
  const generator = task === 'seq2seq' ? (isSample ? firstGenerator() : data.generator) : null
  const isBack = task === 'classification' && data.path === ''
  return {
    ...{ template, labelKind, labelSeparator, validationRows, stratify, hideLabelWords },
    generator,
    // The sample has labels for its texts, which only classification learns.
    ...(generator && { path: '', morePaths: [] }),
    ...(isBack && { path: samplePath }),
    ...(isBack || (isSample && task === 'classification')
      ? { text: 'text', label: 'label' }
      : { text: isSample && task === 'language-model' ? 'text' : null, label: null }),
  }
}

function firstGenerator(): DataOptions['generator'] {
  return experimentSchema.shape.data.parse({ generator: { type: 'dates' } }).generator
}
