// Where everything of a heat map but its cells stands: the plot, the labels of the axes and their titles; for the canvas and the SVG alike.
import { labelAt, labelledIndexes, labelStep, shortened, type Labels } from './axis-labels'
import { shownCells, type MatrixSize, type PlotSize, type Viewport } from './viewport'

export interface Axis {
  /** What a row or a column is, in one word: `unit`. */
  readonly title: string
  readonly labels: Labels
}

export interface HeatAxes {
  readonly rows: Axis
  readonly columns: Axis
}

export interface PlotBox extends PlotSize {
  readonly left: number
  readonly top: number
}

export interface HeatLayout {
  readonly plot: PlotBox
  /** The labels of columns are written upwards. */
  readonly isTurned: boolean
}

/** Words at a point; their middle is at its height. */
export interface TextMark {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: 'start' | 'middle' | 'end'
  readonly isTurned: boolean
}

/** The width of words at `labelSize`, in pixels. */
export type Measure = (text: string) => number

/** In pixels. */
export const labelSize = 11

const titleHeight = 18
const gap = 6
const lineHeight = 14
/** A plot keeps this much, whatever its labels want. */
const leastPlot = 40
const longestLabel = 16
/** Labels that are measured to know how wide they get. */
const measured = 200

/** Shares the room out between plot and labels; it depends on all labels, so that nothing moves while one zooms. */
export function heatLayout(
  room: PlotSize,
  size: MatrixSize,
  axes: HeatAxes,
  measure: Measure,
): HeatLayout {
  const rowWidth = widest(axes.rows.labels, size.rows, measure)
  const left = Math.min(rowWidth + gap, Math.max(0, room.width - leastPlot))
  const width = Math.max(leastPlot, room.width - left)
  const columnWidth = widest(axes.columns.labels, size.columns, measure)
  const isShort = columnWidth <= measure('00000')
  const isTurned = !isShort && columnWidth + gap > width / Math.max(1, size.columns)
  const below = (isTurned ? columnWidth : lineHeight) + gap
  const height = Math.max(leastPlot, room.height - titleHeight - below)
  return { plot: { left, top: titleHeight, width, height }, isTurned }
}

/** The words around the plot for what it shows. */
export function heatMarks(
  { plot, isTurned }: HeatLayout,
  view: Viewport,
  size: MatrixSize,
  axes: HeatAxes,
  measure: Measure,
): readonly TextMark[] {
  return [
    ...titleMarks(plot, axes),
    ...rowMarks(plot, view, size, axes.rows),
    ...columnMarks({ plot, isTurned }, view, size, axes.columns, measure),
  ]
}

function titleMarks(plot: PlotBox, { rows, columns }: HeatAxes): TextMark[] {
  const y = titleHeight / 2 - 1
  const right = plot.left + plot.width
  return [
    { x: 0, y, text: `${rows.title} ↓`, anchor: 'start', isTurned: false },
    { x: right, y, text: `${columns.title} →`, anchor: 'end', isTurned: false },
  ]
}

function rowMarks(plot: PlotBox, view: Viewport, size: MatrixSize, { labels }: Axis): TextMark[] {
  const cell = plot.height / view.rows
  const { fromRow, toRow } = shownCells(view, size)
  const marks = labelledIndexes(fromRow, toRow, labelStep(cell, lineHeight)).map((row) => ({
    x: plot.left - gap,
    y: plot.top + (row + 0.5 - view.row) * cell,
    text: shortened(labelAt(labels, row), longestLabel),
    anchor: 'end' as const,
    isTurned: false,
  }))
  return marks.filter(({ y }) => y >= plot.top && y <= plot.top + plot.height)
}

function columnMarks(
  { plot, isTurned }: HeatLayout,
  view: Viewport,
  size: MatrixSize,
  { labels }: Axis,
  measure: Measure,
): TextMark[] {
  const cell = plot.width / view.columns
  const { fromColumn, toColumn } = shownCells(view, size)
  const room = isTurned ? lineHeight : widest(labels, size.columns, measure) + gap
  const bottom = plot.top + plot.height + gap
  const indexes = labelledIndexes(fromColumn, toColumn, labelStep(cell, room))
  const marks = indexes.map((column) => ({
    x: plot.left + (column + 0.5 - view.column) * cell,
    y: isTurned ? bottom : bottom + lineHeight / 2,
    text: shortened(labelAt(labels, column), longestLabel),
    anchor: isTurned ? ('end' as const) : ('middle' as const),
    isTurned,
  }))
  return marks.filter(({ x }) => x >= plot.left && x <= plot.left + plot.width)
}

function widest(labels: Labels, count: number, measure: Measure): number {
  const stride = Math.max(1, Math.floor(count / measured))
  let width = 0
  for (let index = 0; index < count; index += stride)
    width = Math.max(width, measure(shortened(labelAt(labels, index), longestLabel)))
  // The last number is the longest one.
  if (count > 0)
    width = Math.max(width, measure(shortened(labelAt(labels, count - 1), longestLabel)))
  return Math.ceil(width)
}

/** Where a cell lies, in pixels. */
export function cellBox(plot: PlotBox, view: Viewport, row: number, column: number): PlotBox {
  const width = plot.width / view.columns
  const height = plot.height / view.rows
  const left = plot.left + (column - view.column) * width
  return { left, top: plot.top + (row - view.row) * height, width, height }
}
