// Which findings of the dataset doctor an experiment has mended already.
import type { Finding } from './findings'

/** Whether the experiment holds every setting that mends the finding. */
export function isMended({ mend }: Pick<Finding, 'mend'>, experiment: unknown): boolean {
  if (!mend) return false
  return Object.entries(mend.settings).every(([path, value]) => holds(experiment, path, value))
}

/**
 * What is still to be mended. A report knows the data and the text of an experiment, but not how it is trained, so that it
 * tells of classes that training balances.
 */
export function openFindings(
  findings: readonly Finding[],
  experiment: unknown,
): readonly Finding[] {
  return findings.filter((finding) => !isMended(finding, experiment))
}

function holds(experiment: unknown, path: string, value: unknown): boolean {
  let place = experiment
  for (const key of path.split('.')) {
    if (typeof place !== 'object' || place === null) return false
    place = Reflect.get(place, key)
  }
  return JSON.stringify(place) === JSON.stringify(value)
}
