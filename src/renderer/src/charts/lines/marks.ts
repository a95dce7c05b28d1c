// A small chart of lines as SVG elements, drawn once for the page and for files.
import { shortened } from '../heat-map/axis-labels'
import { markerPaths } from '../marker-paths'
import { markerOf } from '../markers'
import type { LineInk } from './ink'
import type { ChartLine, LineAxes } from './lines'
import type { LinesPlot, PlotPoint } from './plot'

type Attributes = Readonly<Record<string, string | number>>

/** An element without children but for a text of its own. */
export interface LineMark {
  readonly element: 'path' | 'text'
  readonly attributes: Attributes
  readonly text?: string
}

/** Patterns that tell lines apart without their colour, by colour index. */
export const dashes = ['none', '7 3', '2 3', '9 3 2 3'] as const

/** Of a usual font at the size of the titles, in pixels. */
const letterWidth = 6.5
/** `markerPaths` have their middle here. */
const markerMiddle = { x: 13, y: 6 } as const
/** Of a swatch, in pixels. */
export const swatchSize = { width: 26, height: 12 } as const

/** Axes, the reference and the lines of a plot. @param height of the picture, with the axes' titles */
export function plotMarks(
  plot: LinesPlot,
  axes: LineAxes,
  height: number,
  ink: LineInk,
): readonly LineMark[] {
  return [
    ...axisMarks(plot, axes, height, ink),
    ...plot.lines.flatMap(({ line, path: d, markers }) => [
      path({ d, ...lineLook(line, ink) }),
      ...(hasMarker(line) ? markers.map((point) => markerMark(line, point, ink)) : []),
    ]),
    ...(plot.reference ? referenceMarks(plot, ink) : []),
  ]
}

/** How a line is drawn, in small. @param y of its middle */
export function swatchMarks(line: ChartLine, ink: LineInk, x = 0, y = 6): readonly LineMark[] {
  const stroke = path({ d: `M${x + 1} ${y}h24`, ...lineLook(line, ink) })
  const middle = { x: x + markerMiddle.x, y }
  return hasMarker(line) ? [stroke, markerMark(line, middle, ink)] : [stroke]
}

/** A text whose middle is at `y`. */
export function textMark(x: number, y: number, text: string, look: Attributes): LineMark {
  const attributes = { x, y, 'font-size': 12, 'dominant-baseline': 'central', ...look }
  return { element: 'text', attributes, text }
}

function axisMarks(plot: LinesPlot, axes: LineAxes, height: number, ink: LineInk): LineMark[] {
  const { left, right, top, bottom, xTicks, yTicks } = plot
  const [middle, fill] = [(top + bottom) / 2, ink.text]
  const centred = { fill, 'text-anchor': 'middle' }
  return [
    ...yTicks.flatMap(({ at, words }) => [
      path({ d: `M${left} ${at}H${right}`, stroke: ink.grid }),
      textMark(left - 6, at, words, { fill, 'text-anchor': 'end' }),
    ]),
    path({ d: `M${left} ${bottom}H${right}`, stroke: ink.axis }),
    ...xTicks.flatMap(({ at, words }) => [
      path({ d: `M${at} ${bottom}v4`, stroke: ink.axis }),
      textMark(at, bottom + 13, words, centred),
    ]),
    textMark((left + right) / 2, height - 8, axes.xTitle, centred),
    textMark(10, middle, shortened(axes.yTitle, Math.floor((bottom + top) / letterWidth)), {
      ...centred,
      transform: `rotate(-90 10 ${middle})`,
    }),
  ]
}

/** Its name has an edge of the surface, so that it can be read over a line. */
function referenceMarks({ left, right, top, reference }: LinesPlot, ink: LineInk): LineMark[] {
  if (!reference) return []
  const { at, words } = reference
  const halo = { stroke: ink.surface, 'stroke-width': 4, 'paint-order': 'stroke' }
  const look = { fill: ink.text, 'stroke-linejoin': 'round', ...halo }
  const y = at - 9 < top ? at + 9 : at - 9
  return [
    path({ d: `M${left} ${at}H${right}`, stroke: ink.text, 'stroke-dasharray': '1 3' }),
    textMark(left + 6, y, words, look),
  ]
}

function lineLook(line: ChartLine, ink: LineInk): Attributes {
  const dash = hasMarker(line) ? dashes[line.colorIndex % dashes.length] : 'none'
  return {
    ...{ fill: 'none', stroke: colorOf(line, ink), 'stroke-width': 1.75 },
    ...{ 'stroke-linejoin': 'round', 'stroke-opacity': 0.25 + 0.75 * (line.strength ?? 1) },
    ...(dash === 'none' ? {} : { 'stroke-dasharray': dash }),
  }
}

function markerMark(line: ChartLine, { x, y }: PlotPoint, ink: LineInk): LineMark {
  const color = colorOf(line, ink)
  const transform = `translate(${short(x - markerMiddle.x)} ${short(y - markerMiddle.y)})`
  const d = markerPaths[markerOf(line.colorIndex)]
  return path({ d, transform, fill: color, stroke: color, 'stroke-width': 1.5 })
}

/** The lines of a sequence are told apart by their strength. */
function hasMarker({ strength, points }: ChartLine): boolean {
  return strength === undefined || points.length === 1
}

/** The colour of a line. */
export function colorOf({ colorIndex }: ChartLine, { runs }: LineInk): string {
  return runs[colorIndex % runs.length]
}

function path(attributes: Attributes): LineMark {
  return { element: 'path', attributes }
}

function short(value: number): number {
  return Math.round(value * 10) / 10
}
