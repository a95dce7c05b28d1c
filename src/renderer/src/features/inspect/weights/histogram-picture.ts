// A histogram of weights: where its bars stand, for the page and the SVG alike, and its numbers as CSV.
import { csvField, csvNumber, csvOf } from '../../../charts/csv-text'
import { formatEnd } from '../../../charts/heat-map/value-words'
import { svgDocument, svgElement, svgText } from '../../../charts/svg-text'
import type { Histogram } from './weight-numbers'

export interface Bar {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One bar for each bin, the highest as high as the plot. */
export function barsOf({ counts }: Histogram, width: number, height: number): readonly Bar[] {
  const most = Math.max(1, ...counts)
  const wide = width / counts.length
  return counts.map((count, index) => {
    const high = (count / most) * height
    return { x: index * wide, y: height - high, width: Math.max(0.5, wide - 1), height: high }
  })
}

/** The lowest and highest number of a bin. */
export function binOf({ counts, limit }: Histogram, index: number): readonly [number, number] {
  const width = (2 * limit) / counts.length
  return [-limit + index * width, -limit + (index + 1) * width]
}

export function histogramCsv(histogram: Histogram): string {
  const rows = histogram.counts.map((count, index) => [
    ...binOf(histogram, index).map(csvNumber),
    String(count),
  ])
  return csvOf([['from', 'to', 'count'].map(csvField), ...rows])
}

export function histogramSvg(title: string, histogram: Histogram): string {
  const [width, height] = [480, 160]
  const font = { 'font-family': 'system-ui, sans-serif', 'font-size': 12, fill: '#64615a' }
  const bars = barsOf(histogram, width, height).map((bar) =>
    svgElement('rect', { ...bar, fill: '#3553c7' }),
  )
  const word = (x: number, anchor: string, text: string): string =>
    svgElement('text', { x, y: height + 18, 'text-anchor': anchor, ...font }, svgText(text))
  return svgDocument(
    ...([width + 48, height + 96] as const),
    svgElement('rect', { width: width + 48, height: height + 96, fill: '#fcfcfb' }),
    svgElement('text', { x: 24, y: 34, ...font, 'font-size': 16, fill: '#1c1b19' }, svgText(title)),
    svgElement(
      'g',
      { transform: 'translate(24 52)' },
      ...bars,
      svgElement('rect', { x: 0, y: height, width, height: 1, fill: '#8a8881' }),
      word(0, 'start', formatEnd(-histogram.limit)),
      word(width / 2, 'middle', '0'),
      word(width, 'end', formatEnd(histogram.limit)),
    ),
  )
}
