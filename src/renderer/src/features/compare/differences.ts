// What differs between experiments, setting by setting, and what is the same in all of them.
import type { z } from 'zod'
import { layerSchema } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { optimizerSchema, scheduleSchema } from '#shared/experiment/training'
import { settingText, settingTitle } from './setting-words'

export interface Difference {
  readonly path: string
  readonly title: string
  /** As a person reads them, in the order of the experiments; a dash where one has no such setting. */
  readonly values: readonly string[]
}

export interface Shared {
  readonly path: string
  readonly title: string
  readonly value: string
}

export interface Comparison {
  readonly different: readonly Difference[]
  readonly same: readonly Shared[]
}

type Values = readonly unknown[]
type Keyed = Readonly<Record<string, unknown>>

/** Compares experiments; their names and the format of the file are no settings. */
export function compareExperiments(experiments: readonly Experiment[]): Comparison {
  const different: Difference[] = []
  const same: Shared[] = []
  const add = (path: string, values: Values): void => {
    const parts = partsOf(path, values)
    if (parts) for (const [key, inner] of parts) add(path === '' ? key : `${path}.${key}`, inner)
    else if (values.every((value) => isSame(value, values[0])))
      same.push({ path, title: settingTitle(path), value: settingText(path, values[0]) })
    else
      different.push({
        path,
        title: settingTitle(path),
        values: values.map((value) => settingText(path, value)),
      })
  }
  add(
    '',
    experiments.map(({ task, data, text, model, training }) => ({
      ...{ task, data, text, model, training },
    })),
  )
  return { different, same }
}

// The settings inside, where all values are made of such; null for a setting that is compared as it is.
function partsOf(path: string, values: Values): readonly (readonly [string, Values])[] | null {
  if (values.every(Array.isArray)) {
    const most = Math.max(...values.map((list) => list.length))
    return Array.from({ length: most }, (_, index) => [
      String(index),
      values.map((list): unknown => list[index]),
    ])
  }
  if (!values.every(isKeyed)) return null
  const keys = [...new Set(values.flatMap((value) => Object.keys(value)))]
  return keys
    .filter((key) => !followsFromType(path, values, key))
    .map((key) => [key, values.map((value) => value[key])])
}

const typed: readonly (readonly [RegExp, z.ZodType])[] = [
  [/^training\.optimizer$/, optimizerSchema],
  [/^training\.schedule$/, scheduleSchema],
  [/^model\.(decoder\.)?layers\.\d+$/, layerSchema],
]

// An option that only some types have, left at its default there, says no more than the type does.
function followsFromType(path: string, values: readonly Keyed[], key: string): boolean {
  const holders = values.filter((value) => value[key] !== undefined)
  const schema = typed.find(([pattern]) => pattern.test(path))?.[1]
  if (!schema || holders.length === values.length) return false
  return holders.every((value) => {
    const parsed = schema.safeParse({ ...value, [key]: undefined })
    return parsed.success && isKeyed(parsed.data) && isSame(parsed.data[key], value[key])
  })
}

function isKeyed(value: unknown): value is Keyed {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
