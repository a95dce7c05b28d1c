// Labels of the axes: as many as fit, never into each other, and at their cells.
import { describe, expect, it } from 'vitest'
import {
  labelledIndexes,
  labelStep,
  shortened,
} from '../../../../src/renderer/src/charts/heat-map/axis-labels'
import {
  cellBox,
  heatLayout,
  heatMarks,
} from '../../../../src/renderer/src/charts/heat-map/heat-marks'
import { fitAll, zoomAt } from '../../../../src/renderer/src/charts/heat-map/viewport'

const measure = (text: string): number => text.length * 7
const room = { width: 700, height: 300 }
const axesOf = (columns: (index: number) => string) => ({
  rows: { title: 'unit', labels: (index: number) => String(index) },
  columns: { title: 'token', labels: columns },
})

describe('steps of labels', () => {
  it.each([
    [20, 14, 1],
    [10, 14, 2],
    [0.6, 14, 50],
    [0.01, 14, 2000],
  ])('cells of %d pixels with %d of room: every %d', (cell, wanted, step) => {
    expect(labelStep(cell, wanted)).toBe(step)
  })

  it('counts from the first multiple in the range', () => {
    expect(labelledIndexes(7, 22, 5)).toEqual([10, 15, 20])
    expect(labelledIndexes(0, 3, 1)).toEqual([0, 1, 2])
    expect(labelledIndexes(4, 4, 1)).toEqual([])
  })

  it('shortens by characters, not by halves of one', () => {
    expect(shortened('unbelievable', 6)).toBe('unbel…')
    expect(shortened('🙂🙂🙂', 3)).toBe('🙂🙂🙂')
  })
})

describe.each([
  ['a few words', { rows: 8, columns: 6 }, (index: number) => `word${index}`, false],
  ['many words', { rows: 512, columns: 500 }, (index: number) => `token${index}`, true],
  ['many numbers', { rows: 512, columns: 500 }, String, false],
] as const)('the marks of %s', (_, size, columns, isTurned) => {
  const axes = axesOf(columns)
  const layout = heatLayout(room, size, axes, measure)
  const views = [fitAll(size), zoomAt(fitAll(size), size, 0.3, 0.4, 0.7)]

  it('turn labels that would not fit beside each other', () => {
    expect(layout.isTurned).toBe(isTurned)
  })

  it('stay apart', () => {
    for (const view of views) {
      const marks = heatMarks(layout, view, size, axes, measure).slice(2)
      const across = marks.filter(({ y }) => y > layout.plot.top + layout.plot.height)
      const down = marks.filter(({ x }) => x < layout.plot.left)
      expect(across.length + down.length).toBe(marks.length)
      expect(Math.min(across.length, down.length)).toBeGreaterThan(1)
      for (let index = 1; index < across.length; index++) {
        const room = isTurned ? 14 : measure(across[index].text)
        expect(across[index].x - across[index - 1].x).toBeGreaterThanOrEqual(room)
      }
      for (let index = 1; index < down.length; index++)
        expect(down[index].y - down[index - 1].y).toBeGreaterThanOrEqual(14)
    }
  })

  it('stand at the middle of their cells', () => {
    for (const view of views)
      for (const mark of heatMarks(layout, view, size, axes, measure).slice(2)) {
        if (mark.x >= layout.plot.left) continue
        const box = cellBox(layout.plot, view, Number(mark.text), 0)
        expect(mark.y).toBeCloseTo(box.top + box.height / 2, 6)
      }
  })

  it('lie inside of the room', () => {
    const { plot } = layout
    expect(plot.left + plot.width).toBeLessThanOrEqual(room.width)
    const longest = Math.min(16, columns(size.columns - 1).length)
    const below = isTurned ? longest * 7 : 14
    expect(plot.top + plot.height + below).toBeLessThanOrEqual(room.height)
  })
})
