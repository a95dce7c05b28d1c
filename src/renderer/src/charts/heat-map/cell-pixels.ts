// The cells of a matrix as pixels of a bitmap, one each, and their means where there are more cells than pixels.
import type { Matrix } from '#shared/domain/inside/cells'
import { colorTable, positionOf, tableIndex } from './colors'
import type { Domain, ScaleKind, ThemeName } from './scale-types'

/** How numbers get their colours. */
export interface Coloring {
  readonly kind: ScaleKind
  readonly domain: Domain
  readonly theme: ThemeName
}

/** How many cells each way one pixel of a bitmap stands for; powers of two. */
export interface Binning {
  readonly rows: number
  readonly columns: number
}

/** The least cells to a pixel at which no cell is skipped, by how many pixels a cell has each way. */
export function binningFor(pixelsPerRow: number, pixelsPerColumn: number): Binning {
  return { rows: powerFor(pixelsPerRow), columns: powerFor(pixelsPerColumn) }
}

/** The means of blocks of cells; what is missing in a block is left out of its mean. At the lower and right edge blocks are smaller. */
export function binned(matrix: Matrix, binning: Binning): Matrix {
  if (binning.rows === 1 && binning.columns === 1) return matrix
  const rows = Math.ceil(matrix.rows / binning.rows)
  const columns = Math.ceil(matrix.columns / binning.columns)
  const values = new Float32Array(rows * columns)
  const counts = new Uint32Array(rows * columns)
  for (let row = 0; row < matrix.rows; row++) {
    const target = Math.floor(row / binning.rows) * columns
    const source = row * matrix.columns
    for (let column = 0; column < matrix.columns; column++) {
      const value = matrix.values[source + column]
      if (Number.isNaN(value)) continue
      const at = target + Math.floor(column / binning.columns)
      values[at] += value
      counts[at]++
    }
  }
  for (let at = 0; at < values.length; at++) values[at] = values[at] / counts[at]
  return { rows, columns, values }
}

/** Four bytes for each cell, row by row, as ImageData wants them. */
export function cellPixels(matrix: Matrix, coloring: Coloring): Uint8ClampedArray<ArrayBuffer> {
  const { domain, kind, theme } = coloring
  const table = new Uint32Array(colorTable(kind, theme).buffer)
  const pixels = new Uint32Array(matrix.values.length)
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = table[tableIndex(positionOf(matrix.values[at], domain, kind))]
  return new Uint8ClampedArray(pixels.buffer)
}

/** What every number of a matrix fits into, zero included; missing numbers and infinities aside. */
export function domainOf({ values }: Pick<Matrix, 'values'>): Domain {
  let [low, high] = [0, 0]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

/** Whether some of the numbers lie beyond what the scale tells apart. */
export function exceeds(
  { values }: Pick<Matrix, 'values'>,
  kind: ScaleKind,
  domain: Domain,
): boolean {
  const limit =
    kind === 'diverging' ? Math.max(Math.abs(domain[0]), Math.abs(domain[1])) : domain[1]
  const beyond = limit * (1 + 1e-6)
  return values.some((value) => (kind === 'diverging' ? Math.abs(value) : value) > beyond)
}

/** The magnitude that all but a share of the numbers stay under: a scale's end that a few far values do not stretch. */
export function magnitudeUnder({ values }: Pick<Matrix, 'values'>, share: number): number {
  const magnitudes = values.filter(Number.isFinite).map(Math.abs).sort()
  if (magnitudes.length === 0) return 0
  return magnitudes[Math.min(magnitudes.length - 1, Math.floor((1 - share) * magnitudes.length))]
}

function powerFor(pixels: number): number {
  let power = 1
  // A little under a pixel is as good as one.
  while (power * pixels < 0.999 && power < 65_536) power *= 2
  return power
}
