// Zooming and panning keep what they should keep, and never leave the matrix.
import { describe, expect, it } from 'vitest'
import {
  cellAt,
  fitAll,
  isFitted,
  panBy,
  refit,
  showCell,
  shownCells,
  zoomAt,
} from '../../../../src/renderer/src/charts/heat-map/viewport'

const size = { rows: 512, columns: 500 }
const plot = { width: 800, height: 400 }

describe('zooming', () => {
  it('keeps the cell at the pointer where it is', () => {
    const [x, y] = [0.3, 0.8]
    const before = fitAll(size)
    const after = zoomAt(before, size, 0.25, x, y)
    const at = (view: typeof before) => [view.column + x * view.columns, view.row + y * view.rows]
    expect(at(after)[0]).toBeCloseTo(at(before)[0], 9)
    expect(at(after)[1]).toBeCloseTo(at(before)[1], 9)
    expect(after.columns).toBe(125)
  })

  it('goes out no further than everything, wherever it was', () => {
    const near = panBy(zoomAt(fitAll(size), size, 0.1, 0.5, 0.5), size, 900, -900)
    const out = zoomAt(near, size, 1000, 0.9, 0.1)
    expect(out).toEqual(fitAll(size))
    expect(isFitted(out, size)).toBe(true)
  })

  it('shows everything once it shows almost everything', () => {
    const near = zoomAt(fitAll(size), size, 0.9, 0.5, 0.5)
    expect(zoomAt(near, size, 1 / 0.9 - 1e-6, 0.5, 0.5)).toEqual(fitAll(size))
    expect(isFitted(zoomAt(fitAll(size), size, 0.98, 0.5, 0.5), size)).toBe(false)
  })

  it('goes in no further than a few cells', () => {
    const view = zoomAt(fitAll(size), size, 1e-9, 0.5, 0.5)
    expect([view.columns, view.rows]).toEqual([4, 4])
  })

  it('shows a row of one cell whole', () => {
    const narrow = { rows: 1, columns: 32 }
    const view = zoomAt(fitAll(narrow), narrow, 0.01, 0, 0)
    expect([view.columns, view.rows]).toEqual([4, 1])
  })
})

describe('panning', () => {
  it('stops at the edges', () => {
    const view = zoomAt(fitAll(size), size, 0.5, 0, 0)
    expect(panBy(view, size, -10, -10)).toEqual(view)
    expect(panBy(view, size, 1e6, 1e6)).toMatchObject({ column: 250, row: 256 })
  })

  it('follows a cell no further than needed', () => {
    const view = zoomAt(fitAll(size), size, 0.1, 0, 0)
    expect(showCell(view, size, { row: 3, column: 49 })).toEqual(view)
    expect(showCell(view, size, { row: 3, column: 50 })).toMatchObject({ column: 1, row: 0 })
    expect(showCell(view, size, { row: 511, column: 0 }).row).toBeCloseTo(512 - 51.2, 9)
  })
})

describe('cells and pixels', () => {
  it('finds the cell under a point', () => {
    const view = zoomAt(fitAll(size), size, 0.5, 1, 1)
    expect(cellAt(view, size, plot, 0, 0)).toEqual({ row: 256, column: 250 })
    expect(cellAt(view, size, plot, 799.9, 399.9)).toEqual({ row: 511, column: 499 })
    expect(cellAt(view, size, plot, 801, 10)).toBeNull()
    expect(cellAt(fitAll(size), size, plot, -1, 10)).toBeNull()
  })

  it('counts cells that show in part', () => {
    const view = { column: 1.5, row: 2, columns: 3, rows: 2 }
    const range = { fromColumn: 1, toColumn: 5, fromRow: 2, toRow: 4 }
    expect(shownCells(view, size)).toEqual(range)
  })
})

describe('another matrix', () => {
  it('is shown whole when the one before was', () => {
    expect(refit(fitAll(size), size, { rows: 8, columns: 9 })).toEqual(
      fitAll({ rows: 8, columns: 9 }),
    )
  })

  it('is shown where the one before was, as far as it goes there', () => {
    const view = panBy(zoomAt(fitAll(size), size, 0.2, 0, 0), size, 300, 0)
    const now = { rows: 512, columns: 350 }
    expect(refit(view, size, now)).toMatchObject({ column: 250, columns: 100, row: 0 })
  })
})
