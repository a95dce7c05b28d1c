// The one place that knows Chart.js: what is registered, how it is set up, and how new values get in.
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartOptions,
  type Plugin,
  type Scale,
} from 'chart.js'
import { formatTick } from './axis-range'
import type { ChartTheme } from './chart-theme'
import type { Point, StepRange } from './decimation'
import type { BaselineLine, ChartSeries } from './series'
import type { XAxis } from './x-axis'

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale)

// A fixed width keeps the plot still when tick labels get longer.
const axisWidth = 52

/** Where the plot lies inside the canvas, in CSS pixels. */
export interface PlotArea {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A line chart over steps, epochs or time. */
export interface LineChart {
  /** Draws these series; everything that was drawn before is replaced. */
  draw(series: ChartSeries, axis: XAxis, range: StepRange, theme: ChartTheme): void
  /** The value at a height in the canvas, in CSS pixels. */
  valueAt(pixel: number): number
  /** The height at which a value lies. */
  pixelOf(value: number): number
  /** Where the plot lies since the last drawing. */
  area(): PlotArea
  destroy(): void
}

/**
 * Sets up a chart on a canvas whose parent has a height of its own.
 * @param resized called when the canvas got another size, before it is drawn again; null: it keeps its size and is
 * drawn at twice its resolution, for a picture
 */
export function createLineChart(
  canvas: HTMLCanvasElement,
  resized: (() => void) | null,
): LineChart {
  let baselines: readonly BaselineLine[] = []
  let theme: ChartTheme | null = null
  const chart = new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: chartOptions(resized),
    plugins: [baselinePlugin(() => ({ baselines, theme }))],
  })
  return {
    draw(series, axis, range, newTheme) {
      if (newTheme !== theme) applyTheme(chart, newTheme)
      theme = newTheme
      baselines = series.baselines
      chart.data.datasets = series.datasets
      setRanges(chart, series, axis, range)
      chart.update('none')
    },
    valueAt: (pixel) => chart.scales.y.getValueForPixel(pixel) ?? Number.NaN,
    pixelOf: (value) => chart.scales.y.getPixelForValue(value),
    area: () => chart.chartArea,
    destroy: () => chart.destroy(),
  }
}

function chartOptions(resized: (() => void) | null): ChartOptions<'line'> {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: resized !== null,
    maintainAspectRatio: false,
    events: [],
    ...(resized ? { onResize: resized } : { devicePixelRatio: 2 }),
    layout: { padding: { top: 8, right: 8 } },
    scales: {
      x: {
        type: 'linear',
        ticks: {
          maxRotation: 0,
          includeBounds: false,
        },
        grid: { display: false },
      },
      y: {
        type: 'linear',
        afterFit: (scale) => (scale.width = axisWidth),
        ticks: { includeBounds: true, padding: 8, callback: (value) => formatTick(Number(value)) },
        grid: { drawTicks: false },
        border: { display: false },
      },
    },
  }
}

function applyTheme(chart: Chart<'line', Point[]>, theme: ChartTheme): void {
  const font = { family: theme.font, size: 12 }
  for (const scale of [chart.options.scales?.x, chart.options.scales?.y]) {
    if (scale?.ticks) Object.assign(scale.ticks, { color: theme.text, font })
    if (scale?.grid) Object.assign(scale.grid, { color: theme.grid, tickColor: theme.axis })
    if (scale?.border) Object.assign(scale.border, { color: theme.axis })
  }
}

function setRanges(
  chart: Chart<'line', Point[]>,
  { y, isLog }: ChartSeries,
  axis: XAxis,
  range: StepRange,
): void {
  const scales = chart.options.scales
  if (!scales?.x || !scales.y) return
  Object.assign(scales.x, {
    min: range.min,
    max: range.max,
    // Chart.js would count from the edge of a zoomed chart, which is no round number.
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = ticksIn(range, axis.tickStep(range.max - range.min))
    },
  })
  Object.assign(scales.x.ticks ?? {}, {
    // The first tick says what the axis counts.
    callback: (value: number | string, index: number) =>
      `${index === 0 && axis.unitWord ? `${axis.unitWord} ` : ''}${axis.tick(Number(value))}`,
  })
  Object.assign(scales.y, {
    type: isLog ? 'logarithmic' : 'linear',
    min: y.min,
    max: y.max,
    afterBuildTicks: (scale: Scale) => {
      if (y.ticks) scale.ticks = y.ticks.map((value) => ({ value }))
    },
  })
  Object.assign(scales.y.ticks ?? {}, { stepSize: y.step || undefined })
}

function ticksIn({ min, max }: StepRange, step: number): { value: number }[] {
  const first = Math.ceil(min / step - 1e-6)
  const last = Math.floor(max / step + 1e-6)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    value: Number(((first + index) * step).toPrecision(12)),
  }))
}

// Thin lines across the plot with their names at the right end, a second name close by goes below its line.
function baselinePlugin(
  current: () => { baselines: readonly BaselineLine[]; theme: ChartTheme | null },
): Plugin<'line'> {
  return {
    id: 'baselines',
    afterDatasetsDraw(chart) {
      const { baselines, theme } = current()
      if (!theme) return
      const { left, right, top, bottom } = chart.chartArea
      const { ctx } = chart
      ctx.save()
      ctx.font = `12px ${theme.font}`
      ctx.textAlign = 'right'
      ctx.lineJoin = 'round'
      let labelAt = -Infinity
      for (const { title, value } of [...baselines].sort((a, b) => b.value - a.value)) {
        const y = Math.round(chart.scales.y.getPixelForValue(value)) + 0.5
        if (y < top || y > bottom) continue
        drawRule(ctx, left, right, y, theme.baseline)
        const above = y - 4 - labelAt >= 14 && y - 16 > top
        labelAt = above ? y - 4 : y + 13
        drawLabel(ctx, title.split(',')[0], right - 4, labelAt, theme)
      }
      ctx.restore()
    },
  }
}

function drawRule(
  ctx: CanvasRenderingContext2D,
  left: number,
  right: number,
  y: number,
  color: string,
): void {
  ctx.strokeStyle = color
  ctx.lineWidth = 1
  ctx.globalAlpha = 0.7
  ctx.beginPath()
  ctx.moveTo(left, y)
  ctx.lineTo(right, y)
  ctx.stroke()
  ctx.globalAlpha = 1
}

// The halo keeps the name readable where curves pass under it.
function drawLabel(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  theme: ChartTheme,
): void {
  ctx.strokeStyle = theme.surface
  ctx.lineWidth = 4
  ctx.strokeText(text, x, y)
  ctx.fillStyle = theme.baseline
  ctx.fillText(text, x, y)
}
