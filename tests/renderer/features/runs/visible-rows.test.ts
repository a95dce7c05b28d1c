import { expect, it } from 'vitest'
import { rowOffsets, visibleRows } from '../../../../src/renderer/src/features/runs/visible-rows'

const offsets = rowOffsets([10, 10, 20, 10, 10])

it.each([
  ['at the top', 0, 25, 0, 0, 3],
  ['within a row', 15, 10, 0, 1, 3],
  ['at the border of two rows', 20, 5, 0, 2, 3],
  ['with some to spare', 25, 5, 1, 1, 4],
  ['at the end', 50, 100, 0, 4, 5],
  ['beyond the end, after the list got shorter', 900, 100, 1, 4, 5],
])('the rows %s', (_, top, height, spare, from, to) => {
  expect(visibleRows(offsets, top, height, spare)).toEqual({ from, to })
})

it('there are none in an empty list', () => {
  expect(visibleRows(rowOffsets([]), 0, 500, 6)).toEqual({ from: 0, to: 0 })
})
