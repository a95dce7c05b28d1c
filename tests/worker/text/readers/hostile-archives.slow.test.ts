// Archives that are damaged, locked or made to do harm get a sentence, and nothing is written anywhere.
import { afterAll, describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { csvOf, DataFiles } from '../data-files'
import { parquetOf, tarGzOf, tarOf, zipOf } from './packed-files'
import { failureOf, pairsOf } from './read-all'

const files = new DataFiles()
afterAll(() => files.remove())

const csv = csvOf(2000)
const zeros = Buffer.alloc(120 * 1024 * 1024)

/** The bytes with every occurrence of one text replaced by another of the same length. */
function swapped(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1')
}

/** The zip with the flag "encrypted" set for its only file, in both places. */
function locked(zip: Buffer): Buffer {
  const copy = Buffer.from(zip)
  copy[copy.indexOf('PK\x03\x04', 0, 'latin1') + 6] |= 1
  copy[copy.indexOf('PK\x01\x02', 0, 'latin1') + 8] |= 1
  return copy
}

/** The bytes with one of them changed. */
function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] ^= 0x55
  return copy
}

/** A tar whose first header claims attributes of 4 GB. */
async function withEndlessAttributes(): Promise<Buffer> {
  const tar = await tarOf({ 'a.csv': csv })
  const header = Buffer.from(tar.subarray(0, 512))
  header.write('37777777777\0', 124, 'latin1')
  header.write('x', 156, 'latin1')
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return Buffer.concat([header, Buffer.alloc(8 * 1024 * 1024)])
}

interface Case {
  readonly name: string
  readonly bytes: () => Buffer | Promise<Buffer>
  readonly sentence: string | RegExp
}

