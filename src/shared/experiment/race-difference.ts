// Whether experiments differ in their model alone, as those of a race have to.
import type { Problem } from '../protocol/result'
import type { Experiment } from './schema'

/** Keys of an experiment that the variants of a race may have differently. */
const free: ReadonlySet<string> = new Set(['name', 'model'])

/** The first place where two experiments differ outside their models; null when there is none. */
export function raceDifference(one: Experiment, other: Experiment): Problem | null {
  for (const key of Object.keys(one) as (keyof Experiment)[]) {
    // keys of a checked experiment
    if (free.has(key)) continue
    const path = firstDifference(one[key], other[key], key)
    if (path !== null) return { path, message: 'has to be the same for all variants of a race.' }
  }
  return null
}

/** The path of the first difference of two JSON values, e.g. `training.optimizer.type`; null when they are equal. */
function firstDifference(one: unknown, other: unknown, path: string): string | null {
  if (!isObject(one) || !isObject(other)) return Object.is(one, other) ? null : path
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = firstDifference(one[key], other[key], `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
