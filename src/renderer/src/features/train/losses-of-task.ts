// The losses that an experiment can be trained on, by what it learns.
import type { Experiment } from '#shared/experiment/schema'
import type { Loss } from '#shared/experiment/training'

/** Those to choose from, and the one that is chosen though it does not fit. */
export function lossesOf({
  task,
  data,
  training,
}: Pick<Experiment, 'task' | 'data' | 'training'>): readonly Loss[] {
  const fitting = fittingLosses(task, data.labelKind)
  const { loss } = training
  return loss === null || fitting.includes(loss) ? fitting : [...fitting, loss]
}

function fittingLosses(
  task: Experiment['task'],
  kind: Experiment['data']['labelKind'],
): readonly Loss[] {
  if (task === 'tagging') return ['sparseCategoricalCrossentropy', 'categoricalCrossentropy']
  if (task !== 'classification') return ['sparseCategoricalCrossentropy']
  if (kind === 'labels') return ['binaryCrossentropy']
  return kind === 'number'
    ? ['meanSquaredError', 'meanAbsoluteError']
    : ['binaryCrossentropy', 'categoricalCrossentropy', 'sparseCategoricalCrossentropy']
}
