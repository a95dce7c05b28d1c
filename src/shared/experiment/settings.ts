// Applies `--set training.epochs=2` to an experiment before it is checked.
import { failure, success, type Result } from '../protocol/result'

/**
 * A copy of `input` with each `path=value` applied. Values are JSON where they parse as JSON, else text.
 * Paths walk objects by key and arrays by index; a wrong key is left for the schema to name.
 */
export function applySettings(input: unknown, settings: readonly string[]): Result<unknown> {
  const copy: unknown = structuredCloneJson(input)
  for (const setting of settings) {
    const equals = setting.indexOf('=')
    if (equals < 1)
      return failure(
        'experiment-invalid',
        `--set ${setting}: write it as path=value, for example training.epochs=2.`,
      )
    const problem = assign(
      copy,
      setting.slice(0, equals).split('.'),
      parseValue(setting.slice(equals + 1)),
    )
    if (problem) return failure('experiment-invalid', `--set ${setting}: ${problem}`)
  }
  return success(copy)
}

function structuredCloneJson(input: unknown): unknown {
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

function assign(root: unknown, keys: string[], value: unknown): string | undefined {
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
      if (Reflect.get(place, key) === undefined) Reflect.set(place, key, {})
      place = Reflect.get(place, key)
    }
  }
  return undefined
}
