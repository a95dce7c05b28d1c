// A small chart of lines as a file: its title, the chart as the page draws it, larger, and a legend.
import { svgDocument, svgElement, svgText } from '../svg-text'
import type { LineInk } from './ink'
import type { LineChartContent } from './lines'
import { plotMarks, swatchMarks, swatchSize, textMark, type LineMark } from './marks'
import { layOut } from './plot'

const size = { width: 900, height: 420 } as const
const padding = 16
const heading = 40
const rowHeight = 20
/** Characters that fit into a third of the width. */
const shortName = 36

/** The file's text; the same input gives the same bytes. */
export function linesSvg(title: string, content: LineChartContent, ink: LineInk): string {
  const { lines, axes } = content
  const rows = Math.ceil(lines.length / perRowOf(lines))
  const height = heading + size.height + rows * rowHeight + 2 * padding
  const plot = layOut(content, size)
  return svgDocument(
    size.width,
    height,
    svgElement('rect', { width: size.width, height, fill: ink.surface }),
    svgElement(
      'g',
      { 'font-family': 'system-ui, sans-serif' },
      written(textMark(padding, 22, title, { fill: ink.ink, 'font-size': 16, 'font-weight': 600 })),
      svgElement(
        'g',
        { transform: `translate(0 ${heading})` },
        ...plotMarks(plot, axes, size.height, ink).map(written),
        ...legendMarks(content, size.height + padding, ink).map(written),
      ),
    ),
  )
}

/** How many names stand beside each other: fewer where they are long. */
function perRowOf(lines: LineChartContent['lines']): number {
  return lines.some(({ name }) => name.length > shortName) ? 2 : 3
}

function legendMarks({ lines }: LineChartContent, top: number, ink: LineInk): LineMark[] {
  const perRow = perRowOf(lines)
  const entryWidth = (size.width - 2 * padding) / perRow
  return lines.flatMap((line, index) => {
    const x = padding + (index % perRow) * entryWidth
    const y = top + Math.floor(index / perRow) * rowHeight
    return [
      ...swatchMarks(line, ink, x, y),
      textMark(x + swatchSize.width + 8, y, line.name, { fill: ink.ink }),
    ]
  })
}

function written({ element, attributes, text }: LineMark): string {
  return svgElement(element, attributes, ...(text === undefined ? [] : [svgText(text)]))
}
