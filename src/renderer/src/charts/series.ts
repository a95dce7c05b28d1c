// Builds what Chart.js draws: for each run the raw steps, the smoothed steps, the epochs and the validation.
import type { ChartDataset } from 'chart.js'
import { axisRange, withoutOutliers, type AxisRange } from './axis-range'
import type { ChartTheme } from './chart-theme'
import type { SeriesKey } from './chart-view.svelte'
import { decimateExtremes, decimateMeans, type Point, type StepRange } from './decimation'
import { markerOf } from './markers'
import type { ChartRun, Metric, StepSource } from './metric'
import { SmoothedColumn } from './smoothing'

export type LineDataset = ChartDataset<'line', Point[]>

export interface SeriesOptions {
  readonly metric: Metric
  /** The first is the run in focus: it alone shows its raw steps and baselines. */
  readonly runs: readonly ChartRun[]
  readonly range: StepRange
  readonly smoothing: number
  readonly hidden: ReadonlySet<SeriesKey>
  /** The most points a line may have: about the width of the plot in pixels. */
  readonly limit: number
  readonly theme: ChartTheme
}

export interface BaselineLine {
  readonly title: string
  readonly value: number
}

export interface ChartSeries {
  readonly datasets: LineDataset[]
  readonly baselines: readonly BaselineLine[]
  readonly y: AxisRange
}

/** Keeps the smoothed columns of the runs of one chart, so that each step is smoothed once. */
export class SeriesBuilder {
  readonly #smoothed = new WeakMap<StepSource, SmoothedColumn>()

  /** The smoothed values of a run; index i is step i + 1. */
  smoothed(run: ChartRun, metric: Metric, smoothing: number): Float32Array {
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
      if (!options.hidden.has(`${run.id}/training`)) {
        this.#addTraining(datasets, values, run, options)
        if (index === 0 && options.smoothing > 0) addRaw(raw, spread, run, options)
      }
      if (!options.hidden.has(`${run.id}/validation`)) {
        addValidation(datasets, values, run, options)
      }
    }
    const baselines = visibleBaselines(options)
    values.push(...baselines.map((baseline) => baseline.value))
    values.push(...(withoutOutliers(spread, 0.02) ?? []))
    return {
      datasets: [...datasets, ...raw],
      baselines,
      y: axisRange(values, options.metric.limits),
    }
  }

  #addTraining(
    datasets: LineDataset[],
    values: number[],
    run: ChartRun,
    { metric, range, smoothing, limit, theme }: SeriesOptions,
  ): void {
    const color = theme.runs[run.colorIndex % theme.runs.length]
    const { count } = run.steps
    const smooth = decimateMeans(this.smoothed(run, metric, smoothing), count, range, limit)
    for (const point of smooth) values.push(point.y)
    if (metric.training) {
      const points = epochPoints(run, metric.training, range)
      for (const point of points) values.push(point.y)
      datasets.push(markedLine(points, run, color.line, { radius: 3, line: false, limit }, theme))
    }
    datasets.push(plainLine(smooth, color.line, 1.75))
  }
}

function addRaw(
  datasets: LineDataset[],
  spread: number[],
  run: ChartRun,
  { metric, range, limit, theme }: SeriesOptions,
): void {
  const color = theme.runs[run.colorIndex % theme.runs.length]
  const points = decimateExtremes(metric.column(run.steps), run.steps.count, range, limit)
  for (const point of points) spread.push(point.y)
  datasets.push(plainLine(points, color.faint, 1))
}

function addValidation(
  datasets: LineDataset[],
  values: number[],
  run: ChartRun,
  { metric, range, limit, theme }: SeriesOptions,
): void {
  if (!metric.validation) return
  const points = epochPoints(run, metric.validation, range)
  for (const point of points) values.push(point.y)
  const color = theme.runs[run.colorIndex % theme.runs.length].line
  datasets.push(markedLine(points, run, color, { radius: 4, line: true, limit }, theme))
}

// One epoch beyond each edge is kept, so that the dashed line reaches the edges of a zoomed chart.
function epochPoints(
  run: ChartRun,
  valueOf: NonNullable<Metric['training']>,
  range: StepRange,
): Point[] {
  const { epochs } = run
  return epochs.flatMap((epoch, index) => {
    const next = epochs[index + 1]?.step ?? epoch.step
    const previous = epochs[index - 1]?.step ?? epoch.step
    if (next < range.min || previous > range.max) return []
    return [{ x: epoch.step, y: valueOf(epoch) }]
  })
}

function visibleBaselines({ runs, metric, hidden }: SeriesOptions): BaselineLine[] {
  const valueOf = metric.baseline
  if (!valueOf || runs.length === 0) return []
  return runs[0].baselines
    .filter((baseline) => !hidden.has(`baseline/${baseline.name}`))
    .map((baseline) => ({ title: baseline.title, value: valueOf(baseline) }))
}

function plainLine(data: Point[], borderColor: string, borderWidth: number): LineDataset {
  return { data, borderColor, borderWidth, pointRadius: 0, borderJoinStyle: 'bevel' }
}

function markedLine(
  data: Point[],
  run: ChartRun,
  color: string,
  look: { readonly radius: number; readonly line: boolean; readonly limit: number },
  theme: ChartTheme,
): LineDataset {
  return {
    data,
    showLine: look.line,
    borderColor: color,
    borderWidth: 1.75,
    borderDash: [6, 4],
    pointStyle: markerOf(run.colorIndex),
    pointRadius: markerRadii(data.length, look.radius, look.limit),
    pointBorderColor: color,
    pointBorderWidth: 1.5,
    pointBackgroundColor: look.line ? theme.surface : color,
    // Markers at the edge stay whole.
    clip: 5,
  }
}

// Where epochs lie closer than a marker is wide, only every so many has one.
function markerRadii(count: number, radius: number, width: number): number | number[] {
  const every = 2 ** Math.max(0, Math.ceil(Math.log2((count * 14) / width)))
  if (every === 1) return radius
  return Array.from({ length: count }, (_, index) => ((index + 1) % every === 0 ? radius : 0))
}
