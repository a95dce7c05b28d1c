// Whatever bytes a file holds, reading it gives rows or a sentence: never a throw, a hang or endless memory.
import { afterAll, describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { seededRandom } from '../../../../src/worker/text/random'
import { csvOf, DataFiles } from '../data-files'
import { parquetOf, tarGzOf, tarOf, zipOf } from './packed-files'
import { readAll } from './read-all'

const files = new DataFiles()
afterAll(() => files.remove())

const csv = csvOf(60)
const rows = Array.from({ length: 60 }, (_, row) => ({
  text: `text "${row}" \\ é`,
  label: row % 3,
}))
const tries = 300
/** More than the readers hold of any file, far less than a file can claim. */
const roomyBytes = 700 * 1024 * 1024

const originals: readonly [string, () => Buffer | Promise<Buffer>][] = [
  ['a.zip', () => zipOf({ 'a.csv': csv, 'b.csv': csv })],
  ['a.tar', () => tarOf({ 'a.csv': csv, 'b.csv': csv })],
  ['a.tar.gz', () => tarGzOf({ 'a/1.txt': 'one', 'b/1.txt': 'two', 'b/2.txt': csv })],
  ['a.csv.gz', () => gzipSync(csv)],
  ['a.json', () => Buffer.from(JSON.stringify(rows, null, 1))],
  [
    'a.parquet',
    () => parquetOf({ text: rows.map((row) => row.text), label: rows.map((row) => row.label) }, 20),
  ],
]

/** The bytes with a few of them changed, some cut out or doubled, or the end cut off. */
function mutate(bytes: Buffer, random: () => number): Buffer {
  const within = (limit: number): number => Math.floor(random() * limit)
  const copy = Buffer.from(bytes)
  for (let change = 0; change < 1 + within(6); change++) copy[within(copy.length)] = within(256)
  const at = within(copy.length)
  const end = Math.min(copy.length, at + within(40))
  const kind = within(5)
  if (kind === 0) return copy.subarray(0, at)
  if (kind === 1) return Buffer.concat([copy.subarray(0, at), copy.subarray(end)])
  if (kind === 2) return Buffer.concat([copy.subarray(0, end), copy.subarray(at)])
  return copy
}

describe('mutated bytes', () => {
  it.each(originals)('of %s', { timeout: 120_000 }, async (name, make) => {
    const original = await make()
    const random = seededRandom(17)
    const outcomes = { rows: 0, sentences: 0 }
    const before = process.memoryUsage.rss()
    for (let attempt = 0; attempt < tries; attempt++) {
      const read = await readAll(files.write(name, mutate(original, random)))
      if ('ok' in read) {
        outcomes.sentences++
        expect(read.message).toMatch(/^[^\n]{20,}\.$/)
      } else outcomes.rows++
    }
    expect(outcomes.sentences).toBeGreaterThan(10)
    expect(process.memoryUsage.rss() - before).toBeLessThan(roomyBytes)
  })
})
