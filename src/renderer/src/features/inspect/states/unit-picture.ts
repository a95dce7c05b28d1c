// The lines of one unit as files: an SVG with a small plot for each state and gate, and their numbers as CSV.
import { csvField, csvNumber, csvOf } from '../../../charts/csv-text'
import { labelledIndexes, labelStep, shortened } from '../../../charts/heat-map/axis-labels'
import { formatEnd } from '../../../charts/heat-map/value-words'
import { svgDocument, svgElement, svgText } from '../../../charts/svg-text'
import type { Quantity } from './quantities'
import { endsOf, heightOf, leftOf, linePlot } from './unit-line'
import { rowOf } from './unit-statistics'

type Lines = readonly Pick<Quantity, 'name' | 'matrix' | 'domain' | 'scale'>[]

const size = { width: 640, height: 48 } as const
const left = 150
const gap = 10
const heading = 60

/** A row for each token, a column for each state and gate. */
export function unitCsv(lines: Lines, unit: number, tokens: readonly string[]): string {
  const head = ['token', ...lines.map(({ name }) => name)].map(csvField)
  const rows = lines.map(({ matrix }) => rowOf(matrix, unit))
  return csvOf([
    head,
    ...tokens.map((token, at) => [csvField(token), ...rows.map((row) => csvNumber(row[at]))]),
  ])
}

export function unitSvg(
  title: string,
  lines: Lines,
  unit: number,
  tokens: readonly string[],
): string {
  const bottom = heading + lines.length * (size.height + gap)
  const [width, height] = [left + size.width + 24, bottom + 110]
  return svgDocument(
    ...([width, height] as const),
    svgElement('rect', { width, height, fill: '#fcfcfb' }),
    text(24, 34, title, { 'font-size': 16, fill: '#1c1b19' }),
    ...lines.map((line, index) => plotOf(line, unit, heading + index * (size.height + gap))),
    ...tokenMarks(tokens, bottom),
  )
}

function plotOf({ name, matrix, domain, scale }: Lines[number], unit: number, top: number): string {
  const { lines, zero } = linePlot(rowOf(matrix, unit), domain, scale, size)
  const ends = endsOf(domain, scale)
  const stroke = { fill: 'none', stroke: '#3553c7', 'stroke-width': 1.5 }
  return svgElement(
    'g',
    { transform: `translate(${left} ${top})` },
    svgElement('rect', { ...size, fill: '#f4f4f1' }),
    svgElement('path', { d: `M0 ${zero}H${size.width}`, stroke: '#e3e2dd' }),
    ...lines.map((points) => svgElement('polyline', { points, ...stroke })),
    text(24 - left, size.height / 2, name, {}),
    ...ends.map((end) =>
      text(-6, heightOf(end, domain, scale, size.height), formatEnd(end), {
        'text-anchor': 'end',
        'font-size': 9,
      }),
    ),
  )
}

function tokenMarks(tokens: readonly string[], top: number): string[] {
  const step = labelStep(size.width / Math.max(1, tokens.length), 14)
  return labelledIndexes(0, tokens.length, step).map((index) => {
    const x = left + leftOf(index, tokens.length, size.width)
    const look = { 'text-anchor': 'end', transform: `rotate(-90 ${x} ${top})` }
    return text(x, top, shortened(tokens[index], 16), look)
  })
}

function text(
  x: number,
  y: number,
  words: string,
  look: Readonly<Record<string, string | number>>,
): string {
  const font = { 'font-family': 'system-ui, sans-serif', 'font-size': 11, fill: '#64615a' }
  return svgElement(
    'text',
    { x, y, 'dominant-baseline': 'central', ...font, ...look },
    svgText(words),
  )
}
