// A heat map as an SVG: title, axes, labels and legend as vectors; cells as rectangles, or as a bitmap where they are very many.
import type { Matrix } from '#shared/domain/inside/cells'
import { svgDocument, svgElement, svgText } from '../svg-text'
import { cellPixels, type Coloring } from './cell-pixels'
import { colorOf } from './colors'
import {
  cellBox,
  heatLayout,
  heatMarks,
  labelSize,
  type HeatAxes,
  type HeatLayout,
  type TextMark,
} from './heat-marks'
import { legendOf } from './legend'
import type { ThemeName } from './scale-types'
import { fitAll, type CellRange } from './viewport'

export interface HeatPicture {
  readonly matrix: Matrix
  /** The cells that the picture has. */
  readonly shown: CellRange
  readonly title: string
  readonly unit: string
  readonly axes: HeatAxes
  readonly coloring: Coloring
  readonly isCut: boolean
}

/** A bitmap of one pixel for each cell as a data URL of a PNG. */
export type EncodeBitmap = (
  pixels: Uint8ClampedArray<ArrayBuffer>,
  columns: number,
  rows: number,
) => string

/** More cells than that are a bitmap. */
export const mostRectangles = 4000

const padding = 24
const heading = 34
const footing = 34
const least = { width: 480, height: 200 }
const most = { width: 1200, height: 900 }

const inks: Record<
  ThemeName,
  { readonly text: string; readonly ink: string; readonly surface: string }
> = {
  light: { text: '#64615a', ink: '#1c1b19', surface: '#fcfcfb' },
  dark: { text: '#a3a3ac', ink: '#ededef', surface: '#1b1b1d' },
}

/** The cells that a picture shows, as a matrix and axes of their own. */
export function cutOut(matrix: Matrix, shown: CellRange): Matrix {
  const columns = shown.toColumn - shown.fromColumn
  const rows = shown.toRow - shown.fromRow
  const values = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const from = (shown.fromRow + row) * matrix.columns + shown.fromColumn
    values.set(matrix.values.subarray(from, from + columns), row * columns)
  }
  return { rows, columns, values }
}

/** The file's text; the same input gives the same bytes. */
export function heatMapSvg(picture: HeatPicture, encode: EncodeBitmap): string {
  const { title, unit, coloring, isCut } = picture
  const matrix = cutOut(picture.matrix, picture.shown)
  const axes = shiftedAxes(picture.axes, picture.shown)
  const room = roomFor(matrix)
  const layout = heatLayout(room, matrix, axes, roughWidth)
  const { ink, text, surface } = inks[coloring.theme]
  const width = room.width + 2 * padding
  const height = heading + room.height + footing + 2 * padding
  const marks = heatMarks(layout, fitAll(matrix), matrix, axes, roughWidth)
  return svgDocument(
    ...([width, height] as const),
    svgElement('rect', { width, height, fill: surface }),
    words(padding, padding + 8, title, { fill: ink, 'font-size': 16, 'font-weight': 600 }),
    svgElement(
      'g',
      { transform: `translate(${padding} ${padding + heading})` },
      cells(matrix, layout, coloring, encode),
      ...marks.map((mark) => label(mark, text)),
      legend(coloring, isCut, unit, room.height + footing, text),
    ),
  )
}

/** The same in the page, where a canvas makes the bitmap. */
export function heatMapPicture(picture: HeatPicture): string {
  return heatMapSvg(picture, encodeOnCanvas)
}

function encodeOnCanvas(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  columns: number,
  rows: number,
): string {
  const canvas = document.createElement('canvas')
  canvas.width = columns
  canvas.height = rows
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, columns, rows), 0, 0)
  return canvas.toDataURL('image/png')
}

function cells(
  matrix: Matrix,
  { plot }: HeatLayout,
  coloring: Coloring,
  encode: EncodeBitmap,
): string {
  const { rows, columns, values } = matrix
  if (values.length > mostRectangles) {
    const href = encode(cellPixels(matrix, coloring), columns, rows)
    const { left: x, top: y, width, height } = plot
    const look = { preserveAspectRatio: 'none', 'image-rendering': 'pixelated' }
    return svgElement('image', { x, y, width, height, href, ...look })
  }
  const { domain, kind, theme } = coloring
  const all = Array.from(values, (value, at) => {
    const row = Math.floor(at / columns)
    const box = cellBox(plot, fitAll(matrix), row, at - row * columns)
    const fill = colorOf(value, domain, kind, theme)
    return svgElement('rect', {
      x: box.left,
      y: box.top,
      width: box.width,
      height: box.height,
      fill,
    })
  })
  return svgElement('g', { 'shape-rendering': 'crispEdges' }, ...all)
}

function label(mark: TextMark, fill: string): string {
  const look = { fill, 'font-size': labelSize, 'text-anchor': mark.anchor }
  const turn = { transform: `rotate(-90 ${mark.x} ${mark.y})` }
  return words(mark.x, mark.y, mark.text, mark.isTurned ? { ...look, ...turn } : look)
}

function legend(coloring: Coloring, isCut: boolean, unit: string, y: number, fill: string): string {
  const { low, high, colors, zero } = legendOf(coloring, isCut)
  const look = { fill, 'font-size': 12 }
  const left = roughWidth(low) + 10
  const width = 160
  const bar = width / colors.length
  const bars = colors.map((color, index) =>
    svgElement('rect', {
      x: left + index * bar,
      y: y - 6,
      width: bar + 0.5,
      height: 12,
      fill: color,
    }),
  )
  const mark = { x: left + zero * width - 0.5, y: y - 8, width: 1, height: 16, fill }
  const after = left + width + 8
  const note = zero > 0 ? `${unit}; the line marks 0` : unit
  return svgElement(
    'g',
    {},
    words(0, y, low, look),
    ...bars,
    svgElement('rect', mark),
    words(after, y, high, look),
    words(after + roughWidth(high) + 16, y, note, look),
  )
}

function words(
  x: number,
  y: number,
  text: string,
  look: Readonly<Record<string, string | number>>,
): string {
  const font = { 'font-family': 'system-ui, sans-serif', 'dominant-baseline': 'central' }
  return svgElement('text', { x, y, ...font, ...look }, svgText(text))
}

function shiftedAxes({ rows, columns }: HeatAxes, { fromRow, fromColumn }: CellRange): HeatAxes {
  const shift = (axis: HeatAxes['rows'], from: number): HeatAxes['rows'] => {
    const { title, labels } = axis
    const at = typeof labels === 'function' ? labels : (index: number) => labels[index] ?? ''
    return { title, labels: (index) => at(from + index) }
  }
  return { rows: shift(rows, fromRow), columns: shift(columns, fromColumn) }
}

// Cells of 18 pixels where there are few, and no less than one where there are many.
function roomFor({ rows, columns }: Matrix): { width: number; height: number } {
  return {
    width: Math.max(least.width, Math.min(most.width, columns * 18)),
    height: Math.max(least.height, Math.min(most.height, rows * 18)),
  }
}

// A file has no page to measure words on: letters of a usual font are about six tenths as wide as high.
function roughWidth(text: string): number {
  return [...text].length * labelSize * 0.6
}
