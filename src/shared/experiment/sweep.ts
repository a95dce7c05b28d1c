// The sweep file: an experiment, a grid of values for keys of it, and seeds; each combination is a run.
import { z } from 'zod'
import type { RunRecord } from '../domain/run'
import { failure, success, type Result } from '../protocol/result'
import { checkAgainst, parseExperiment } from './parse'
import type { Experiment } from './schema'
import { applyCombination } from './sweep-combination'
import { nameCombinations } from './sweep-names'

export const sweepFormat = 'unroll-sweep/1'

/** A sweep may not have more runs. */
export const sweepLimit = 1000

const seedSchema = z.int().min(0).max(2_147_483_647)

export const sweepSchema = z.strictObject({
  format: z.literal(sweepFormat).default(sweepFormat),
  /** What the group of its runs is called; null: as the experiment. */
  name: z.string().min(1).max(200).nullable().default(null),
  /** An experiment, or a file or preset that names one. */
  experiment: z.union([z.string().min(1).max(4096), z.record(z.string(), z.json())], {
    error: 'expected an experiment, the name of its file, or a preset',
  }),
  /** Path of the experiment file to the values it takes in turn. */
  grid: z.record(z.string().min(1).max(200), z.array(z.json())).default({}),
  /** Each combination is trained with each of them; none: with the experiment's own. */
  seeds: z.array(seedSchema).default([]),
})

export type Sweep = z.output<typeof sweepSchema>
export type SweepGrid = Sweep['grid']

export interface SweepOptions {
  /** Stands before the values in the names of the runs; null: the experiment's name. */
  readonly name: string | null
  readonly grid: SweepGrid
  readonly seeds: readonly number[]
}

export interface SweepRun {
  readonly experiment: Experiment
  /** What the sweep set: path of the experiment file to value. */
  readonly settings: RunRecord['settings']
}

/** The values of one key. */
interface Axis {
  /** In the sweep file. */
  readonly key: string
  /** In full, such as `model.layers.1.type`. */
  readonly path: string
  readonly values: SweepGrid[string]
}

/** Checks the JSON of a sweep file; `origin` names it in the sentences. What its keys hold is checked by `expandSweep`. */
export function parseSweep(input: unknown, origin: string): Result<Sweep> {
  const parsed = checkAgainst(sweepSchema, input, origin)
  if (!parsed.ok) return parsed
  const problem = findProblem(axesOf(parsed.value))
  return problem ? failure('experiment-invalid', `${origin}: ${problem}`) : parsed
}

/** How many runs a sweep has. */
export function countRuns({ grid, seeds }: Pick<SweepOptions, 'grid' | 'seeds'>): number {
  return axesOf({ grid, seeds }).reduce((product, { values }) => product * values.length, 1)
}

/**
 * Every combination as a checked experiment, the last key of the grid changing fastest and the seeds faster still. Keys
 * that begin with "layers." are short for "model.layers.". Where a type is set, the options that the new type has too keep
 * their values and the others are dropped.
 *
 * @param experiment as typed or with its defaults
 */
export function expandSweep(experiment: unknown, options: SweepOptions): Result<SweepRun[]> {
  const axes = axesOf(options)
  const problem = findProblem(axes)
  if (problem) return failure('experiment-invalid', `The sweep: ${problem}`)
  const combinations = combine(axes)
  const names = nameCombinations(axes, combinations)
  const defaults = parseExperiment(experiment)
  const base = { experiment, defaults: defaults.ok ? defaults.value : null }
  const runs: SweepRun[] = []
  for (const [index, settings] of combinations.entries()) {
    const run = applyCombination(base, settings)
    if (!run.ok) return run
    runs.push({ experiment: named(run.value, options.name, names[index]), settings })
  }
  return success(runs)
}

function axesOf({ grid, seeds }: Pick<SweepOptions, 'grid' | 'seeds'>): Axis[] {
  const axes: Axis[] = Object.entries(grid).map(([key, values]) => ({
    key: `grid.${key}`,
    path: /^layers(\.|$)/.test(key) ? `model.${key}` : key,
    values,
  }))
  if (seeds.length > 0) axes.push({ key: 'seeds', path: 'training.seed', values: [...seeds] })
  return axes
}

/** What is wrong with the grid and the seeds themselves, in a sentence that follows the sweep's name and a colon. */
function findProblem(axes: readonly Axis[]): string | undefined {
  if (axes.length === 0) return 'nothing is changed. Name keys and their values in grid, or seeds.'
  for (const [index, axis] of axes.entries()) {
    const problem = findAxisProblem(axis, axes.slice(0, index))
    if (problem) return `${axis.key}: ${problem}`
  }
  const runs = axes.reduce((product, { values }) => product * values.length, 1)
  if (runs <= sweepLimit) return undefined
  const [count, limit] = [runs, sweepLimit].map((number) => number.toLocaleString('en'))
  return `${count} runs are too many; at most ${limit}. Take values or seeds away.`
}

function findAxisProblem({ path, values }: Axis, earlier: readonly Axis[]): string | undefined {
  if (path === 'name') return 'the sweep names its runs itself. Take the key away.'
  if (values.length === 0) return 'has no values. Name at least one.'
  const same = earlier.find((other) => other.path === path)
  if (same) return `sets the same as ${same.key}. Take one of them away.`
  const twice = values.find((value, place) => values.some(isSame(value, place)))
  return twice === undefined ? undefined : `${JSON.stringify(twice)} is there twice. Take one away.`
}

function isSame(value: unknown, place: number): (other: unknown, at: number) => boolean {
  const text = JSON.stringify(value)
  return (other, at) => at > place && JSON.stringify(other) === text
}

/** The product of the axes, the last one fastest. */
function combine(axes: readonly Axis[]): SweepRun['settings'][] {
  let combinations: SweepRun['settings'][] = [{}]
  for (const { path, values } of axes)
    combinations = combinations.flatMap((settings) =>
      values.map((value) => ({ ...settings, [path]: value })),
    )
  return combinations
}

function named(experiment: Experiment, name: string | null, values: string): Experiment {
  const suffix = `, ${values}`.slice(0, 150)
  return { ...experiment, name: (name ?? experiment.name).slice(0, 200 - suffix.length) + suffix }
}
