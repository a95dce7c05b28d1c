// A text with its scores as an SVG: each token on its colour, its number below, and the legend.
import type { Attribution } from '#shared/domain/inside/words'
import type { Coloring } from '../../../charts/heat-map/cell-pixels'
import { colorOf, inkOn } from '../../../charts/heat-map/colors'
import { svgDocument, svgElement } from '../../../charts/svg-text'
import { shownToken } from '../../try/attention-words'
import { inks, roughWidth, svgLegend, svgWords } from './map-picture'
import { signed } from './score-words'

const width = 900
const padding = 24
const textSize = 14
const numberSize = 10
const line = 48
const gap = 6

/** @param unit what the scores are parts of */
export function scoresSvg(
  { tokens, scores }: Attribution,
  {
    title,
    unit,
    coloring,
  }: { readonly title: string; readonly unit: string; readonly coloring: Coloring },
): string {
  const { ink, text, surface } = inks[coloring.theme]
  const { domain, kind, theme } = coloring
  const boxes: string[] = []
  let [x, y] = [padding, padding + 40]
  for (const [place, token] of tokens.map(shownToken).entries()) {
    const number = signed(scores[place])
    const wide = Math.max(roughWidth(token, textSize), roughWidth(number, numberSize)) + 10
    if (x > padding && x + wide > width - padding) {
      x = padding
      y += line
    }
    const score = scores[place]
    const box = { x, y, width: wide, height: 24, rx: 3, fill: colorOf(score, domain, kind, theme) }
    const middle = { 'text-anchor': 'middle' }
    const on = { ...middle, fill: inkOn(score, domain, kind, theme), 'font-size': textSize }
    const below = { ...middle, fill: text, 'font-size': numberSize }
    boxes.push(
      svgElement('rect', box),
      svgWords(x + wide / 2, y + 17, token, on),
      svgWords(x + wide / 2, y + 36, number, below),
    )
    x += wide + gap
  }
  const height = y + line + 40
  return svgDocument(
    ...([width, height] as const),
    svgElement('rect', { width, height, fill: surface }),
    svgWords(padding, padding + 12, title, { fill: ink, 'font-size': 16, 'font-weight': 600 }),
    ...boxes,
    svgLegend(coloring, unit, padding, y + line + 10),
  )
}
