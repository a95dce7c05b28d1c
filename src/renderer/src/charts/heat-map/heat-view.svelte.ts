// What a person looks at in one heat map: the cells that show and the one under the cursor; keys, wheel and fingers change them.
import {
  fitAll,
  isFitted,
  panBy,
  refit,
  showCell,
  zoomAt,
  type Cell,
  type MatrixSize,
  type Viewport,
} from './viewport'

const zoomStep = 1.5

export class HeatView {
  readonly #size: () => MatrixSize
  // With the size that it was chosen for; null: everything.
  #chosen: { readonly view: Viewport; readonly size: MatrixSize } | null = $state.raw(null)
  #cursor: Cell | null = $state.raw(null)

  readonly viewport: Viewport = $derived.by(() => {
    const size = this.#size()
    return this.#chosen ? refit(this.#chosen.view, this.#chosen.size, size) : fitAll(size)
  })
  readonly isWhole: boolean = $derived.by(() => isFitted(this.viewport, this.#size()))
  /** The cell that the keys are on; null while nobody used them. */
  readonly cursor: Cell | null = $derived.by(() => {
    const { rows, columns } = this.#size()
    if (!this.#cursor || rows === 0 || columns === 0) return null
    const { row, column } = this.#cursor
    return { row: Math.min(row, rows - 1), column: Math.min(column, columns - 1) }
  })

  /** @param size of the matrix, as it is now */
  constructor(size: () => MatrixSize) {
    this.#size = size
  }

  showAll(): void {
    this.#chosen = null
  }

  /** Zooms at a point, given as shares of the plot; factors under 1 show larger cells. */
  zoom(factor: number, x = 0.5, y = 0.5): void {
    this.#choose(zoomAt(this.viewport, this.#size(), factor, x, y))
  }

  pan(columns: number, rows: number): void {
    this.#choose(panBy(this.viewport, this.#size(), columns, rows))
  }

  /** Puts the cursor on a cell and shows it. */
  focus(cell: Cell): void {
    const { rows, columns } = this.#size()
    this.#cursor = {
      row: Math.max(0, Math.min(rows - 1, cell.row)),
      column: Math.max(0, Math.min(columns - 1, cell.column)),
    }
    if (!this.isWhole) this.#choose(showCell(this.viewport, this.#size(), this.#cursor))
  }

  leave(): void {
    this.#cursor = null
  }

  /** Does what a key means here; false: it means nothing. */
  press(key: string, withControl: boolean): boolean {
    const { row, column } = this.cursor ?? this.#first()
    const cell = this.cursor ? this.#cellAfter(key, withControl, row, column) : undefined
    if (cell) this.focus(cell)
    else if (moving.has(key)) this.focus({ row, column })
    else if (key === '+' || key === '=') this.#zoomAtCursor(1 / zoomStep)
    else if (key === '-') this.#zoomAtCursor(zoomStep)
    else if (key === '0') this.showAll()
    else if (key === 'Escape' && this.#cursor) this.leave()
    else return false
    return true
  }

  #choose(view: Viewport): void {
    this.#chosen = { view, size: this.#size() }
  }

  // The first cell that shows.
  #first(): Cell {
    return { row: Math.ceil(this.viewport.row), column: Math.ceil(this.viewport.column) }
  }

  #zoomAtCursor(factor: number): void {
    const { row, column, rows, columns } = this.viewport
    const cursor = this.cursor
    if (!cursor) return this.zoom(factor)
    this.zoom(factor, (cursor.column + 0.5 - column) / columns, (cursor.row + 0.5 - row) / rows)
    // At an edge half of it would be cut off.
    this.focus(cursor)
  }

  #cellAfter(key: string, withControl: boolean, row: number, column: number): Cell | undefined {
    const { rows, columns } = this.#size()
    const page = Math.max(1, Math.floor(this.viewport.rows) - 1)
    const cells: Record<string, Cell> = {
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      PageUp: { row: row - page, column },
      PageDown: { row: row + page, column },
      Home: { row: withControl ? 0 : row, column: 0 },
      End: { row: withControl ? rows - 1 : row, column: columns - 1 },
    }
    return cells[key]
  }
}

const moving: ReadonlySet<string> = new Set([
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
  ...['PageUp', 'PageDown', 'Home', 'End'],
])
