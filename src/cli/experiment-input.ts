// Finds the experiment that FILE names: an experiment file or a preset, with --set and --data applied.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { withPaths } from '#shared/experiment/data-paths'
import { parseExperiment, parseJson } from '#shared/experiment/parse'
import { findPreset, presets } from '#shared/experiment/presets'
import type { Experiment } from '#shared/experiment/schema'
import { applySettings } from '#shared/experiment/settings'
import { sweepFormat } from '#shared/experiment/sweep'
import { failure, success, type Result } from '#shared/protocol/result'
import { runReference } from './run-argument'

export interface ExperimentArguments {
  /** An experiment file or the name of a preset. */
  readonly file: string
  /** `path=value`, in order. */
  readonly set: readonly string[]
  /** Replaces data.path, and what else the data are of. */
  readonly data?: string
  /** The file may leave `data` out, since nothing is read. */
  readonly withoutData?: boolean
  /** Relative paths in arguments start here. */
  readonly folder: string
}

/**
 * Reads and checks the experiment; its paths come back absolute, from the file's folder or as --data says. A run that it starts from may
 * be one of the store, by its id.
 */
export async function readExperimentInput(given: ExperimentArguments): Promise<Result<Experiment>> {
  const source = await readSource(given)
  return source.ok ? prepareExperiment(source.value, given) : source
}

/** A copy of what was read with --set and --data applied. */
export function withGivenSettings(
  json: unknown,
  { set, data, folder }: Omit<ExperimentArguments, 'file'>,
): Result<unknown> {
  if (data === undefined) return applySettings(json, set)
  const path = JSON.stringify(resolve(folder, data))
  return applySettings(json, [
    // Of one folder with train/ and test/ both come from the new one, unless --set names another.
    ...(isTestedOnItself(json) ? [`data.testPath=${path}`] : []),
    ...set,
    // Further files belong to the first one.
    ...[`data.path=${path}`, 'data.morePaths=[]', 'data.generator=null'],
  ])
}

/** Applies --set and --data to what was read, and checks it. */
export function prepareExperiment(
  { json, origin, folder }: Source,
  given: Omit<ExperimentArguments, 'file'>,
): Result<Experiment> {
  const applied = withGivenSettings(json, given)
  if (!applied.ok) return applied
  const parsed = parseExperiment(
    given.withoutData ? withAnyData(applied.value) : applied.value,
    origin,
  )
  if (!parsed.ok) return parsed
  const data = withPaths(parsed.value.data, (path) => resolve(folder, path))
  const { training } = parsed.value
  const startFrom = training.startFrom && runReference(training.startFrom, folder)
  return success({ ...parsed.value, data, training: { ...training, startFrom } })
}

function isTestedOnItself(json: unknown): boolean {
  const data: unknown = isObject(json) ? Reflect.get(json, 'data') : undefined
  if (!isObject(data)) return false
  const path: unknown = Reflect.get(data, 'path')
  return path !== undefined && path === Reflect.get(data, 'testPath')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names a data file where none is named, so that the rest can be checked. */
function withAnyData(json: unknown): unknown {
  return isObject(json) && !('data' in json) ? { ...json, data: { path: 'none.csv' } } : json
}

/** An experiment as it was found, not checked yet. */
export interface Source {
  readonly json: unknown
  /** What it is called in sentences. */
  readonly origin: string
  readonly folder: string
}

/** Reads an experiment file, relative to `folder`, or takes a preset. */
export async function readSource({
  file,
  folder,
}: Pick<ExperimentArguments, 'file' | 'folder'>): Promise<Result<Source>> {
  const path = resolve(folder, file)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    return fromPreset(file, folder) ?? unreadable(file, error)
  }
  const json = parseJson(text, file)
  if (!json.ok) return json
  return isSweep(json.value)
    ? failure('experiment-invalid', `${file} is a sweep file. Train it with unroll sweep ${file}.`)
    : success({ json: json.value, origin: file, folder: dirname(path) })
}

function isSweep(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Reflect.get(json, 'format') === sweepFormat
}

function fromPreset(name: string, folder: string): Result<Source> | null {
  const preset = findPreset(name)
  return preset ? success({ json: preset.experiment, origin: `The preset ${name}`, folder }) : null
}

/** Why an experiment or sweep file could not be read. */
export function unreadable(file: string, error: unknown): Result<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'ENOENT') {
    const names = presets.map((preset) => preset.name).join(', ')
    return failure(
      'experiment-invalid',
      `${file}: there is no such file, and no preset of that name. Presets: ${names}.`,
    )
  }
  if (code === 'EISDIR')
    return failure('experiment-invalid', `${file} is a folder; name an experiment file.`)
  const reason = code === 'EACCES' || code === 'EPERM' ? 'no permission' : code
  return failure(
    'experiment-invalid',
    `${file} could not be read: ${reason}. Change its permissions, or copy it to a place of your own.`,
  )
}
