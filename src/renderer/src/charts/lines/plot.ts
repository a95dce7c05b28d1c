// A small chart of lines laid out: where the axes' ticks stand, how each line runs and which of its points have a marker.
import { formatTick } from '../axis-range'
import { valueAxis, xTicks, type ValueAxis } from './axes'
import { placesOf, type ChartLine, type LineChartContent, type LinePoint } from './lines'

/** In pixels. */
export interface PlotSize {
  readonly width: number
  readonly height: number
}

export interface PlotPoint {
  readonly x: number
  readonly y: number
}

export interface Tick {
  readonly at: number
  readonly words: string
}

export interface DrawnLine {
  readonly line: ChartLine
  /** An SVG path, empty where the line has no points. */
  readonly path: string
  /** The points that have a marker. */
  readonly markers: readonly PlotPoint[]
}

export interface LinesPlot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly xTicks: readonly Tick[]
  readonly yTicks: readonly Tick[]
  readonly lines: readonly DrawnLine[]
  readonly reference: Tick | null
  /** Every place that any line has, in order. */
  readonly places: readonly number[]
  xAt(place: number): number
  /** Within the plot, also of a value beyond the axis. */
  yAt(value: number): number
  /** The place of a line that is nearest to a distance from the left; null without any. */
  placeAt(left: number): number | null
}

/** Room for ticks and titles around the plot. */
const margin = { right: 18, top: 12, bottom: 40 } as const
/** Of the value axis' title, and the least that its ticks have. */
const titleWidth = 26
const leastTickWidth = 26
/** Of a usual font at the size of the ticks, in pixels. */
const letterWidth = 6.6
/** Pixels between two markers of a line. */
const markerDistance = 44

/** Lays lines out in a box of so many pixels, which the axes' titles are in as well. */
export function layOut(
  { lines, axes, reference = null }: LineChartContent,
  { width, height }: PlotSize,
): LinesPlot {
  const places = placesOf(lines)
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y))
  const axis = valueAxis(reference ? [...values, reference.y] : values, axes)
  const { tickWords = formatTick } = axes
  const yWords = axis.ticks.map(tickWords)
  const left = leftOf(yWords)
  const box = {
    left,
    right: Math.max(left + 40, width - margin.right),
    top: margin.top,
    bottom: Math.max(margin.top + 40, height - margin.bottom),
  }
  const xAt = axes.isEven ? evenPlaces(places, box) : linearPlaces(places, box)
  const yAt = heightOf(axis, axes.isLog ?? false, box)
  const scale = { xAt, yAt, least: axes.isLog ? axis.min : -Infinity }
  return {
    ...{ ...box, places, xAt, yAt },
    xTicks: xTicks(places, axes.isEven ?? false, box.right - box.left).map((place) => ({
      ...{ at: xAt(place), words: formatTick(place) },
    })),
    yTicks: axis.ticks.map((value, index) => ({ at: yAt(value), words: yWords[index] })),
    lines: lines.map((line) => drawnLine(line, scale)),
    reference: reference && { at: yAt(reference.y), words: reference.name },
    placeAt: (left) => nearest(places, (place) => Math.abs(xAt(place) - left)),
  }
}

type Box = Pick<LinesPlot, 'left' | 'right' | 'top' | 'bottom'>

function leftOf(ticks: readonly string[]): number {
  const widest = Math.max(0, ...ticks.map((words) => [...words].length)) * letterWidth
  return Math.round(titleWidth + Math.max(leastTickWidth, widest))
}

function linearPlaces(places: readonly number[], { left, right }: Box): LinesPlot['xAt'] {
  const first = places[0] ?? 0
  const span = (places.at(-1) ?? 0) - first || 1
  return (place) => left + ((place - first) / span) * (right - left)
}

function evenPlaces(places: readonly number[], { left, right }: Box): LinesPlot['xAt'] {
  const share = (right - left) / Math.max(1, places.length)
  return (place) => left + (places.indexOf(place) + 0.5) * share
}

function heightOf({ min, max }: ValueAxis, isLog: boolean, { top, bottom }: Box) {
  const scaled = isLog ? Math.log10 : (value: number) => value
  const [from, to] = [scaled(min), scaled(max)]
  return (value: number): number => {
    const share = (scaled(isLog ? Math.max(min, value) : value) - from) / (to - from)
    return bottom - Math.max(0, Math.min(1, share)) * (bottom - top)
  }
}

/** A line in pieces: parted where a value is missing and where one is below what is shown, which is an end of a piece only. */
function piecesOf({ points }: ChartLine, least: number): LinePoint[][] {
  const pieces: LinePoint[][] = [[]]
  for (const point of points) {
    if (Number.isFinite(point.y)) pieces[pieces.length - 1].push(point)
    if (!Number.isFinite(point.y)) pieces.push([])
    else if (point.y < least) pieces.push([point])
  }
  return pieces.filter((piece) => piece.some(({ y }) => y >= least))
}

/** From value to pixel. */
interface Scale extends Pick<LinesPlot, 'xAt' | 'yAt'> {
  /** What is below is not shown. */
  readonly least: number
}

function drawnLine(line: ChartLine, scale: Scale): DrawnLine {
  const pieces = piecesOf(line, scale.least)
  const seen = pieces.flat().filter(({ y }) => y >= scale.least)
  return {
    line,
    path: pieces.map((piece) => pathOf(drawnPiece(piece, scale))).join(''),
    markers: markersOf(seen.map(({ x, y }) => ({ x: scale.xAt(x), y: scale.yAt(y) }))),
  }
}

/** An end below what is shown lies where the line leaves the plot. */
function drawnPiece(piece: readonly LinePoint[], { xAt, yAt, least }: Scale): PlotPoint[] {
  return piece.map(({ x, y }, index) => {
    const [own, height] = [xAt(x), yAt(y)]
    if (y >= least) return { x: own, y: height }
    const beside = piece[index === 0 ? 1 : index - 1]
    return { x: own + (xAt(beside.x) - own) * shareBelow(y, beside.y, least), y: height }
  })
}

/** How much of the way up from a value below lies below as well, on a logarithmic axis; from zero it has no place. */
function shareBelow(below: number, above: number, least: number): number {
  return below > 0 ? Math.log(least / below) / Math.log(above / below) : 0
}

function pathOf(points: readonly PlotPoint[]): string {
  return points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
}

/** Few enough that the line stays a line. */
function markersOf(points: readonly PlotPoint[]): PlotPoint[] {
  const marked: PlotPoint[] = []
  for (const point of points) {
    const last = marked.at(-1)
    if (!last || point.x - last.x >= markerDistance) marked.push(point)
  }
  return marked
}

function nearest(places: readonly number[], distance: (place: number) => number): number | null {
  let best: number | null = null
  for (const place of places) if (best === null || distance(place) < distance(best)) best = place
  return best
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
