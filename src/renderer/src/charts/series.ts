// Builds what Chart.js draws: for each run the raw steps, the smoothed steps, the epochs and the validation.
import { axisRange, logRange, withoutOutliers, type AxisRange } from './axis-range'
import type { SeriesKey } from './chart-view.svelte'
import { decimateExtremes, decimateMeans, type Point, type StepRange } from './decimation'
import {
  colorOf,
  depth,
  lineWidth,
  manyRuns,
  markedLine,
  plainLine,
  type LineDataset,
  type LookOptions,
} from './line-looks'
import { bestEpoch, type ChartRun, type Metric, type StepSource } from './metric'
import { SmoothedColumn } from './smoothing'
import type { XAxis } from './x-axis'

/** The first run is the one in focus: it alone shows its raw steps and baselines. */
export interface SeriesOptions extends LookOptions {
  readonly metric: Metric
  readonly axis: XAxis
  /** In the units of the axis. */
  readonly range: StepRange
  readonly smoothing: number
  readonly isLog: boolean
  readonly hidden: ReadonlySet<SeriesKey>
}

export interface BaselineLine {
  readonly title: string
  readonly value: number
}

export interface ChartSeries {
  readonly datasets: LineDataset[]
  readonly baselines: readonly BaselineLine[]
  readonly y: AxisRange
  readonly isLog: boolean
}

/** The points of one line, kept until the steps or the view change. */
interface KeptLine {
  readonly key: string
  readonly points: Point[]
}

/** Several runs share what can be drawn in a frame. */
const mostPoints = 8_000

/** Keeps the smoothed columns and thinned lines of the runs of one chart, so that each is worked out once. */
export class SeriesBuilder {
  readonly #smoothed = new WeakMap<StepSource, SmoothedColumn>()
  readonly #lines = new WeakMap<StepSource, KeptLine>()

  /** The smoothed values of a run as they are shown at a step, from 1; NaN beyond its steps. */
  valueAt(run: ChartRun, metric: Metric, smoothing: number, step: number): number {
    const index = Math.round(step) - 1
    if (!(index >= 0 && index < run.steps.count)) return Number.NaN
    if (metric.isOfEpochs) return Number.NaN
    const value = this.smoothed(run, metric, smoothing)[index]
    return metric.convert ? metric.convert(value) : value
  }

  /** The smoothed column of a run, before it is converted; index i is step i + 1. */
  smoothed(run: ChartRun, metric: Metric, smoothing: number): Float32Array {
    if (metric.isExact || smoothing === 0) return metric.column(run.steps)
    let column = this.#smoothed.get(run.steps)
    if (!column) this.#smoothed.set(run.steps, (column = new SmoothedColumn()))
    return column.update(metric.column(run.steps), run.steps.count, smoothing)
  }

  /** Everything to draw, thinned to `limit` points a line, and a value axis that fits it. */
  build(options: SeriesOptions): ChartSeries {
    const datasets: LineDataset[] = []
    // Drawn first, and so below everything: Chart.js draws the last dataset first.
    const raw: LineDataset[] = []
    const values: number[] = []
    const spread: number[] = []
    for (const [index, run] of options.runs.entries()) {
      if (isShown(run, 'training', options) && !options.metric.isOfEpochs) {
        this.#addTraining(datasets, values, run, options)
        if (index === 0 && hasRaw(run, options)) addRaw(raw, spread, run, options)
      }
      if (isShown(run, 'validation', options)) addValidation(datasets, values, run, options)
    }
    const baselines = visibleBaselines(options)
    values.push(...baselines.map((baseline) => baseline.value))
    values.push(...(withoutOutliers(spread, 0.02) ?? []))
    const isLog = isLogarithmic(options)
    return {
      datasets: [...bestRings(options), ...datasets, ...raw],
      baselines,
      y: isLog ? logRange(values) : axisRange(values, options.metric.limits),
      isLog,
    }
  }

  #addTraining(
    datasets: LineDataset[],
    values: number[],
    run: ChartRun,
    options: SeriesOptions,
  ): void {
    const { metric, runs } = options
    const color = colorOf(run, options)
    const smooth = this.#smoothLine(run, options)
    addRange(values, smooth)
    if (metric.training) {
      const points = epochPoints(run, metric.training, options)
      addRange(values, points)
      if (runs.length <= manyRuns)
        datasets.push(markedLine(points, run, color, { radius: 3, line: false }, options))
    }
    datasets.push({
      ...plainLine(smooth, color, lineWidth(run, options), run.id),
      ...depth(run, options),
    })
  }

  #smoothLine(run: ChartRun, options: SeriesOptions): Point[] {
    const { metric, axis, range, smoothing } = options
    const limit = pointLimit(options)
    const { count, version } = run.steps
    const parts = [metric.title, axis.title, range.min, range.max, smoothing, limit, count, version]
    const key = `${parts.join()},${run.epochs.length},${isLogarithmic(options)}`
    const kept = this.#lines.get(run.steps)
    if (kept?.key === key) return kept.points
    const column = this.smoothed(run, metric, smoothing)
    const points = place(decimateMeans(column, count, stepRange(run, options), limit), run, options)
    this.#lines.set(run.steps, { key, points })
    return points
  }
}

