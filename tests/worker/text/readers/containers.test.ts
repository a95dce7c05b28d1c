// Tables and texts come out of folders and archives alike.
import { afterAll, describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import path from 'node:path'
import { DataFiles } from '../data-files'
import { parquetOf, tarGzOf, tarOf, zipOf, type Contents } from './packed-files'
import { pairsOf, readAll, failureOf } from './read-all'

const files = new DataFiles()
afterAll(() => files.remove())

const csv = 'text,label\none,a\ntwo,b\n'
const json = '[{"text":"one","label":"a"},\n {"text":"two","label":"b"}]'
const jsonl = '{"text":"one","label":"a"}\n{"text":"two","label":"b"}\n'
const parquet = parquetOf({ text: ['one', 'two'], label: ['a', 'b'] })
const two = ['one=a', 'two=b']

let count = 0
/** Writes the same files as a folder, a zip and two tars, each with a folder of its own. */
async function everyWay(contents: Contents): Promise<[string, string][]> {
  const place = `ways-${count++}`
  for (const [name, content] of Object.entries(contents))
    files.write(`${place}/folder/${name}`, content)
  return [
    ['folder', path.join(files.root, place, 'folder')],
    ['zip', files.write(`${place}/a.zip`, await zipOf(contents))],
    ['tar', files.write(`${place}/a.tar`, await tarOf(contents))],
    ['tgz', files.write(`${place}/a.tgz`, await tarGzOf(contents))],
  ]
}

describe('one table', () => {
  it.each([
    ['csv', csv],
    ['tsv', csv.replaceAll(',', '\t')],
    ['jsonl', jsonl],
    ['json', json],
    ['parquet', parquet],
  ])('.%s plain, .gz and in each archive', async (kind, content) => {
    expect(await pairsOf(files.write(`one.${kind}`, content))).toEqual(two)
    expect(await pairsOf(files.write(`one.${kind}.gz`, gzipSync(content)))).toEqual(two)
    const several: Contents[] = [
      { [`one.${kind}`]: content },
      { [`deep/er/one.${kind}`]: content, 'deep/er/README.md': 'read me' },
      { [`one.${kind}.gz`]: gzipSync(content) },
    ]
    for (const contents of several)
      for (const [way, place] of await everyWay(contents))
        expect(await pairsOf(place), way).toEqual(two)
  })
})

describe('several tables', () => {
  it('reads them as one, in the order of their names, and says so', async () => {
    const contents = { 'a.csv': csv, 'b.csv': 'label,text\nc,three\n', 'c.csv': 'text,label\n,d\n' }
    for (const [way, place] of await everyWay(contents)) {
      expect(await pairsOf(place), way).toEqual([...two, 'three=c'])
      const read = await readAll(place)
      if ('ok' in read) throw new Error(read.message)
      expect(read.source.notes).toEqual(['Read as one table: a.csv, b.csv, c.csv.'])
      expect(read.source.files).toBe(3)
      expect(read.rows[3]).toMatchObject({ file: 'c.csv', line: 2, problem: '"text" is empty.' })
      expect(read.source.meter.done).toBe(read.source.meter.total)
    }
  })

  it('refuses other columns with the names of both files', async () => {
    for (const [way, place] of await everyWay({ 'a.csv': csv, 'b.csv': 'review,stars\nx,1\n' }))
      expect(await failureOf(place), way).toBe(
        `${path.basename(place)}/b.csv has the columns "review", "stars", but ${path.basename(place)}/a.csv has "text", "label"; files that are read as one table need the same columns.`,
      )
  })

  it('reads the kind that most files have, and counts the others as left out', async () => {
    const place = files.write('mixed/a.csv', csv)
    files.write('mixed/b.csv', csv)
    files.write('mixed/meta.json', '{}')
    const read = await readAll(path.dirname(place))
    if ('ok' in read) throw new Error(read.message)
    expect(read.rows[0]).toMatchObject({
      file: 'meta.json',
      problem: 'It was not read, for most tables beside it are .csv files.',
    })
    expect(read.rows).toHaveLength(5)
  })

  it('takes train before test, as files and as folders', async () => {
    const several: Contents[] = [
      { 'train.csv': csv, 'test.csv': 'text,label\nthree,c\n' },
      { 'train-00000-of-00002.csv': csv, 'test-0.csv': 'text,label\nthree,c\n' },
      { 'train/x.csv': csv, 'test/x.csv': 'text,label\nthree,c\n' },
    ]
    for (const contents of several)
      for (const [way, place] of await everyWay(contents)) {
        expect(await pairsOf(place), way).toEqual(two)
        expect(await pairsOf(place, { split: 'test' }), way).toEqual(['three=c'])
      }
  })
})

describe('texts in a folder per label', () => {
  it('come out of every container, as .txt and .md', async () => {
    const contents = {
      'set/train/pos/1.txt': 'good',
      'set/train/neg/1.md': 'bad',
      'set/train/pos/notes.pdf': '%PDF',
      'set/test/pos/1.txt': 'fine',
      'set/test/neg/1.txt': 'poor',
    }
    for (const [way, place] of await everyWay(contents)) {
      expect((await pairsOf(place)).sort(), way).toEqual(['bad=neg', 'good=pos'])
      expect((await pairsOf(place, { split: 'test' })).sort(), way).toEqual([
        'fine=pos',
        'poor=neg',
      ])
    }
  })

  it('come in turn from each label out of a zip, too', async () => {
    const contents = { 'a/1.txt': '1', 'a/2.txt': '2', 'b/1.txt': '3', 'b/2.txt': '4' }
    const place = files.write('turns.zip', await zipOf(contents))
    expect(await pairsOf(place)).toEqual(['1=a', '3=b', '2=a', '4=b'])
  })
})

describe('dialects', () => {
  it.each([
    ['pipes', 'text|label\none, 1|a\ntwo|b\n', { separator: 'pipe', quote: 'double' }],
    ['semicolons with commas', 'a, text;label\none, 1, 1;a\ntwo;b\n', { separator: 'semicolon' }],
    ['single quotes', "'text','label'\n'one, 1','a'\n'two','b'\n", { quote: 'single' }],
    ['tabs in .csv', 'text\tlabel\none\ta\n', { separator: 'tab' }],
    ['no header', 'one two,a\nthree,b\nfour,a\n', { header: false }],
    ['a header', 'text,label\none,a\n', { header: true, separator: 'comma' }],
  ])('%s', async (name, content, dialect) => {
    const read = await readAll(files.write(`${name}.csv`, content))
    if ('ok' in read) throw new Error(read.message)
    expect(read.source.dialect).toMatchObject(dialect)
  })

  it('calls columns by number where there is no header, and says so where it found out', async () => {
    const place = files.write('headless.csv', 'one,a\ntwo,b\nthree,a\n')
    const found = await readAll(place)
    if ('ok' in found) throw new Error(found.message)
    expect(found.source.sample.columns).toEqual(['column 1', 'column 2'])
    expect(found.source.sample.rows).toHaveLength(3)
    expect(found.source.notes[0]).toMatch(/^The first line looks like a row/)
    const told = await readAll(place, { header: true })
    if ('ok' in told) throw new Error(told.message)
    expect(told.source.sample.columns).toEqual(['one', 'a'])
  })

  it('takes what is chosen: separator, and quotes as plain letters', async () => {
    const place = files.write('odd.csv', 'text,x;label,x\n"one;a\n"two;b\n')
    const read = await readAll(place, { separator: 'semicolon', quote: 'none' })
    if ('ok' in read) throw new Error(read.message)
    expect(read.source.sample).toEqual({
      columns: ['text,x', 'label,x'],
      rows: [
        ['"one', 'a'],
        ['"two', 'b'],
      ],
      dialect: { separator: 'semicolon', quote: 'none', header: true },
    })
  })
})
