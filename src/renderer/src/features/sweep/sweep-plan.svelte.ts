// A sweep as it is put together: what is varied, the seeds, and the runs that follow from them.
import {
  countRuns,
  expandSweep,
  sweepLimit,
  type Sweep,
  type SweepGrid,
  type SweepRun,
} from '#shared/experiment/sweep'
import type { Experiment } from '#shared/experiment/schema'
import type { SweepRequest } from '#shared/protocol/lab-api'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { readNumber } from '../../ui/number-text'
import { sweepSettings, type SweepSetting, type SweepValue } from './sweep-settings'

/** More could not be told apart in a picture. */
export const mostAxes = 4

export interface PlanAxis {
  readonly setting: SweepSetting
  readonly values: readonly SweepValue[]
}

export class SweepPlan {
  readonly experiment: Experiment
  /** All that could be varied. */
  readonly settings: readonly SweepSetting[]
  name: string = $state('')
  axes: readonly PlanAxis[] = $state.raw([])
  seeds: readonly number[] = $state.raw([])
  /** What was typed last and is no value, in a sentence. */
  typing: string | null = $state(null)

  readonly grid: SweepGrid = $derived(
    Object.fromEntries(this.axes.map(({ setting, values }) => [setting.path, [...values]])),
  )
  readonly count: number = $derived(
    this.axes.length + this.seeds.length === 0
      ? 0
      : countRuns({ grid: this.grid, seeds: [...this.seeds] }),
  )
  /** The runs, still named after the experiment, or why there are none. */
  readonly runs: Result<readonly SweepRun[]> = $derived.by(() => this.#expand(null))

  constructor(experiment: Experiment) {
    this.experiment = experiment
    this.settings = sweepSettings(experiment)
    this.name = experiment.name
  }

  /** What is not varied yet. */
  get free(): readonly SweepSetting[] {
    return this.settings.filter(({ path }) => this.axes.every((axis) => axis.setting.path !== path))
  }

  /** Varies one more setting, beginning with what the experiment has. */
  add(path: string): void {
    const setting = this.settings.find((one) => one.path === path)
    if (!setting || this.axes.length >= mostAxes) return
    this.axes = [...this.axes, { setting, values: [setting.current] }]
  }

  remove(path: string): void {
    this.axes = this.axes.filter(({ setting }) => setting.path !== path)
    this.typing = null
  }

  setValues(path: string, values: readonly SweepValue[]): void {
    this.axes = this.axes.map((axis) => (axis.setting.path === path ? { ...axis, values } : axis))
  }

  /** Ticks or unticks a choice; the order is that of the choices. */
  tick(path: string, value: SweepValue, isTicked: boolean): void {
    const axis = this.axes.find(({ setting }) => setting.path === path)
    if (axis?.setting.kind !== 'choice') return
    const isSame = (one: SweepValue): boolean => JSON.stringify(one) === JSON.stringify(value)
    const wasTicked = (one: SweepValue): boolean =>
      axis.values.some((other) => JSON.stringify(other) === JSON.stringify(one))
    const values = axis.setting.choices.map((choice) => choice.value)
    this.setValues(
      path,
      values.filter((one) => (isSame(one) ? isTicked : wasTicked(one))),
    )
  }

  /** Takes what was typed for a number, in the order typed; what is none is left out and named. */
  typeValues(path: string, texts: readonly string[]): void {
    const axis = this.axes.find(({ setting }) => setting.path === path)
    if (!axis) return
    const read = texts.map((text) => ({ text, value: readValue(axis.setting, text) }))
    this.typing = wordsFor(read.find(({ value }) => value === undefined)?.text)
    this.setValues(
      path,
      distinct(read.flatMap(({ value }) => (value === undefined ? [] : [value]))),
    )
  }

  typeSeeds(texts: readonly string[]): void {
    const read = texts.map((text) => ({ text, seed: readNumber(text, false) }))
    const isSeed = (seed: number | null): seed is number =>
      seed !== null && Number.isInteger(seed) && seed >= 0
    this.typing = wordsFor(read.find(({ seed }) => !isSeed(seed))?.text)
    this.seeds = distinct(read.map(({ seed }) => seed).filter(isSeed))
  }

  /** Takes what a sweep file varies; a sentence when the dialog cannot show that, else null. */
  take({ name, grid, seeds }: Pick<Sweep, 'name' | 'grid' | 'seeds'>): string | null {
    const axes: PlanAxis[] = []
    for (const [key, values] of Object.entries(grid)) {
      const path = key.replace(/^layers\./, 'model.layers.')
      const setting = this.settings.find((one) => one.path === path)
      if (!setting) return `It varies ${key}, which cannot be varied here.`
      axes.push({ setting, values })
    }
    if (axes.length > mostAxes)
      return `It varies ${axes.length} settings; here at most ${mostAxes}.`
    this.axes = axes
    this.seeds = seeds
    this.name = name ?? this.experiment.name
    return null
  }

  /** For the queue; null while there are no runs. */
  request(): SweepRequest | null {
    const name = this.name.trim() || this.experiment.name
    const runs = this.#expand(name)
    return runs.ok ? { name, runs: runs.value } : null
  }

  #expand(name: string | null): Result<readonly SweepRun[]> {
    if (this.count === 0 && this.axes.length === 0)
      return failure('experiment-invalid', 'Choose what to vary, or name seeds.')
    const empty = this.axes.find(({ values }) => values.length === 0)
    if (empty) return failure('experiment-invalid', `${empty.setting.title} has no values.`)
    if (this.count > sweepLimit) {
      const [count, limit] = [this.count, sweepLimit].map((runs) => runs.toLocaleString('en-US'))
      return failure(
        'experiment-invalid',
        `${count} runs are too many; at most ${limit}. Take values or seeds away.`,
      )
    }
    const expanded = expandSweep(this.experiment, {
      name,
      grid: this.grid,
      seeds: [...this.seeds],
    })
    return expanded.ok ? success(expanded.value) : this.#inWords(expanded)
  }

  /** Speaks of a setting that is varied by its name here. */
  #inWords(refusal: Failure): Failure {
    for (const { path, message } of refusal.problems ?? []) {
      const axis = this.axes.find(({ setting }) => setting.path === path)
      if (axis) return { ...refusal, message: `${axis.setting.title}: ${message}` }
    }
    return refusal
  }
}

/** A typed value as people read it; the word of the setting for none. */
export function valueText(setting: SweepSetting, value: SweepValue): string {
  if (setting.kind === 'choice') {
    const key = JSON.stringify(value)
    const choice = setting.choices.find((one) => JSON.stringify(one.value) === key)
    return choice?.label ?? String(value)
  }
  return value === null ? (setting.empty ?? 'None') : String(value)
}

/** The value that a text stands for; undefined for none. */
function readValue(setting: SweepSetting, text: string): SweepValue | undefined {
  const empty = setting.kind === 'number' ? setting.empty : undefined
  if (empty !== undefined && text.trim().toLowerCase() === empty.toLowerCase()) return null
  const value = readNumber(text, false)
  return value === null || Number.isNaN(value) ? undefined : value
}

function wordsFor(text: string | undefined): string | null {
  return text === undefined ? null : `"${text}" is no value for this.`
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
