// Which cells of a matrix a plot shows and how large: zooming at a point and panning, never beyond the matrix.

/** The size of a plot, in pixels. */
export interface PlotSize {
  readonly width: number
  readonly height: number
}

export interface MatrixSize {
  readonly rows: number
  readonly columns: number
}

/** The cell coordinates at the plot's upper left corner, and how many cells it shows each way; both may be fractions. */
export interface Viewport {
  readonly column: number
  readonly row: number
  readonly columns: number
  readonly rows: number
}

/** Whole cells of which at least a part shows: from, up to but without `to`. */
export interface CellRange {
  readonly fromRow: number
  readonly toRow: number
  readonly fromColumn: number
  readonly toColumn: number
}

export interface Cell {
  readonly row: number
  readonly column: number
}

/** Who zooms out to that share of everything wants to see everything. */
const almost = 0.97

/** Cells that are at least shown each way, where there are as many. */
const fewest = 4

export function fitAll({ rows, columns }: MatrixSize): Viewport {
  return { column: 0, row: 0, columns: Math.max(1, columns), rows: Math.max(1, rows) }
}

export function isFitted(view: Viewport, size: MatrixSize): boolean {
  return view.columns >= size.columns && view.rows >= size.rows
}

/**
 * Shows `factor` times as many cells each way; what lies at the point stays there.
 * @param x, y the point as shares of the plot's width and height
 * @param factor under 1: larger cells
 */
export function zoomAt(
  view: Viewport,
  size: MatrixSize,
  factor: number,
  x: number,
  y: number,
): Viewport {
  const columns = bounded(view.columns * factor, size.columns)
  const rows = bounded(view.rows * factor, size.rows)
  const isAlmostAll = columns >= almost * size.columns && rows >= almost * size.rows
  if (factor > 1 && isAlmostAll) return fitAll(size)
  const column = view.column + x * (view.columns - columns)
  const row = view.row + y * (view.rows - rows)
  return inside({ column, row, columns, rows }, size)
}

/** Moves by cells, as far as there are any. */
export function panBy(view: Viewport, size: MatrixSize, columns: number, rows: number): Viewport {
  return inside({ ...view, column: view.column + columns, row: view.row + rows }, size)
}

/** Moves no further than it takes to show a cell whole. */
export function showCell(view: Viewport, size: MatrixSize, { row, column }: Cell): Viewport {
  const moved = {
    ...view,
    row: Math.max(row + 1 - view.rows, Math.min(view.row, row)),
    column: Math.max(column + 1 - view.columns, Math.min(view.column, column)),
  }
  return inside(moved, size)
}

/** Keeps what is shown when the matrix gets another size, unless all of it was shown. */
export function refit(view: Viewport, before: MatrixSize, now: MatrixSize): Viewport {
  if (isFitted(view, before)) return fitAll(now)
  const columns = bounded(view.columns, now.columns)
  const rows = bounded(view.rows, now.rows)
  return inside({ ...view, columns, rows }, now)
}

/** The cell at a point of the plot in pixels, or null beside the matrix. */
export function cellAt(
  view: Viewport,
  size: MatrixSize,
  plot: PlotSize,
  x: number,
  y: number,
): Cell | null {
  const column = Math.floor(view.column + (x / plot.width) * view.columns)
  const row = Math.floor(view.row + (y / plot.height) * view.rows)
  const isInside = column >= 0 && row >= 0 && column < size.columns && row < size.rows
  return isInside ? { row, column } : null
}

export function shownCells(view: Viewport, { rows, columns }: MatrixSize): CellRange {
  // What sums of fractions leave over does not count as a part of a cell.
  const tiny = 1e-6
  return {
    fromRow: Math.max(0, Math.floor(view.row + tiny)),
    toRow: Math.min(rows, Math.ceil(view.row + view.rows - tiny)),
    fromColumn: Math.max(0, Math.floor(view.column + tiny)),
    toColumn: Math.min(columns, Math.ceil(view.column + view.columns - tiny)),
  }
}

function bounded(count: number, all: number): number {
  return Math.max(Math.min(fewest, all), Math.min(all, count), Math.min(1, all))
}

function inside(view: Viewport, { rows, columns }: MatrixSize): Viewport {
  return {
    ...view,
    column: Math.max(0, Math.min(columns - view.columns, view.column)),
    row: Math.max(0, Math.min(rows - view.rows, view.row)),
  }
}
