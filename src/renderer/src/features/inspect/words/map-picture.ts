// A word map as an SVG: points, the labels that fit, and the legend, as vectors.
import type { EmbeddingMap } from '#shared/domain/inside/words'
import type { Coloring } from '../../../charts/heat-map/cell-pixels'
import { colorOf } from '../../../charts/heat-map/colors'
import { legendOf } from '../../../charts/heat-map/legend'
import type { ThemeName } from '../../../charts/heat-map/scale-types'
import { svgDocument, svgElement, svgText } from '../../../charts/svg-text'
import { shownToken } from '../../try/attention-words'
import { longestFirst, placeLabels } from './place-labels'
import { onPlot, type Frame, type PlotSize } from './word-map-view.svelte'

export interface MapPicture {
  readonly map: EmbeddingMap
  readonly title: string
  readonly frame: Frame
  readonly size: PlotSize
  readonly coloring: Coloring
  /** Words that are labelled before all others. */
  readonly important: readonly number[]
}

export const inks: Record<
  ThemeName,
  { readonly text: string; readonly ink: string; readonly surface: string }
> = {
  light: { text: '#64615a', ink: '#1c1b19', surface: '#fcfcfb' },
  dark: { text: '#a3a3ac', ink: '#ededef', surface: '#1b1b1d' },
}

const heading = 36
const footing = 36
const labelSize = 11

/** The file's text: what shows in the frame. */
export function mapSvg({ map, title, frame, size, coloring, important }: MapPicture): string {
  const { ink, text, surface } = inks[coloring.theme]
  const pointOf = (word: number) => onPlot(frame, size, { x: map.x[word], y: map.y[word] })
  const words = map.tokens.map((_, word) => word)
  const isInside = (word: number) => {
    const { x, y } = pointOf(word)
    return x >= 0 && y >= 0 && x <= size.width && y <= size.height
  }
  const dots = words.filter(isInside).map((word) => {
    const { x, y } = pointOf(word)
    const fill = colorOf(map.norms[word], coloring.domain, coloring.kind, coloring.theme)
    return svgElement('circle', { cx: x, cy: y, r: 2.5, fill, stroke: text, 'stroke-width': 0.4 })
  })
  const labels = placeLabels([...important, ...longestFirst(map.norms)], pointOf, {
    ...{ size, height: labelSize, most: 600 },
    measure: (word) => roughWidth(shownToken(map.tokens[word].token), labelSize),
  }).map(({ word, x, y }) =>
    svgWords(x, y + labelSize * 0.35, shownToken(map.tokens[word].token), {
      fill: ink,
      'font-size': labelSize,
    }),
  )
  const height = heading + size.height + footing
  return svgDocument(
    ...([size.width, height] as const),
    svgElement('rect', { width: size.width, height, fill: surface }),
    svgWords(16, 24, title, { fill: ink, 'font-size': 16, 'font-weight': 600 }),
    svgElement('g', { transform: `translate(0 ${heading})` }, ...dots, ...labels),
    svgLegend(coloring, 'length of the embedding', 16, height - 22),
  )
}

/** How wide a text is in most fonts, where none can be measured. */
export function roughWidth(text: string, fontSize: number): number {
  return [...text].length * fontSize * 0.58
}

export function svgWords(
  x: number,
  y: number,
  content: string,
  look: Readonly<Record<string, string | number>>,
): string {
  const font = { 'font-family': 'system-ui, sans-serif', ...look }
  return svgElement('text', { x, y, ...font }, svgText(content))
}

/** The scale in one line: its ends, its colours, and what the numbers are. */
export function svgLegend(coloring: Coloring, unit: string, x: number, y: number): string {
  const { low, high, colors } = legendOf(coloring, false)
  const { text } = inks[coloring.theme]
  const bar = 160 / colors.length
  const start = roughWidth(low, labelSize) + 6
  const look = { fill: text, 'font-size': labelSize }
  return svgElement(
    'g',
    { transform: `translate(${x} ${y})` },
    svgWords(0, 9, low, look),
    ...colors.map((fill, at) =>
      svgElement('rect', { x: start + at * bar, y: 0, width: bar + 0.5, height: 10, fill }),
    ),
    svgWords(start + 166, 9, `${high} ${unit}`, look),
  )
}
