// Draws a heat map on a canvas: cells as a bitmap made once for each change of the numbers, then labels and marks at every frame.
import type { Matrix } from '#shared/domain/inside/cells'
import { binned, binningFor, cellPixels, type Binning, type Coloring } from './cell-pixels'
import { cellBox, labelSize, type HeatLayout, type TextMark } from './heat-marks'
import type { Cell, Viewport } from './viewport'

/** Colours of the page and its font. */
export interface HeatPaint {
  readonly font: string
  readonly text: string
  readonly ink: string
  readonly surface: string
}

export interface HeatFrame {
  readonly layout: HeatLayout
  readonly view: Viewport
  readonly marks: readonly TextMark[]
  readonly paint: HeatPaint
  /** Pixels of the screen in one of the page. */
  readonly density: number
  readonly cursor: Cell | null
  readonly selectedRow: number | null
  readonly selectedColumn: number | null
}

/** The cells of one matrix in one colouring, as bitmaps of one pixel for a cell or for a block of cells. */
export class CellBitmaps {
  readonly #matrix: Matrix
  readonly #coloring: Coloring
  readonly #made = new Map<string, OffscreenCanvas>()

  constructor(matrix: Matrix, coloring: Coloring) {
    this.#matrix = matrix
    this.#coloring = coloring
  }

  /** A bitmap of blocks, made when it is first asked for. */
  at(binning: Binning): OffscreenCanvas {
    const key = `${binning.rows} ${binning.columns}`
    const known = this.#made.get(key)
    if (known) return known
    const made = bitmapOf(binned(this.#matrix, binning), this.#coloring)
    this.#made.set(key, made)
    return made
  }
}

/** Paints everything anew. */
export function paintHeatMap(
  context: CanvasRenderingContext2D,
  bitmaps: CellBitmaps,
  frame: HeatFrame,
): void {
  const { density, layout } = frame
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, context.canvas.width, context.canvas.height)
  context.save()
  const { left, top, width, height } = layout.plot
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  paintCells(context, bitmaps, frame)
  paintFocus(context, frame)
  context.restore()
  paintMarks(context, frame.marks, frame.paint)
}

/** How many cells stand behind a pixel, in a layout. */
export function binningOf({ plot }: HeatLayout, view: Viewport, density: number): Binning {
  const perRow = (plot.height * density) / view.rows
  return binningFor(perRow, (plot.width * density) / view.columns)
}

function paintCells(
  context: CanvasRenderingContext2D,
  bitmaps: CellBitmaps,
  { layout, view, density }: HeatFrame,
): void {
  const binning = binningOf(layout, view, density)
  const bitmap = bitmaps.at(binning)
  if (bitmap.width === 0 || bitmap.height === 0) return
  const { plot } = layout
  context.imageSmoothingEnabled = false
  context.drawImage(
    bitmap,
    ...[view.column / binning.columns, view.row / binning.rows],
    ...[view.columns / binning.columns, view.rows / binning.rows],
    ...[plot.left, plot.top, plot.width, plot.height],
  )
}

function paintFocus(
  context: CanvasRenderingContext2D,
  { layout: { plot }, view, paint, cursor, selectedRow, selectedColumn }: HeatFrame,
): void {
  if (selectedRow !== null) {
    const { top, height } = cellBox(plot, view, selectedRow, 0)
    outline(context, plot.left, top, plot.width, height, paint)
  }
  if (selectedColumn !== null) {
    const { left, width } = cellBox(plot, view, 0, selectedColumn)
    outline(context, left, plot.top, width, plot.height, paint)
  }
  if (!cursor) return
  const { left, top, width, height } = cellBox(plot, view, cursor.row, cursor.column)
  outline(context, left, top, width, height, paint, 2)
}

// Two lines, so that one of them stands out against any cell; small cells get a frame that can be seen.
function outline(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  { ink, surface }: HeatPaint,
  weight = 1,
): void {
  const grownX = Math.max(0, 4 - width) / 2
  const grownY = Math.max(0, 4 - height) / 2
  for (const [color, inset] of [
    [surface, -weight / 2],
    [ink, weight / 2],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = weight
    context.strokeRect(
      ...[left - grownX + inset, top - grownY + inset],
      ...[width + 2 * grownX - 2 * inset, height + 2 * grownY - 2 * inset],
    )
  }
}

function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly TextMark[],
  { font, text }: HeatPaint,
): void {
  context.font = `${labelSize}px ${font}`
  context.fillStyle = text
  context.textBaseline = 'middle'
  for (const mark of marks) {
    context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor
    if (!mark.isTurned) {
      context.fillText(mark.text, mark.x, mark.y)
      continue
    }
    context.save()
    context.translate(mark.x, mark.y)
    context.rotate(-Math.PI / 2)
    context.fillText(mark.text, 0, 0)
    context.restore()
  }
}

function bitmapOf(matrix: Matrix, coloring: Coloring): OffscreenCanvas {
  const { rows, columns } = matrix
  const canvas = new OffscreenCanvas(columns, rows)
  if (rows === 0 || columns === 0) return canvas
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This page cannot draw.')
  context.putImageData(new ImageData(cellPixels(matrix, coloring), columns, rows), 0, 0)
  return canvas
}
