// The one place that knows Chart.js: what is registered, how it is set up, and how new values get in.
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartOptions,
  type Plugin,
} from 'chart.js'
import { formatCount } from '#shared/domain/format'
import type { ChartTheme } from './chart-theme'
import type { Point, StepRange } from './decimation'
import type { BaselineLine, ChartSeries } from './series'

Chart.register(LineController, LineElement, PointElement, LinearScale)

// A fixed width keeps the plot still when tick labels get longer.
const axisWidth = 48

/** Where the plot lies inside the canvas, in CSS pixels. */
export interface PlotArea {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A line chart over steps. */
export interface LineChart {
  /** Draws these series; everything that was drawn before is replaced. */
  draw(series: ChartSeries, range: StepRange, theme: ChartTheme): void
  /** Where the plot lies since the last drawing. */
  area(): PlotArea
  destroy(): void
}

/**
 * Sets up a chart on a canvas whose parent has a height of its own.
 * @param resized called when the canvas got another size, before it is drawn again
 */
export function createLineChart(canvas: HTMLCanvasElement, resized: () => void): LineChart {
  let baselines: readonly BaselineLine[] = []
  let theme: ChartTheme | null = null
  const chart = new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: chartOptions(resized),
    plugins: [baselinePlugin(() => ({ baselines, theme }))],
  })
  return {
    draw(series, range, newTheme) {
      if (newTheme !== theme) applyTheme(chart, newTheme)
      theme = newTheme
      baselines = series.baselines
      chart.data.datasets = series.datasets
      setRanges(chart, series, range)
      chart.update('none')
    },
    area: () => chart.chartArea,
    destroy: () => chart.destroy(),
  }
}

function chartOptions(resized: () => void): ChartOptions<'line'> {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    onResize: resized,
    layout: { padding: { top: 8, right: 8 } },
    scales: {
      x: {
        type: 'linear',
        ticks: {
          maxTicksLimit: 8,
          maxRotation: 0,
          precision: 0,
          includeBounds: false,
          // The first tick says what the axis counts.
          callback: (value, index) => `${index === 0 ? 'Step ' : ''}${formatCount(Number(value))}`,
        },
        grid: { display: false },
      },
      y: {
        type: 'linear',
        afterFit: (scale) => (scale.width = axisWidth),
        ticks: { includeBounds: true, padding: 8 },
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

function setRanges(chart: Chart<'line', Point[]>, { y }: ChartSeries, range: StepRange): void {
  const scales = chart.options.scales
  if (!scales?.x || !scales.y) return
  Object.assign(scales.x, { min: range.min, max: range.max })
  Object.assign(scales.y, { min: y.min, max: y.max })
  Object.assign(scales.y.ticks ?? {}, { stepSize: y.step })
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
