// Finds what a sweep FILE names: its experiment with --set and --data applied, and the runs that its grid and seeds make.
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, resolve } from 'node:path'
import { parseJson } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import {
  expandSweep,
  parseSweep,
  sweepFormat,
  type Sweep,
  type SweepGrid,
  type SweepRun,
} from '#shared/experiment/sweep'
import { failure, success, type Result } from '#shared/protocol/result'
import {
  prepareExperiment,
  readSource,
  unreadable,
  type ExperimentArguments,
} from './experiment-input'

export interface SweepPlan {
  /** Of the group. */
  readonly name: string
  readonly runs: readonly SweepRun[]
}

/** Reads and checks the sweep and each of its experiments; paths in it are taken from its folder. */
export async function readSweepInput(given: ExperimentArguments): Promise<Result<SweepPlan>> {
  const sweep = await readSweep(given)
  if (!sweep.ok) return sweep
  const folder = dirname(resolve(given.folder, given.file))
  const experiment = await readExperiment(sweep.value, folder, given)
  if (!experiment.ok) return experiment
  const { name, seeds } = sweep.value
  const grid = withAbsolutePaths(sweep.value.grid, folder)
  const runs = expandSweep(experiment.value, { name, grid, seeds })
  return runs.ok ? success({ name: name ?? experiment.value.name, runs: runs.value }) : runs
}

async function readSweep({ file, folder }: ExperimentArguments): Promise<Result<Sweep>> {
  let text: string
  try {
    text = await readFile(resolve(folder, file), 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return isMissing
      ? failure('experiment-invalid', `${file}: there is no such file. Name a sweep file.`)
      : unreadable(file, error)
  }
  const json = parseJson(text, file)
  if (!json.ok) return json
  return isExperiment(json.value)
    ? failure(
        'experiment-invalid',
        `${file} is an experiment file, not a sweep file (${sweepFormat}). Train it with unroll train ${file}.`,
      )
    : parseSweep(json.value, file)
}

function isExperiment(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'model' in json && !('experiment' in json)
}

/** With its data.path absolute. */
async function readExperiment(
  { experiment }: Sweep,
  folder: string,
  given: ExperimentArguments,
): Promise<Result<Experiment>> {
  const source =
    typeof experiment === 'string'
      ? await readSource({ file: experiment, folder })
      : success({ json: experiment, origin: `${given.file}: experiment`, folder })
  return source.ok ? prepareExperiment(source.value, given) : source
}

/** The keys of an experiment whose values are paths. */
const pathKeys: readonly string[] = ['data.path', 'data.validationPath', 'data.testPath']

function withAbsolutePaths(grid: SweepGrid, folder: string): SweepGrid {
  const absolute = (value: SweepGrid[string][number]) =>
    typeof value === 'string' && !isAbsolute(value) ? resolve(folder, value) : value
  const entries = Object.entries(grid).map(
    ([key, values]) => [key, pathKeys.includes(key) ? values.map(absolute) : values] as const,
  )
  return Object.fromEntries(entries)
}
