// Copies of rows are noticed exactly, as long as the rows can be remembered.
import { expect, it } from 'vitest'
import { rowHash } from '../../../src/worker/text/row-hash'
import { SeenRows } from '../../../src/worker/text/seen-rows'

it('notices every copy, and nothing else', () => {
  const seen = new SeenRows()
  const copies = Array.from({ length: 30_000 }, (_, row) => seen.add(rowHash(`${row % 20_000}`, 0)))
  expect(copies.filter(Boolean)).toHaveLength(10_000)
  expect(copies.indexOf(true)).toBe(20_000)
  expect([seen.copies, seen.isFull]).toEqual([10_000, false])
  expect(seen.add(rowHash('5', 1))).toBe(false)
  expect([seen.add(0), seen.add(0)]).toEqual([false, true])
})

it('goes on with those it remembers once it is full', () => {
  const seen = new SeenRows(100)
  for (let row = 0; row < 200; row++) seen.add(rowHash(`${row}`, 0))
  expect(seen.isFull).toBe(true)
  expect([seen.add(rowHash('7', 0)), seen.add(rowHash('150', 0))]).toEqual([true, false])
})
