// Draws a word map on a canvas: points in the colours of their norms, the labels that fit, and the words in focus.
import { colorTable, positionOf, tableIndex } from '../../../charts/heat-map/colors'
import type { Coloring } from '../../../charts/heat-map/cell-pixels'
import type { PlacedLabel } from './place-labels'
import type { Point, PlotSize } from './word-map-view.svelte'

export interface WordPaint {
  readonly font: string
  readonly ink: string
  readonly text: string
  readonly surface: string
  readonly accent: string
}

export interface WordFrame {
  readonly size: PlotSize
  readonly density: number
  /** By word, in pixels. */
  readonly points: readonly Point[]
  /** The colour of each word, as `#rrggbb`. */
  readonly colors: readonly string[]
  readonly labels: readonly PlacedLabel[]
  /** By word. */
  readonly texts: readonly string[]
  readonly selected: number | null
  /** Of the selected one. */
  readonly near: ReadonlySet<number>
  readonly focused: number | null
  readonly paint: WordPaint
}

export const labelSize = 12
/** More points than that are drawn smaller, and as squares. */
const many = 3000

/** The colour of each norm; computed once, since thousands are drawn in each frame. */
export function colorsOf(norms: Float32Array, { kind, domain, theme }: Coloring): string[] {
  const table = colorTable(kind, theme)
  return Array.from(norms, (norm) => {
    const at = tableIndex(positionOf(norm, domain, kind)) * 4
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`
  })
}

export function paintWords(context: CanvasRenderingContext2D, frame: WordFrame): void {
  const { size, density, paint } = frame
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  if (frame.points.length > many) paintSquares(context, frame)
  else paintDots(context, frame)
  context.font = `${labelSize}px ${paint.font}`
  context.textBaseline = 'middle'
  for (const { word, x, y } of frame.labels) paintLabel(context, frame, word, x, y)
  if (frame.selected !== null) ring(context, frame.points[frame.selected], paint.accent, 6)
  if (frame.focused !== null && frame.focused !== frame.selected)
    ring(context, frame.points[frame.focused], paint.ink, 5)
}

function paintDots(context: CanvasRenderingContext2D, frame: WordFrame): void {
  context.lineWidth = 0.5
  context.strokeStyle = frame.paint.text
  for (const [word, { x, y }] of frame.points.entries()) {
    if (!isInside(frame.size, x, y)) continue
    context.fillStyle = frame.colors[word]
    context.beginPath()
    context.arc(x, y, 3, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
}

function paintSquares(context: CanvasRenderingContext2D, frame: WordFrame): void {
  for (const [word, { x, y }] of frame.points.entries()) {
    if (!isInside(frame.size, x, y)) continue
    context.fillStyle = frame.colors[word]
    context.fillRect(x - 1.5, y - 1.5, 3, 3)
  }
}

function paintLabel(
  context: CanvasRenderingContext2D,
  { texts, selected, near, focused, paint }: WordFrame,
  word: number,
  x: number,
  y: number,
): void {
  const isStrong = word === selected || word === focused || near.has(word)
  // A rim in the surface's colour keeps letters apart from points behind them.
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = paint.surface
  context.strokeText(texts[word], x, y)
  context.fillStyle = word === selected ? paint.accent : isStrong ? paint.ink : paint.text
  context.fillText(texts[word], x, y)
}

function ring(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  color: string,
  radius: number,
): void {
  context.lineWidth = 2
  context.strokeStyle = color
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.stroke()
}

function isInside({ width, height }: PlotSize, x: number, y: number): boolean {
  return x > -4 && y > -4 && x < width + 4 && y < height + 4
}
