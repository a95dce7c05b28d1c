// Whether two experiments are the same.
import { withTaskDefaults, type Experiment } from '#shared/experiment/schema'

/** What a task takes for granted may be written out in one and left open in the other, as in a draft that trains. */
export function isSameExperiment(one: Experiment, other: Experiment): boolean {
  return jsonOf(one) === jsonOf(other)
}

function jsonOf(experiment: Experiment): string {
  return JSON.stringify(withTaskDefaults(experiment))
}
