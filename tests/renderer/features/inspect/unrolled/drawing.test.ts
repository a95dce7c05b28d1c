// The drawing in words and as a table, its keys, its stripes and its lines of attention.
import { describe, expect, it } from 'vitest'
import { attentionLines } from '../../../../../src/renderer/src/features/inspect/unrolled/attention-lines'
import {
  normOf,
  rowOf,
  sampleUnits,
  stateDomain,
  strongestUnit,
} from '../../../../../src/renderer/src/features/inspect/unrolled/cell-state'
import { focusAfter } from '../../../../../src/renderer/src/features/inspect/unrolled/drawing-keys'
import {
  columnTitles,
  drawingCsv,
  drawingRows,
  rowCells,
  rowTitle,
} from '../../../../../src/renderer/src/features/inspect/unrolled/drawing-table'
import {
  shortLabel,
  stepSentence,
  tokenLabel,
  weightSentence,
} from '../../../../../src/renderer/src/features/inspect/unrolled/drawing-words'
import { foldTokens } from '../../../../../src/renderer/src/features/inspect/unrolled/fold-columns'
import { layOut } from '../../../../../src/renderer/src/features/inspect/unrolled/layout'
import { classifier, translator } from '../sample-inspection'

describe('a cell', () => {
  it('shows all of few units, or units at even distances', () => {
    expect(sampleUnits(5)).toEqual([0, 1, 2, 3, 4])
    expect(sampleUnits(16)).toHaveLength(16)
    expect(sampleUnits(64)).toEqual(Array.from({ length: 16 }, (_, index) => 4 * index))
  })

  it('tells norm and strongest unit', () => {
    expect(normOf([3, -4])).toBe(5)
    expect(strongestUnit([0.5, -0.9, 0.9])).toEqual({ unit: 1, value: -0.9 })
    expect(strongestUnit([])).toEqual({ unit: 0, value: 0 })
  })

  it('has a scale that holds the largest state', () => {
    const domainOf = (...values: number[]) =>
      stateDomain({
        hidden: { rows: 1, columns: values.length, values: Float32Array.from(values) },
      })
    expect(domainOf(0.25, -0.3)).toEqual([-0.5, 0.5])
    expect(domainOf(0.99)).toEqual([-1, 1])
    expect(domainOf(0.25, -3)).toEqual([-3, 3])
    expect(domainOf(0)).toEqual([-0.1, 0.1])
  })
})

it('says what a step and its weights are', () => {
  const { inspection } = classifier(3)
  const [layer] = inspection.layers
  const { unit } = strongestUnit(rowOf(layer.hidden, 1))
  const sentence = stepSentence(layer, 1, inspection.source)
  expect(sentence).toMatch(/^lstm, step 2 of 3, “word1”: norm of h \d\.\d{3}, strongest unit /)
  expect(sentence).toContain(`strongest unit ${unit} (`)
  expect(weightSentence({ names: 'W, U, b', count: 8320, used: 42 })).toBe(
    'W, U, b: 8,320 numbers, used 42 times',
  )
  expect(weightSentence({ names: 'W, U', count: 10, used: 1 })).toBe(
    'W, U: 10 numbers, used 1 time',
  )
})

it('shows white space, and cuts what is long', () => {
  expect(['a b', ' ', '\n', ''].map(tokenLabel)).toEqual(['a␣b', '␣', '↵', '·'])
  expect(shortLabel('unbelievable', 8)).toBe('unbelie…')
  expect(shortLabel('good', 8)).toBe('good')
})

describe('the table', () => {
  it('has a row for each token, and of each layer over it the state', () => {
    const { inspection } = translator('ab', 'cd')
    const rows = drawingRows(inspection)
    expect(rows.map(rowTitle)).toEqual([
      '1 a',
      '2 b',
      'written 1 <start>',
      'written 2 c',
      'written 3 d',
    ])
    expect(columnTitles(inspection.layers)).toHaveLength(7)
    for (const row of rows) expect(rowCells(row)).toHaveLength(7)
    const [first] = rows
    expect(first.states[0]?.norm).toBeCloseTo(normOf(rowOf(inspection.layers[0].hidden, 0)), 6)
    expect(first.states[2]).toBeNull()
    expect(rowCells(rows[2])[0]).toBe('c 0.97')
  })

  it('is written with its numbers', () => {
    const { inspection } = classifier(2)
    const lines = drawingCsv(inspection).trimEnd().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe(
      'text,step,token,output,probability,lstm: norm of h,lstm: strongest unit,lstm: its h',
    )
    const cells = lines[2].split(',')
    expect(cells.slice(0, 5)).toEqual(['source', '2', 'word1', 'positive', '0.9'])
    expect(Number(cells[5])).toBeCloseTo(normOf(rowOf(inspection.layers[0].hidden, 1)), 5)
  })
})

describe('keys', () => {
  const order = [0, 1, 2]
  const tokens = (layer: number): number => (layer === 2 ? 4 : 30)
  it.each([
    ['ArrowRight', { layer: 0, token: 5 }, { layer: 0, token: 6 }],
    ['ArrowRight', { layer: 0, token: 29 }, { layer: 0, token: 29 }],
    ['ArrowLeft', { layer: 0, token: 0 }, { layer: 0, token: 0 }],
    ['PageDown', { layer: 0, token: 5 }, { layer: 0, token: 15 }],
    ['Home', { layer: 1, token: 5 }, { layer: 1, token: 0 }],
    ['End', { layer: 1, token: 5 }, { layer: 1, token: 29 }],
    ['ArrowUp', { layer: 1, token: 20 }, { layer: 2, token: 3 }],
    ['ArrowUp', { layer: 2, token: 2 }, { layer: 2, token: 2 }],
    ['ArrowDown', { layer: 2, token: 2 }, { layer: 1, token: 2 }],
    ['x', { layer: 2, token: 2 }, null],
  ])('%s goes from %o to %o', (key, from, to) => {
    expect(focusAfter(key, from, order, tokens)).toEqual(to)
  })
})

it('draws attention to the tokens that were looked at, to a fold with the sum of its tokens', () => {
  const none = { levels: [[0]] as const, reading: null, outputs: [], backwards: () => false }
  const { blocks } = layOut([
    { ...none, columns: foldTokens(30, 9, 2) },
    { ...none, columns: foldTokens(3, 9, 0) },
  ])
  const weights = Array.from({ length: 30 }, (_, index) =>
    index === 0 ? 0.4 : index < 25 ? 0.6 / 24 : 0,
  )
  const steps = [[], weights, []]
  const lines = attentionLines(blocks[0], blocks[1], { axis: 'target', token: 1 }, steps)
  const fold = blocks[0].columns.find(({ kind }) => kind === 'fold')
  const inFold = fold?.kind === 'fold' ? Math.max(0, 25 - fold.from) * (0.6 / 24) : 0
  expect(inFold).toBeGreaterThan(0.4)
  expect(lines[0].weight).toBeCloseTo(0.4)
  expect(lines.some(({ weight }) => Math.abs(weight - inFold) < 1e-9)).toBe(true)
  expect(lines.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1)
  expect(attentionLines(blocks[0], blocks[1], { axis: 'target', token: 7 }, steps)).toEqual([])
  // The other way: who looked at a source token.
  const [looked, ...more] = attentionLines(
    blocks[0],
    blocks[1],
    { axis: 'source', token: 0 },
    steps,
  )
  expect(looked.weight).toBe(0.4)
  expect(looked.path.startsWith(`M${blocks[1].columns[1].x} `)).toBe(true)
  expect(more).toEqual([])
})
