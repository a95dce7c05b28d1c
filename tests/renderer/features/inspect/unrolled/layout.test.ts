// Everything of the drawing stands in its picture, cells apart from each other, arrows the way that a layer reads.
import { describe, expect, it } from 'vitest'
import {
  foldTokens,
  keepInView,
} from '../../../../../src/renderer/src/features/inspect/unrolled/fold-columns'
import {
  columnsThatFit,
  layOut,
  sizes,
  type Layout,
} from '../../../../../src/renderer/src/features/inspect/unrolled/layout'
import { planNetwork } from '../../../../../src/renderer/src/features/inspect/unrolled/network-plan'
import { classifier, languageModel, tagger, translator, type Sample } from '../sample-inspection'

function layoutOf({ inspection, experiment }: Sample, capacity = 12): Layout {
  return layOut(
    planNetwork(inspection, experiment).map(({ axis, tokens, levels, reading }) => ({
      ...{ levels, reading },
      columns: foldTokens(
        tokens.tokens.length,
        capacity,
        keepInView(0, 0, tokens.tokens.length, capacity),
      ),
      outputs: inspection.outputs.filter((one) => one.axis === axis).map(({ at }) => at),
      backwards: (layer) => inspection.layers[layer].goesBackwards,
    })),
    true,
  )
}

const samples: readonly (readonly [string, Sample])[] = [
  ['a classifier', classifier(3)],
  ['a classifier of 500 tokens', classifier(500)],
  ['a tagger', tagger(6)],
  ['a language model', languageModel(40)],
  ['an encoder-decoder', translator()],
]

interface Point {
  readonly x?: number
  readonly y?: number
}

/** All numbers of a path, in twos. */
function pointsOf(path: string): readonly Point[] {
  return [...path.matchAll(/([MHVC])([^MHVC]+)/g)].flatMap(([, command, numbers]): Point[] => {
    const values = numbers.trim().split(/[ ,]+/).map(Number)
    if (command === 'H') return [{ x: values[0] }]
    if (command === 'V') return [{ y: values[0] }]
    return values.flatMap((x, index) => (index % 2 === 0 ? [{ x, y: values[index + 1] }] : []))
  })
}

describe.each(samples)('%s', (_, sample) => {
  const layout = layoutOf(sample)

  it('is inside its picture', () => {
    const paths = [
      ...layout.handovers,
      ...layout.blocks.flatMap(({ lines }) => lines.map(({ path }) => path)),
    ]
    expect(paths.length).toBeGreaterThan(0)
    for (const { x = 0, y = 0 } of paths.flatMap(pointsOf)) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(layout.width)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(layout.height)
    }
    for (const { rows, tokenY, outputY } of layout.blocks)
      for (const y of [tokenY, outputY, ...rows.map((row) => row.y)]) {
        expect(y).toBeGreaterThan(0)
        expect(y).toBeLessThan(layout.height)
      }
  })

  it('keeps cells apart and has a row for each layer', () => {
    const rows = layout.blocks.flatMap((block) => block.rows)
    expect(rows.map(({ layer }) => layer).toSorted()).toEqual(
      sample.inspection.layers.map((__, at) => at),
    )
    for (const block of layout.blocks) {
      for (const [index, { x }] of block.columns.slice(1).entries())
        expect(x - block.columns[index].x).toBeGreaterThan(sizes.cell.width)
      for (const [index, { y }] of block.rows.slice(1).entries())
        expect(block.rows[index].y - y).toBeGreaterThan(sizes.cell.height)
    }
  })

  it('draws arrows the way each layer reads', () => {
    for (const block of layout.blocks)
      for (const row of block.rows) {
        const goesBackwards = sample.inspection.layers[row.layer].direction === 'backward'
        expect(row.goesBackwards).toBe(goesBackwards)
        expect(row.arrows).toHaveLength(block.columns.length - 1)
        for (const { x1, x2 } of row.arrows) expect(x1 > x2).toBe(goesBackwards)
        expect(row.start.x1 > row.start.x2).toBe(goesBackwards)
      }
  })
})

it('places outputs where the task has them', () => {
  const placed = (sample: Sample) =>
    layoutOf(sample).blocks.map(({ outputs }) => outputs.map(({ token }) => token))
  expect(placed(classifier(5))).toEqual([[4]])
  expect(placed(tagger(4))).toEqual([[0, 1, 2, 3]])
  expect(placed(translator('ab', 'cd'))).toEqual([[], [0, 1, 2]])
  const [long] = placed(languageModel(500))
  expect(long).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 498, 499])
})

it('hands the last state of each encoder layer to the decoder, of a Bidirectional both', () => {
  const { handovers, blocks } = layoutOf(translator())
  expect(handovers).toHaveLength(2)
  const [source, target] = blocks
  for (const path of handovers) {
    const points = pointsOf(path)
    const end = points[points.length - 1]
    expect(end.y).toBe(target.rows[0].y)
    expect(end.x).toBeGreaterThan(source.x + source.width)
    expect(end.x).toBeLessThan(target.columns[0].x)
  }
})

it('counts the columns that a width has room for', () => {
  const width = layoutOf(classifier(10)).width
  expect(columnsThatFit(width, 1)).toBe(10)
  expect(columnsThatFit(width - 1, 1)).toBe(9)
})
