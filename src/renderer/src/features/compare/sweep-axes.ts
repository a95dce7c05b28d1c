// What the runs of a sweep are laid out by: the settings that vary among them and what came out.
import { formatCount, formatDuration, formatScore } from '#shared/domain/format'
import { formatHeadline, headlineWords, type Headline } from '#shared/domain/headline'
import type { RunListItem } from '#shared/domain/run'
import { headlineOfRun } from '#shared/domain/run-headline'
import { tickStep } from '../../charts/axis-range'
import { settingText, settingTitle } from './setting-words'

/** What an axis reads of a run. */
export type SweepRun = Pick<
  RunListItem,
  | 'id'
  | 'name'
  | 'state'
  | 'group'
  | 'settings'
  | 'headline'
  | 'bestValAccuracy'
  | 'lastValAccuracy'
  | 'kept'
  | 'seconds'
  | 'parameters'
  | 'epochs'
>

export interface AxisTick {
  /** 0 at the low end of the axis to 1 at its high end. */
  readonly position: number
  readonly text: string
}

export interface SweepAxis {
  /** The path of the setting, or the name of the metric. */
  readonly key: string
  readonly title: string
  readonly isMetric: boolean
  /** Less of it is better. */
  readonly isLowerBetter: boolean
  readonly ticks: readonly AxisTick[]
  /** Where a run lies, 0 to 1; null where it has no value. */
  position(run: SweepRun): number | null
  /** The value as a person reads it. */
  text(run: SweepRun): string
  /** A position in words, for the ends of a filter. */
  textAt(position: number): string
}

interface Quantity {
  readonly key: string
  readonly title: string
  readonly isMetric: boolean
  readonly isLowerBetter: boolean
  value(run: SweepRun): unknown
  format(value: unknown): string
}

const score = (value: unknown): string => formatScore(Number(value))

const metrics: readonly Quantity[] = [
  { ...metric('keptLoss', 'Kept validation loss', keptLoss, score), isLowerBetter: true },
  metric('seconds', 'Training time', timeOf, (value) => formatDuration(Number(value))),
  metric('parameters', 'Parameters', (run) => run.parameters || null, countText),
  metric('epochs', 'Epochs trained', (run) => run.epochs, countText),
]

/** Best and last of each number that runs are judged by; a run of another number has none. */
function headlineQuantities(runs: readonly SweepRun[]): readonly Quantity[] {
  const names = [...new Set(runs.map((run) => headlineOfRun(run).name))]
  return names.flatMap((name) => {
    const { title, isLowerBetter } = headlineWords(name)
    const words = `${title.charAt(0).toLowerCase()}${title.slice(1)}`
    return (['best', 'last'] as const).map((which) => ({
      ...metric(
        `${which} ${name}`,
        `${which === 'best' ? 'Best' : 'Last'} ${words}`,
        (run) => valueOf(headlineOfRun(run), name, which),
        (value) => formatHeadline(name, Number(value)),
      ),
      isLowerBetter,
    }))
  })
}

function valueOf(headline: Headline, name: string, which: 'best' | 'last'): number | null {
  return headline.name === name ? headline[which] : null
}

/** Settings that vary first, in the order in which the runs name them; then the metrics that vary. */
export function sweepAxes(runs: readonly SweepRun[]): readonly SweepAxis[] {
  const paths = [...new Set(runs.flatMap((run) => Object.keys(run.settings)))]
  const settings = paths.map((path) => ({
    key: path,
    title: settingTitle(path),
    isMetric: false,
    isLowerBetter: false,
    value: (run: SweepRun): unknown => run.settings[path],
    format: (value: unknown) => settingText(path, value),
  }))
  return [...settings, ...headlineQuantities(runs), ...metrics]
    .filter((quantity) => varies(quantity, runs))
    .map((quantity) => axisOf(quantity, runs))
}

/** The parts of axes, by key, that a run has to lie in: from and to, 0 to 1. */
export type Filters = ReadonlyMap<string, { readonly min: number; readonly max: number }>

/** Whether a run lies within all filters; one without a value on a filtered axis does not. */
export function passes(run: SweepRun, axes: readonly SweepAxis[], filters: Filters): boolean {
  return axes.every((axis) => {
    const filter = filters.get(axis.key)
    if (!filter) return true
    const position = axis.position(run)
    return position !== null && position >= filter.min - 1e-9 && position <= filter.max + 1e-9
  })
}

