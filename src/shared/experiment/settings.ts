// Sets keys of an experiment by their paths before it is checked, as in `--set training.epochs=2`.
import { failure, success, type Result } from '../protocol/result'

/**
 * A copy of `input` with each `path=value` applied. Values are JSON where they parse as JSON, else text.
 * Paths walk objects by key and arrays by index; a wrong key is left for the schema to name.
 */
export function applySettings(input: unknown, settings: readonly string[]): Result<unknown> {
  const parsed = parseSettings(settings)
  if (!parsed.ok) return parsed
  const copy = copyJson(input)
  for (const [path, value] of Object.entries(parsed.value)) {
    const problem = setAt(copy, path.split('.'), value)
    if (problem) {
      const given = settings.findLast((setting) => setting.startsWith(`${path}=`))
      return failure('experiment-invalid', `--set ${given}: ${problem}`)
    }
  }
  return success(copy)
}

/** Each `path=value` as path to value; the last one of a path counts. */
export function parseSettings(settings: readonly string[]): Result<Record<string, unknown>> {
  const parsed: [string, unknown][] = []
  for (const setting of settings) {
    const equals = setting.indexOf('=')
    if (equals < 1)
      return failure(
        'experiment-invalid',
        `--set ${setting}: write it as path=value, for example training.epochs=2.`,
      )
    parsed.push([setting.slice(0, equals), parseValue(setting.slice(equals + 1))])
  }
  return success(Object.fromEntries(parsed))
}

/** A deep copy of a JSON value. */
export function copyJson(input: unknown): unknown {
  return input === undefined ? undefined : JSON.parse(JSON.stringify(input))
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Sets the value at a path of `root`, in place; what is missing or null on the way becomes an object. Answers with a
 * sentence when there is no such place.
 */
export function setAt(root: unknown, keys: readonly string[], value: unknown): string | undefined {
  let place = root
  for (const [depth, key] of keys.entries()) {
    if (forbiddenKeys.has(key)) return `"${key}" is not a key of an experiment.`
    if (typeof place !== 'object' || place === null)
      return `${keys.slice(0, depth).join('.')} has no keys.`
    if (
      Array.isArray(place) &&
      !(Number.isInteger(Number(key)) && Number(key) >= 0 && Number(key) <= place.length)
    ) {
      return `${keys.slice(0, depth).join('.')} is a list of ${place.length}; "${key}" is not an index of it.`
    }
    if (depth === keys.length - 1) Reflect.set(place, key, value)
    else {
      if ((Reflect.get(place, key) ?? null) === null) Reflect.set(place, key, {})
      place = Reflect.get(place, key)
    }
  }
  return undefined
}
