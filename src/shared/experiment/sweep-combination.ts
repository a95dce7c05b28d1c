// One combination of a sweep: its values set in the experiment, in the order in which they make sense.
import type { RunRecord } from '../domain/run'
import { failure, type Result } from '../protocol/result'
import { acceptedKeys } from './accepted'
import { parseExperiment } from './parse'
import { experimentSchema, type Experiment } from './schema'
import { copyJson, setAt } from './settings'
import { shortPath } from './sweep-names'

/** What a sweep starts from. */
export interface SweepBase {
  readonly experiment: unknown
  /** With every default filled in; null when it is not complete without what the sweep sets. */
  readonly defaults: Experiment | null
}

/** The experiment with the settings of one combination, checked; a failure names the combination. */
export function applyCombination(
  base: SweepBase,
  settings: RunRecord['settings'],
): Result<Experiment> {
  const copy = copyJson(base.experiment)
  const origin = `The run with ${describe(settings)}`
  for (const [path, value] of Object.entries(settings).sort(byPrecedence)) {
    const keys = path.split('.')
    if (!isType(path)) fillIn(copy, base.defaults, keys)
    const problem = setValue(copy, keys, copyJson(value))
    if (problem) return failure('experiment-invalid', `${origin}: ${path}: ${problem}`)
  }
  return parseExperiment(copy, origin)
}

/** Takes what is left out on the way to a key from the defaults: an optimizer's learning rate needs its type. */
function fillIn(root: unknown, defaults: unknown, keys: readonly string[]): void {
  const [key, ...rest] = keys
  if (rest.length === 0 || !isObject(root) || !isObject(defaults)) return
  const value: unknown = Reflect.get(defaults, key)
  if (Reflect.get(root, key) !== undefined) fillIn(Reflect.get(root, key), value, rest)
  else if (Object.hasOwn(defaults, key)) Reflect.set(root, key, copyJson(value))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Whole objects before what is in them, and a type before the options that only it may have. */
function byPrecedence([a]: [string, unknown], [b]: [string, unknown]): number {
  const depth = a.split('.').length - b.split('.').length
  return depth || Number(isType(b)) - Number(isType(a))
}

function isType(path: string): boolean {
  return path.endsWith('.type')
}

function setValue(root: unknown, path: readonly string[], value: unknown): string | undefined {
  if (path[path.length - 1] !== 'type') return setAt(root, path, value)
  const parent = path.slice(0, -1)
  const before = acceptedKeys(experimentSchema, parent, root)
  const problem = setAt(root, path, value)
  const after = acceptedKeys(experimentSchema, parent, root)
  // Of a type that does not exist nothing is accepted; the check of the experiment says so.
  if (!problem && after.length > 0)
    dropKeys(
      root,
      parent,
      before.filter((key) => !after.includes(key)),
    )
  return problem
}

function dropKeys(root: unknown, path: readonly string[], keys: readonly string[]): void {
  let place = root
  for (const key of path) place = isObject(place) ? Reflect.get(place, key) : undefined
  if (isObject(place)) for (const key of keys) Reflect.deleteProperty(place, key)
}

function describe(settings: RunRecord['settings']): string {
  return Object.entries(settings)
    .map(([path, value]) => `${shortPath(path)} ${JSON.stringify(value)}`)
    .join(', ')
}