/** Whether the values stand on a logarithmic scale. */
function isLogarithmic({ isLog, metric }: Pick<SeriesOptions, 'isLog' | 'metric'>): boolean {
  return metric.isLog === true || (isLog && metric.hasLog)
}

/** Whether a curve of a run is neither hidden itself nor with all of its kind. */
export function isShown(
  run: Pick<ChartRun, 'id'>,
  kind: 'training' | 'validation',
  { hidden }: Pick<SeriesOptions, 'hidden'>,
): boolean {
  return !hidden.has(`${run.id}/${kind}`) && !hidden.has(`*/${kind}`)
}

/** The steps of a run that lie in the range of the axis. */
export function stepRange(
  run: ChartRun,
  { axis, range }: Pick<SeriesOptions, 'axis' | 'range'>,
): StepRange {
  const min = axis.stepAt(run, range.min)
  const max = axis.stepAt(run, range.max)
  return Number.isNaN(min) || Number.isNaN(max) ? { min: 1, max: 0 } : { min, max }
}

function pointLimit({ limit, runs }: SeriesOptions): number {
  return Math.min(limit, Math.max(150, Math.floor(mostPoints / runs.length)))
}

// From steps and column values to the axis and what is shown; a logarithm has no place for zero.
function place(points: Point[], run: ChartRun, options: SeriesOptions): Point[] {
  const { axis, metric } = options
  const positive = isLogarithmic(options)
  return points.map(({ x, y }) => {
    const value = metric.convert ? metric.convert(y) : y
    return { x: axis.at(run, x), y: positive && !(value > 0) ? Number.NaN : value }
  })
}

function addRange(values: number[], points: readonly Point[]): void {
  for (const { y } of points) values.push(y)
}

// Without smoothing the line is the raw steps; under another line that stands out they would be in the way.
function hasRaw(run: ChartRun, { smoothing, metric, emphasis }: SeriesOptions): boolean {
  return smoothing > 0 && !metric.isExact && (emphasis === null || emphasis === run.id)
}

function addRaw(
  datasets: LineDataset[],
  spread: number[],
  run: ChartRun,
  options: SeriesOptions,
): void {
  const { metric, theme } = options
  const color = theme.runs[run.colorIndex % theme.runs.length]
  const steps = stepRange(run, options)
  const limit = pointLimit(options)
  const extremes = decimateExtremes(metric.column(run.steps), run.steps.count, steps, limit)
  const points = place(extremes, run, options)
  addRange(spread, points)
  datasets.push(plainLine(points, color.faint, 1, run.id))
}

function addValidation(
  datasets: LineDataset[],
  values: number[],
  run: ChartRun,
  options: SeriesOptions,
): void {
  const { metric } = options
  if (!metric.validation) return
  const points = epochPoints(run, metric.validation, options)
  addRange(values, points)
  datasets.push(markedLine(points, run, colorOf(run, options), { radius: 4, line: true }, options))
}

// One epoch beyond each edge is kept, so that the dashed line reaches the edges of a zoomed chart.
function epochPoints(
  run: ChartRun,
  valueOf: NonNullable<Metric['training']>,
  options: SeriesOptions,
): Point[] {
  const { epochs } = run
  const range = stepRange(run, options)
  // A range of time ends with the last step, which the end of an epoch follows.
  const max = options.axis.unit === 0 ? range.max + 1 : range.max
  const shown = epochs.flatMap((epoch, index) => {
    const next = epochs[index + 1]?.step ?? epoch.step
    const previous = epochs[index - 1]?.step ?? epoch.step
    if (next < range.min || previous > max) return []
    return [{ x: epoch.step, y: valueOf(epoch) }]
  })
  return place(shown, run, { ...options, metric: { ...options.metric, convert: undefined } })
}

function visibleBaselines({ runs, metric, hidden }: SeriesOptions): BaselineLine[] {
  const valueOf = metric.baseline
  if (!valueOf || runs.length === 0) return []
  return runs[0].baselines
    .filter((baseline) => !hidden.has(`baseline/${baseline.name}`))
    .map((baseline) => ({ title: baseline.title, value: valueOf(baseline) }))
    .filter(({ value }) => Number.isFinite(value))
}

// A ring around the validation of the epoch whose model each run keeps; one dataset for all, since each costs time.
function bestRings(options: SeriesOptions): LineDataset[] {
  const { metric, axis, runs } = options
  const valueOf = metric.validation
  if (!valueOf) return []
  const rings = runs.flatMap((run) => {
    const best = isShown(run, 'validation', options) ? bestEpoch(run) : undefined
    if (!best) return []
    return [{ x: axis.at(run, best.step), y: valueOf(best), color: colorOf(run, options) }]
  })
  if (rings.length === 0) return []
  return [
    {
      data: rings.map(({ x, y }) => ({ x, y })),
      order: 0,
      showLine: false,
      pointStyle: 'circle',
      pointRadius: runs.length > manyRuns ? 5 : 8,
      pointBorderColor: rings.map(({ color }) => color),
      pointBorderWidth: 1.75,
      pointBackgroundColor: 'transparent',
      clip: 10,
    },
  ]
}
