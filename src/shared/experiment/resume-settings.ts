// What a run that goes on may be trained with otherwise than before: nothing that its checkpoint holds depends on.
import { failure, type Failure, type Result } from '../protocol/result'
import { parseExperiment } from './parse'
import type { Experiment } from './schema'
import { copyJson, setAt } from './settings'

/** Whatever lies below one of these may change too. */
const changeable = [
  'training.epochs',
  'training.optimizer.learningRate',
  'training.clipNorm',
  'training.clipValue',
  'training.checkpoint',
] as const

/** Path of the experiment file to value. */
export type ResumeSettings = Readonly<Record<string, unknown>>

/** The experiment with the settings in place; `experiment-invalid` names a path that may not change, or a wrong value. */
export function withResumeSettings(
  experiment: Experiment,
  settings: ResumeSettings,
): Result<Experiment> {
  const refused = findUnchangeable(settings)
  if (refused) return refused
  const changed = copyJson(experiment)
  for (const [path, value] of Object.entries(settings)) {
    const problem = setAt(changed, path.split('.'), value)
    if (problem) return failure('experiment-invalid', `${path}: ${problem}`)
  }
  return parseExperiment(changed, 'The run')
}

/** The failure for a path that may not change, or null. */
export function findUnchangeable(settings: ResumeSettings): Failure | null {
  const isChangeable = (path: string) =>
    changeable.some((one) => path === one || path.startsWith(`${one}.`))
  const wrong = Object.keys(settings).find((path) => !isChangeable(path))
  if (wrong === undefined) return null
  return failure(
    'experiment-invalid',
    `${wrong}: a run that goes on takes only ${changeable.join(', ')}. To change more, train a new run.`,
  )
}
