// A chart as a PNG: its title, its lines as they show and its legend, at twice the resolution of the page.
import { readTheme, type ChartTheme } from './chart-theme'
import { createLineChart } from './line-chart'
import { markerPaths } from './marker-paths'
import { markerOf } from './markers'
import { isShown, SeriesBuilder, type SeriesOptions } from './series'

const scale = 2
const width = 960
const plotHeight = 460
const padding = 24
const rowHeight = 22

/** What is drawn, but for the theme and the width, which are the page's and the picture's. */
export type PictureOptions = Omit<SeriesOptions, 'theme' | 'limit' | 'emphasis'>

interface LegendEntry {
  readonly text: string
  readonly color: string
  readonly marker: string
}

/**
 * The bytes of a PNG of 1,920 pixels in width, in the colours of the page.
 * @param host an element of the page, for its colours and font
 * @param titles of the runs, in their order
 */
export async function chartPicture(
  options: PictureOptions,
  titles: readonly string[],
  host: HTMLElement,
): Promise<Uint8Array> {
  const theme = readTheme(host)
  const rows = legendRows(options, titles, theme)
  const height = padding * 2 + 32 + plotHeight + 12 + rows.length * rowHeight
  const picture = canvasOf(width * scale, height * scale)
  const context = contextOf(picture)
  context.scale(scale, scale)
  context.fillStyle = theme.surface
  context.fillRect(0, 0, width, height)
  drawTitle(context, options, theme)
  const plot = drawPlot(options, theme)
  context.drawImage(plot, padding, padding + 32, width - 2 * padding, plotHeight)
  drawLegend(context, rows, padding + 32 + plotHeight + 12, theme)
  return pngOf(picture)
}

function drawTitle(
  context: CanvasRenderingContext2D,
  { metric, axis, runs, smoothing }: PictureOptions,
  theme: ChartTheme,
): void {
  context.textBaseline = 'middle'
  context.font = `600 16px ${theme.font}`
  context.fillStyle = theme.ink
  const title = runs.length === 1 ? `${metric.title}, ${runs[0].record.name}` : metric.title
  context.fillText(title, padding, padding + 8, width - 2 * padding - 380)
  context.font = `12px ${theme.font}`
  context.fillStyle = theme.text
  context.textAlign = 'right'
  const smoothed = metric.isExact || smoothing === 0 ? '' : `, smoothed by ${smoothing}`
  const marks = metric.validation ? '; dashed: validation, ring: kept epoch' : ''
  context.fillText(`By ${axis.word}${smoothed}${marks}`, width - padding, padding + 8)
  context.textAlign = 'left'
}

function drawPlot(options: PictureOptions, theme: ChartTheme): HTMLCanvasElement {
  const canvas = canvasOf(width - 2 * padding, plotHeight)
  const chart = createLineChart(canvas, null)
  const limit = width - 2 * padding
  const series = new SeriesBuilder().build({ ...options, emphasis: null, limit, theme })
  chart.draw(series, options.axis, options.range, theme)
  // The chart takes its canvas along when it goes.
  const copy = canvasOf(canvas.width, canvas.height)
  contextOf(copy).drawImage(canvas, 0, 0)
  chart.destroy()
  return copy
}

// As many entries in a row as fit.
function legendRows(
  options: PictureOptions,
  titles: readonly string[],
  theme: ChartTheme,
): LegendEntry[][] {
  const context = contextOf(canvasOf(1, 1))
  context.font = `12px ${theme.font}`
  const rows: LegendEntry[][] = []
  let left = Infinity
  for (const [index, run] of options.runs.entries()) {
    const shown = (['training', 'validation'] as const).filter(
      (kind) => isShown(run, kind, options) && (kind === 'training' || options.metric.validation),
    )
    if (shown.length === 0) continue
    const suffix = options.metric.validation && shown.length === 1 ? ` (${shown[0]})` : ''
    const text = `${titles[index]}${suffix}`
    const size = entryWidth(context, text)
    if (left + size > width - 2 * padding) {
      rows.push([])
      left = 0
    }
    left += size
    const color = theme.runs[run.colorIndex % theme.runs.length].line
    rows[rows.length - 1].push({ text, color, marker: markerPaths[markerOf(run.colorIndex)] })
  }
  return rows
}

function entryWidth(context: CanvasRenderingContext2D, text: string): number {
  return Math.min(context.measureText(text).width, 300) + 26 + 6 + 20
}

function drawLegend(
  context: CanvasRenderingContext2D,
  rows: readonly (readonly LegendEntry[])[],
  top: number,
  theme: ChartTheme,
): void {
  context.font = `12px ${theme.font}`
  for (const [index, row] of rows.entries()) {
    let left = padding
    for (const { text, color, marker } of row) {
      const y = top + index * rowHeight
      drawSwatch(context, left, y, color, marker)
      context.fillStyle = theme.text
      context.fillText(text, left + 32, y + 7, 300)
      left += entryWidth(context, text)
    }
  }
}

function drawSwatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  color: string,
  marker: string,
): void {
  context.save()
  context.translate(x, y)
  context.strokeStyle = color
  context.fillStyle = color
  context.lineWidth = 2
  context.stroke(new Path2D('M1 6h24'))
  context.lineWidth = 1.5
  context.fill(new Path2D(marker))
  context.stroke(new Path2D(marker))
  context.restore()
}

async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('The canvas gave no picture.')
  return new Uint8Array(await blob.arrayBuffer())
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This page cannot draw.')
  return context
}
