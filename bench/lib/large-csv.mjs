// node large-csv.mjs SOURCE TARGET BYTES writes a CSV of any size whose rows look like reviews: those of a file, with words
// replaced by words nobody has seen.
import { createReadStream, createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

/** How many words of a hundred are made up, so that a large file has very many different ones. */
const madeUpShare = 0.02

/** Repeats the rows of `source` (.csv.gz with the columns text and label) until `target` has so many bytes. */
async function writeLargeCsv(source, target, bytes) {
  const rows = await readRows(source)
  const random = randomOf(7)
  const file = createWriteStream(target)
  let written = 0
  const write = async (text) => {
    written += Buffer.byteLength(text)
    if (!file.write(text)) await once(file, 'drain')
  }
  await write('text,label\n')
  for (let row = 0; written < bytes; row++) await write(lineOf(rows[row % rows.length], random))
  file.end()
  await once(file, 'close')
}

async function readRows(source) {
  const rows = []
  const parser = createReadStream(source)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }))
  for await (const { text, label } of parser) rows.push({ words: text.split(' '), label })
  return rows
}

function lineOf({ words, label }, random) {
  const changed = words.map((word) =>
    random() < madeUpShare ? `q${Math.floor(random() * 2 ** 32).toString(36)}` : word,
  )
  return `"${changed.join(' ').replaceAll('"', '""')}",${label}\n`
}

/** mulberry32 */
function randomOf(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const [source, target, bytes] = process.argv.slice(2)
await writeLargeCsv(source, target, Number(bytes))
