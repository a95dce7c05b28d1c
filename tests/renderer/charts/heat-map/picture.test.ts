// A heat map as files: SVG that holds every cell and says what it shows, and CSV that holds every number.
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { colorOf } from '../../../../src/renderer/src/charts/heat-map/colors'
import { heatMapCsv } from '../../../../src/renderer/src/charts/heat-map/csv'
import {
  cutOut,
  heatMapSvg,
  mostRectangles,
  type HeatPicture,
} from '../../../../src/renderer/src/charts/heat-map/picture'

function pictureOf(rows: number, columns: number, tokens: readonly string[] = []): HeatPicture {
  const values = Float32Array.from({ length: rows * columns }, (_, at) => Math.sin(at))
  return {
    matrix: { rows, columns, values },
    shown: { fromRow: 0, toRow: rows, fromColumn: 0, toColumn: columns },
    title: 'Hidden state <h> & "more"',
    unit: 'activation',
    axes: {
      rows: { title: 'unit', labels: String },
      columns: { title: 'token', labels: (index) => tokens[index] ?? `t${index}` },
    },
    coloring: { kind: 'diverging', domain: [-1, 1], theme: 'light' },
    isCut: true,
  }
}

const noBitmap = (): string => {
  throw new Error('few cells need no bitmap')
}

describe('the SVG', () => {
  it('has a rectangle in its colour for each of a few cells', () => {
    const picture = pictureOf(3, 4)
    const svg = heatMapSvg(picture, noBitmap)
    const cells = /<g shape-rendering="crispEdges">(.*?)<\/g>/.exec(svg)?.[1] ?? ''
    const fills = [...cells.matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, fill]) => fill)
    const colors = [...picture.matrix.values].map((value) =>
      colorOf(value, [-1, 1], 'diverging', 'light'),
    )
    expect(fills).toEqual(colors)
  })

  it('says title, unit, axes and the ends of the scale', () => {
    const svg = heatMapSvg(pictureOf(3, 4), noBitmap)
    for (const words of ['Hidden state &lt;h&gt; &amp; &quot;more&quot;', 'unit ↓', 'token →'])
      expect(svg).toContain(`>${words}<`)
    expect(svg).toContain('activation; the line marks 0')
    expect(svg).toContain('>≤ -1<')
    expect(svg).toContain('≥ 1')
  })

  it('holds no character that XML forbids, whatever a token is', () => {
    const svg = heatMapSvg(pictureOf(1, 3, ['\u0000<b>', '"&', '\u001b[']), noBitmap)
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
    expect(svg).toContain('&lt;b&gt;')
    expect(svg).not.toContain('<b>')
  })

  it('has a bitmap of one pixel a cell for very many', () => {
    const picture = pictureOf(100, mostRectangles / 100 + 1)
    let size: readonly number[] = []
    const svg = heatMapSvg(picture, (pixels, columns, rows) => {
      size = [pixels.length, columns, rows]
      return 'data:image/png;base64,AAAA'
    })
    expect(size).toEqual([4 * 100 * 41, 41, 100])
    expect(svg).toContain('href="data:image/png;base64,AAAA"')
    expect(svg.match(/<rect/g)?.length).toBeLessThan(60)
  })

  it('shows the part that shows, with its own labels', () => {
    const picture = pictureOf(10, 10)
    const shown = { fromRow: 4, toRow: 6, fromColumn: 7, toColumn: 10 }
    const svg = heatMapSvg({ ...picture, shown }, noBitmap)
    for (const label of ['4', '5', 't7', 't9']) expect(svg).toContain(`>${label}<`)
    expect(svg).not.toContain('>t6<')
    const part = cutOut(picture.matrix, shown)
    expect([...part.values]).toEqual(
      [47, 48, 49, 57, 58, 59].map((at) => Math.fround(Math.sin(at))),
    )
  })
})

describe('the CSV', () => {
  it('is read back as it was', () => {
    const picture = pictureOf(2, 3, ['a,b', 'say "hi"', '=1+1'])
    const values = Float32Array.from([0.1, -2, NaN, 1e-9, 3, 4])
    const csv = heatMapCsv({ ...picture.matrix, values }, picture.axes)
    expect(parse(csv)).toEqual([
      ['unit/token', 'a,b', 'say "hi"', "'=1+1"],
      ['0', '0.1', '-2', ''],
      ['1', '1e-9', '3', '4'],
    ])
  })
})
