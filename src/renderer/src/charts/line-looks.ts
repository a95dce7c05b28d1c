// How the lines of a chart look: colours, widths and markers, which many runs and one that stands out change.
import type { ChartDataset } from 'chart.js'
import type { ChartTheme } from './chart-theme'
import type { Point } from './decimation'
import { markerOf } from './markers'
import type { ChartRun } from './metric'

export type LineDataset = ChartDataset<'line', Point[]>

export interface LookOptions {
  readonly runs: readonly ChartRun[]
  /** The run that stands out; null: all do. */
  readonly emphasis: string | null
  /** The most points a line may have: about the width of the plot in pixels. */
  readonly limit: number
  readonly theme: ChartTheme
}

/** Beyond so many runs, markers at each epoch and thick lines are in each other's way. */
export const manyRuns = 8

/** Chart.js draws the lowest order over the others. The datasets keep their places, so that they are not built anew. */
export function depth(run: ChartRun, { emphasis }: LookOptions): { order: number } {
  return { order: emphasis === run.id ? 0 : 1 }
}

export function lineWidth(run: ChartRun, { runs, emphasis }: LookOptions): number {
  if (emphasis === run.id) return 2.25
  return runs.length > manyRuns ? 1.25 : 1.75
}

export function colorOf(run: ChartRun, { theme, emphasis }: LookOptions): string {
  const { line, faint } = theme.runs[run.colorIndex % theme.runs.length]
  return emphasis === null || emphasis === run.id ? line : faint
}

/** A line without markers. */
export function plainLine(
  data: Point[],
  borderColor: string,
  borderWidth: number,
  label: string,
): LineDataset {
  return {
    data,
    label,
    order: 2,
    borderColor,
    borderWidth,
    pointRadius: 0,
    borderJoinStyle: 'bevel',
  }
}

/** Values at the ends of epochs: the run's marker at each, and a dashed line through them if wanted. */
export function markedLine(
  data: Point[],
  run: ChartRun,
  color: string,
  look: { readonly radius: number; readonly line: boolean },
  options: LookOptions,
): LineDataset {
  const { limit, theme, runs } = options
  return {
    data,
    label: run.id,
    ...depth(run, options),
    showLine: look.line,
    borderColor: color,
    borderWidth: lineWidth(run, options),
    borderDash: [6, 4],
    pointStyle: markerOf(run.colorIndex),
    pointRadius: runs.length > manyRuns ? 0 : markerRadii(data.length, look.radius, limit),
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
