// What keeps a draft from being trained, as it stands and with what is known of its data.
import { findClassProblem } from '#shared/domain/model-check'
import { findTagProblem } from '#shared/domain/output-check/tagging'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import type { Problem } from '#shared/protocol/result'

/** @param classes how many classes, labels or tags the data has; null while that is not known */
export function draftProblems(experiment: Experiment, classes: number | null): readonly Problem[] {
  if (experiment.model.layers.length === 0)
    return [{ path: 'model.layers', message: 'Add a layer: a model needs at least an Embedding.' }]
  const parsed = parseExperiment(experiment)
  if (!parsed.ok)
    return (parsed.problems ?? [{ path: '', message: parsed.message }]).map(readable(experiment))
  const problem = classes === null ? undefined : findMisfit(parsed.value, classes)
  return problem ? [problem] : []
}

/** Why the last layer does not fit the classes, labels or tags of the data; undefined when it does. */
export function findMisfit(experiment: Experiment, classes: number): Problem | undefined {
  if (experiment.task === 'tagging') return findTagProblem(experiment, classes)
  return experiment.task === 'classification' ? findClassProblem(experiment, classes) : undefined
}

const missingPath: Problem = {
  path: 'data.path',
  message: 'There are no data yet. Choose a file or a folder.',
}

// JSON has no NaN, so the schema's sentence would speak of null where a person sees letters or nothing.
function readable(experiment: Experiment): (problem: Problem) => Problem {
  return (problem) => {
    if (problem.path === 'data.path' && experiment.data.path === '') return missingPath
    const value = problem.path
      .split('.')
      .reduce<unknown>(
        (place, key) =>
          typeof place === 'object' && place !== null ? Reflect.get(place, key) : undefined,
        experiment,
      )
    return Number.isNaN(value) ? { path: problem.path, message: 'Type a number.' } : problem
  }
}
