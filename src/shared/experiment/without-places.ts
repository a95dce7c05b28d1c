// An experiment for elsewhere: where its data lie on this computer is nobody else's business.
import { withPaths } from './data-paths'
import type { Experiment } from './schema'

/** The same with the names alone of its data, and of the run that it starts from. */
export function withoutPlaces(experiment: Experiment): Experiment {
  const { training } = experiment
  const { startFrom } = training
  return {
    ...experiment,
    data: withPaths(experiment.data, nameOf),
    training: { ...training, startFrom: startFrom === null ? null : nameOf(startFrom) },
  }
}

/** The last part of a path of any system; never empty for a path that is not. */
export function nameOf(path: string): string {
  return path.split(/[/\\]+/).findLast((part) => part !== '') ?? path
}
