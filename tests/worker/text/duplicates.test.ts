// Copies of rows: counted exactly while they fit, estimated from a sample beyond.
import { expect, it } from 'vitest'
import { DuplicateCounter } from '../../../src/worker/text/duplicates'
import { rowHash } from '../../../src/worker/text/row-hash'

const hashOf = (row: number): number => rowHash(`row ${row}`, row % 2)

it('counts like a set', () => {
  const counter = new DuplicateCounter()
  const seen = new Set<number>()
  let copies = 0
  for (let row = 0; row < 20_000; row++) {
    const hash = row === 5 ? 0 : hashOf((row * row) % 7001)
    if (seen.has(hash)) copies++
    seen.add(hash)
    counter.add(hash)
  }
  expect(counter.isEstimate).toBe(false)
  expect(counter.count).toBe(copies)
})

it('estimates within a few percent once there are more rows than it holds', () => {
  const counter = new DuplicateCounter(4000)
  const rows = 100_000
  for (let row = 0; row < rows; row++) counter.add(hashOf(row))
  for (let row = 0; row < rows; row += 4) counter.add(hashOf(row))
  expect(counter.isEstimate).toBe(true)
  expect(Math.abs(counter.count / (rows / 4) - 1)).toBeLessThan(0.1)
})

it('tells rows apart that differ in the first letter and the label', () => {
  const texts = Array.from({ length: 64 }, (_, letter) => `${String.fromCharCode(64 + letter)}at`)
  const counter = new DuplicateCounter()
  for (let label = 0; label < 64; label++)
    for (const text of texts) counter.add(rowHash(text, label))
  expect(counter.count).toBe(0)
})