/** Runs from the best position on an axis to the worst, those without one last. */
export function ranked<Run extends SweepRun>(
  runs: readonly Run[],
  axis: SweepAxis,
): readonly Run[] {
  const at = (run: Run): number => {
    const position = axis.position(run)
    if (position === null) return -1
    return axis.isLowerBetter ? 1 - position : position
  }
  return [...runs].sort((one, other) => at(other) - at(one))
}

function metric(
  key: string,
  title: string,
  value: (run: SweepRun) => number | null,
  format: (value: unknown) => string,
): Quantity {
  return { key, title, isMetric: true, isLowerBetter: false, value, format }
}

function keptLoss({ kept }: SweepRun): number | null {
  return kept?.metric === 'valLoss' ? kept.value : null
}

function timeOf({ seconds }: SweepRun): number | null {
  return seconds > 0 ? seconds : null
}

function countText(value: unknown): string {
  return formatCount(Number(value))
}

// The best of what runs are judged by is what sweeps are for, so it shows even when all runs came out alike.
function varies(quantity: Quantity, runs: readonly SweepRun[]): boolean {
  const values = runs.map((run) => quantity.value(run)).filter(isKnown)
  if (quantity.key.startsWith('best ')) return values.length > 0
  return new Set(values.map((value) => JSON.stringify(value))).size > 1
}

function isKnown(value: unknown): boolean {
  return value !== undefined && (quantityIsText(value) || Number.isFinite(value))
}

// Null is a setting's value like any other, and no metric's.
function quantityIsText(value: unknown): boolean {
  return typeof value !== 'number'
}

function axisOf(quantity: Quantity, runs: readonly SweepRun[]): SweepAxis {
  const values = runs
    .map((run) => quantity.value(run))
    .filter((value) => value !== undefined && !(quantity.isMetric && value === null))
  const numbers = values.filter((value) => typeof value === 'number' && Number.isFinite(value))
  return numbers.length === values.length
    ? numberAxis(quantity, numbers.map(Number))
    : categoryAxis(quantity, values)
}

function numberAxis(quantity: Quantity, values: readonly number[]): SweepAxis {
  const low = Math.min(...values)
  const high = Math.max(...values)
  // Learning rates and sizes are tried in factors.
  const isLog = !quantity.isMetric && low > 0 && high / low >= 10
  const scale = isLog ? Math.log : (value: number) => value
  const back = isLog ? Math.exp : (value: number) => value
  const span = scale(high) - scale(low)
  const share = (value: number): number => (span === 0 ? 0.5 : (scale(value) - scale(low)) / span)
  return {
    ...quantity,
    ticks: numberTicks(quantity, values).map((value) => ({
      position: share(value),
      text: quantity.format(value),
    })),
    position: (run) => {
      const value = quantity.value(run)
      return typeof value === 'number' && Number.isFinite(value) ? share(value) : null
    },
    text: (run) => textOf(quantity, run),
    textAt: (position) => quantity.format(shortened(back(scale(low) + position * span))),
  }
}

// The values themselves where there are few, else round ones.
function numberTicks(quantity: Quantity, values: readonly number[]): readonly number[] {
  const distinct = [...new Set(values)].sort((one, other) => one - other)
  if (distinct.length <= (quantity.isMetric ? 2 : 8)) return distinct
  const [low, high] = [distinct[0], distinct[distinct.length - 1]]
  const step = tickStep(high - low, 5)
  const first = Math.ceil(low / step - 1e-6)
  const last = Math.floor(high / step + 1e-6)
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  )
}

function categoryAxis(quantity: Quantity, values: readonly unknown[]): SweepAxis {
  const texts = [...new Set(values.map((value) => quantity.format(value)))]
  const share = (index: number): number => (texts.length === 1 ? 0.5 : index / (texts.length - 1))
  return {
    ...quantity,
    ticks: texts.map((text, index) => ({ position: share(index), text })),
    position: (run) => {
      const index = texts.indexOf(textOf(quantity, run))
      return index < 0 ? null : share(index)
    },
    text: (run) => textOf(quantity, run),
    textAt: (position) => texts[Math.round(position * (texts.length - 1))],
  }
}

function textOf(quantity: Quantity, run: SweepRun): string {
  const value = quantity.value(run)
  if (value === undefined || (quantity.isMetric && value === null)) return '–'
  return quantity.format(value)
}

function shortened(value: number): number {
  return Number(value.toPrecision(3))
}