const cases: readonly Case[] = [
  {
    name: 'locked.zip',
    bytes: async () => locked(await zipOf({ 'a.csv': csv })),
    sentence:
      'locked.zip/a.csv is encrypted; unpack it with its password, and choose what comes out.',
  },
  {
    name: 'outside.zip',
    bytes: async () => swapped(await zipOf({ 'xx/a.csv': csv }), 'xx/a.csv', '../a.csv'),
    sentence:
      'outside.zip holds a file whose path leads out of it, as no honest archive does; pack it again.',
  },
  {
    name: 'outside.tar',
    bytes: () => tarOf({ '../a.csv': csv }),
    sentence:
      'outside.tar holds a file whose path leads out of it (../a.csv), as no honest archive does; pack it again.',
  },
  {
    name: 'bomb.zip',
    bytes: () => zipOf({ 'a.csv': zeros }),
    sentence:
      'bomb.zip unpacks to more than 200 times its size, as files made to fill a disk do; if you trust it, unpack it yourself.',
  },
  {
    name: 'bomb.csv.gz',
    bytes: () => gzipSync(Buffer.alloc(zeros.length, `${'a'.repeat(1000)},b\n`)),
    sentence:
      'bomb.csv.gz unpacks to more than 200 times its size, as files made to fill a disk do; if you trust it, unpack it yourself.',
  },
  {
    name: 'bomb.tgz',
    bytes: () => tarGzOf({ 'a.csv': zeros }),
    sentence: /^bomb\.tgz unpacks to more than 200 times its size/,
  },
  {
    name: 'packed-twice.zip',
    bytes: async () => zipOf({ 'inner.zip': await zipOf({ 'a.csv': csv }) }),
    sentence:
      'packed-twice.zip holds another archive, inner.zip; unpack it and choose what comes out.',
  },
  {
    name: 'packed-twice.tar',
    bytes: async () => tarOf({ 'inner.tar.gz': await tarGzOf({ 'a.csv': csv }) }),
    sentence:
      'packed-twice.tar holds another archive, inner.tar.gz; unpack it and choose what comes out.',
  },
  {
    name: 'empty.zip',
    bytes: () => zipOf({}),
    sentence:
      'empty.zip has no sub-folders and no tables such as .csv; put the .txt or .md files of each label into a folder named after the label.',
  },
  {
    name: 'flipped.zip',
    bytes: async () => changed(await zipOf({ 'b/a.csv': csv }), 2000),
    sentence:
      'flipped.zip/b/a.csv is damaged or not complete: its zip data cannot be unpacked; download or copy it again.',
  },
  {
    name: 'cut.zip',
    bytes: async () => (await zipOf({ 'a.csv': csv })).subarray(0, 3000),
    sentence:
      'cut.zip is damaged or not complete: its zip data cannot be unpacked; download or copy it again.',
  },
  {
    name: 'cut.tar',
    bytes: async () => (await tarOf({ 'a.csv': csv, 'b.csv': csv })).subarray(0, 80_000),
    sentence:
      'cut.tar is damaged or not complete after b.csv: its tar data cannot be read; download or copy it again.',
  },
  {
    name: 'cut.tar.gz',
    bytes: async () => (await tarGzOf({ 'a.csv': csv })).subarray(0, 3000),
    sentence:
      'cut.tar.gz is damaged or not complete: its gzip data cannot be unpacked; download or copy it again.',
  },
  {
    name: 'attributes.tar',
    bytes: withEndlessAttributes,
    sentence:
      'attributes.tar is damaged or not complete: its tar data cannot be read; download or copy it again.',
  },
  {
    name: 'inner.zip',
    bytes: () => zipOf({ 'a.csv.gz': gzipSync(csv).subarray(0, 500) }),
    sentence:
      'inner.zip/a.csv.gz is damaged or not complete: its gzip data cannot be unpacked; download or copy it again.',
  },
  {
    name: 'not.zip',
    bytes: () => Buffer.from(csv),
    sentence:
      'not.zip is damaged or not complete: its zip data cannot be unpacked; download or copy it again.',
  },
  {
    name: 'zipped.csv',
    bytes: () => zipOf({ 'a.csv': csv }),
    sentence: 'zipped.csv is a zip file; rename it to zipped.csv.zip, or unpack it.',
  },
  {
    name: 'plain.tgz',
    bytes: () => tarOf({ 'a.csv': csv }),
    sentence:
      'plain.tgz is not a gzip file, though its name ends in .tgz; download it again, or rename it if it is plain text.',
  },
  {
    name: 'packed.tar.xz',
    bytes: () => Buffer.from('x'),
    sentence:
      'packed.tar.xz is a .xz file, which the lab does not read; unpack it, or pack it as .zip or .tar.gz.',
  },
  {
    name: 'cut.parquet',
    bytes: () => parquetOf({ text: ['one'], label: ['a'] }).subarray(0, 60),
    sentence: 'cut.parquet is damaged, not complete or no parquet file; download or copy it again.',
  },
  {
    name: 'cut.json',
    bytes: () => Buffer.from('[{"text":"a","label":"b"},\n{"text":"c'),
    sentence:
      'cut.json, line 2: the file ends in the middle of the array; it may not be complete: download or copy it again, or look for a quote that is never closed.',
  },
  {
    name: 'more.json',
    bytes: () => Buffer.from('[{"text":"a","label":"b"}]\n[]'),
    sentence: 'more.json, line 2: there is more after the end of the array; remove it.',
  },
  {
    name: 'deep.json',
    bytes: () => Buffer.from('['.repeat(100_000)),
    sentence: 'deep.json, line 1: a row is nested too deeply; write flat objects.',
  },
  {
    name: 'word.json',
    bytes: () => Buffer.from('"text"'),
    sentence:
      'word.json, line 1: this is not the start of an array; write an array of objects, such as [{"text":"...","label":"..."}].',
  },
  {
    name: 'numbers.json',
    bytes: () => Buffer.from('[1, 2,\n3]'),
    sentence: /^numbers\.json holds no JSON objects/,
  },
  {
    name: 'huge.json',
    bytes: () => Buffer.from(`[{"text":"a","label":1},\n"${'x'.repeat(17 * 1024 * 1024)}"]`),
    sentence:
      'huge.json, line 2: the row that starts here is longer than 16 MiB; look for a quote or bracket that is never closed, or split the row.',
  },
]

describe('hostile and damaged files', () => {
  it.each(cases)('$name', async ({ name, bytes, sentence }) => {
    const message = await failureOf(files.write(name, await bytes()))
    if (typeof sentence === 'string') expect(message).toBe(sentence)
    else expect(message).toMatch(sentence)
  })

  it('leaves out of an archive what systems put into it', async () => {
    const zip = await zipOf({
      '__MACOSX/._a.csv': 'x',
      'a.csv': 'text,label\none,a\n',
      '.b.csv': 'y',
    })
    expect(await pairsOf(files.write('mac.zip', zip))).toEqual(['one=a'])
  })
})
