// Large tables are never held whole: memory stays flat while they are read.
import { closeSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openSource } from '../../../../src/worker/text/readers/source'
import { dataOptions, DataFiles } from '../data-files'
import { parquetOf } from './packed-files'

const files = new DataFiles()
afterAll(() => files.remove())

const columns = { text: 'text', label: 'label' }
const megabyte = 1024 * 1024
const review = 'the quick "brown" fox reads a good review '.repeat(24)

interface Figures {
  readonly rows: number
  readonly mostInBatch: number
  /** Resident bytes at most, above those before. */
  readonly growth: number
}

async function measure(file: string): Promise<Figures> {
  const before = process.memoryUsage.rss()
  const source = await openSource(dataOptions(file))
  if (!source.ok) throw new Error(source.message)
  let [rows, mostInBatch, peak] = [0, 0, before]
  for await (const batch of source.value.rows(columns)) {
    if (!batch.ok) throw new Error(batch.message)
    rows += batch.value.length
    mostInBatch = Math.max(mostInBatch, batch.value.length)
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  return { rows, mostInBatch, growth: peak - before }
}

it('a JSON array of 160 MB', { timeout: 60_000 }, async () => {
  const file = path.join(files.root, 'large.json')
  const out = openSync(file, 'w')
  const chunks = 150
  for (let chunk = 0; chunk < chunks; chunk++) {
    const rows = Array.from({ length: 1000 }, (_, row) =>
      JSON.stringify({ text: `${chunk} ${row} ${review}`, label: row % 2 }),
    )
    writeSync(out, `${chunk === 0 ? '[' : ',\n'}${rows.join(',\n')}`)
  }
  writeSync(out, ']')
  closeSync(out)
  const { rows, growth } = await measure(file)
  expect(rows).toBe(150_000)
  // Held whole it would be more than the file.
  expect(growth).toBeLessThan(100 * megabyte)
})

it('a row group of 60 MB comes in ranges, in its order', { timeout: 60_000 }, async () => {
  const count = 60_000
  const text = Array.from({ length: count }, (_, row) => `${row} ${review}`)
  const bytes = parquetOf({ text, label: text.map((_, row) => row % 2) }, count)
  const file = files.write('large.parquet', bytes)
  const source = await openSource(dataOptions(file))
  if (!source.ok) throw new Error(source.message)
  let next = 0
  for await (const batch of source.value.rows(columns)) {
    if (!batch.ok) throw new Error(batch.message)
    expect(batch.value.length).toBeLessThanOrEqual(count / 2)
    for (const row of batch.value) expect(row.text.startsWith(`${next++} `)).toBe(true)
  }
  expect(next).toBe(count)
})
