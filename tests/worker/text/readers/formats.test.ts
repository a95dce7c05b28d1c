// Rows come out of every format alike, wherever the chunks of a stream end.
import { afterAll, describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { success, type Result } from '#shared/protocol/result'
import type { DataOptions } from '#shared/experiment/data'
import { readDelimited } from '../../../../src/worker/text/readers/delimited'
import { readLines, readObjects } from '../../../../src/worker/text/readers/json-lines'
import type { RawRow } from '../../../../src/worker/text/readers/row'
import { openSource } from '../../../../src/worker/text/readers/source'
import { DataFiles } from '../data-files'

const files = new DataFiles()
afterAll(() => files.remove())
const columns = { text: 'text', label: 'label' }
const commas = { separator: 'comma', quote: 'double', header: true } as const
const first = { name: 'x.csv', columns: ['text', 'label'] }

async function collect(rows: AsyncIterable<Result<RawRow[]>>): Promise<RawRow[]> {
  const all: RawRow[] = []
  for await (const batch of rows) {
    if (!batch.ok) throw new Error(batch.message)
    all.push(...batch.value)
  }
  return all
}

async function read(
  name: string,
  content: string | Uint8Array,
  encoding: DataOptions['encoding'] = 'auto',
) {
  const source = await openSource({ path: files.write(name, content), encoding, split: null })
  if (!source.ok) throw new Error(source.message)
  return { rows: await collect(source.value.rows(columns)), source: source.value }
}

async function* pieces(text: string, size: number): AsyncGenerator<Result<string>, void> {
  for (let at = 0; at < text.length; at += size) yield success(text.slice(at, at + size))
}

const two = [
  { line: 2, text: 'one, two', label: 'a' },
  { line: 3, text: 'say "hi"', label: 'b' },
]

describe('formats', () => {
  it.each([
    ['plain.csv', 'text,label\n"one, two",a\n"say ""hi""",b\n'],
    ['windows.csv', 'text,label\r\n"one, two",a\r\n"say ""hi""",b'],
    ['old-mac.csv', 'text,label\r"one, two",a\r"say ""hi""",b'],
    ['semicolons.csv', 'text;label\none, two;a\n"say ""hi""";b\n'],
    ['tabs.csv', 'text\tlabel\none, two\ta\nsay "hi"\tb\n'],
    ['tabs.tsv', 'label\ttext\na\tone, two\nb\tsay "hi"\n'],
    ['marked.csv', '\uFEFFtext,label\n"one, two",a\n"say ""hi""",b\n'],
  ])('%s', async (name, content) => {
    expect((await read(name, content)).rows).toEqual(two)
    expect((await read(`${name}.gz`, gzipSync(content))).rows).toEqual(two)
  })

  it('JSON lines, with numbers and truth values as labels and U+2028 in a string', async () => {
    const content =
      '{"text":"a\u2028b","label":1}\r\n\n{"label":true,"text":"c"}\n{"text":"d","label":"x"}'
    expect((await read('rows.jsonl', content)).rows).toEqual([
      { line: 1, text: 'a\u2028b', label: '1' },
      { line: 3, text: 'c', label: 'true' },
      { line: 4, text: 'd', label: 'x' },
    ])
  })

  it('gives the same rows and lines wherever chunks end', async () => {
    const csv = 'text,label\r\n\r\n"é ""q"", 👍\r\nnext, line",a\r\n,b\r\nx,y,z\r\nlast,b'
    const expected = await collect(
      readDelimited(pieces(csv, 1000), commas, 'x.csv', columns, first),
    )
    expect(expected.map((row) => [row.line, row.text, row.problem])).toEqual([
      [3, 'é "q", 👍\r\nnext, line', undefined],
      [5, '', '"text" is empty.'],
      [6, '', "It has 3 of the header's 2 columns."],
      [7, 'last', undefined],
    ])
    const lines = '{"text":"é","label":"a"}\n\n{"text":"b"}\n[1]\n{bad\n{"text":5,"label":"a"}'
    const objects = await collect(readObjects(readLines(pieces(lines, 1000), 'x.jsonl'), columns))
    expect(objects.map((row) => [row.line, row.problem])).toEqual([
      [1, undefined],
      [3, 'It has no "label".'],
      [4, 'It is JSON, but not an object.'],
      [5, 'It is not JSON.'],
      [6, '"text" is not a string.'],
    ])
    for (const size of [12, 13, 14, 17, 23, 31]) {
      const again = readDelimited(pieces(csv, size), commas, 'x.csv', columns, first)
      expect(await collect(again), `pieces of ${size}`).toEqual(expected)
    }
    for (const size of [1, 2, 3, 7]) {
      const again = readObjects(readLines(pieces(lines, size), 'x.jsonl'), columns)
      expect(await collect(again), `pieces of ${size}`).toEqual(objects)
    }
  })

  it('names empty and repeated columns', async () => {
    const { source } = await read('names.csv', 'text,,label,text\na,b,c,d\n')
    expect(source.sample.columns).toEqual(['text', 'column 2', 'label', 'text (column 4)'])
  })
})

describe('encodings', () => {
  const csv = 'text,label\nnaïve café,a\n'
  const wide = Buffer.from(`\uFEFF${csv}`, 'utf16le')
  it.each<[string, Uint8Array, DataOptions['encoding'], string]>([
    ['utf-8', Buffer.from(csv), 'auto', 'utf-8'],
    ['utf-16le by its mark', wide, 'auto', 'utf-16le'],
    ['utf-16be by its mark', Buffer.from(wide).swap16(), 'auto', 'utf-16be'],
    ['windows-1252 by choice', Buffer.from(csv, 'latin1'), 'windows-1252', 'windows-1252'],
    ['utf-16le by its zeros', Buffer.from(csv, 'utf16le'), 'auto', 'utf-16le'],
    ['utf-16be by its zeros', Buffer.from(csv, 'utf16le').swap16(), 'auto', 'utf-16be'],
    ['windows-1252 for want of another', Buffer.from(csv, 'latin1'), 'auto', 'windows-1252'],
    ['utf-16le by choice', Buffer.from(csv, 'utf16le'), 'utf-16le', 'utf-16le'],
  ])('%s', async (name, bytes, choice, encoding) => {
    const { rows, source } = await read(`${name}.csv`, bytes, choice)
    expect(rows).toEqual([{ line: 2, text: 'naïve café', label: 'a' }])
    expect(source.meter).toMatchObject({ encoding, invalid: 0, done: bytes.length })
  })

  it('reads windows-1252 as the web does, also where Node takes it for Latin-1', async () => {
    const bytes = Buffer.from('text,label\n\x80 \x93so\x94 \x85,a\n', 'latin1')
    const { rows } = await read('euro.csv', bytes, 'windows-1252')
    expect(rows[0].text).toBe('€ “so” …')
  })

  it('counts invalid bytes, but not replacement characters that are in the file', async () => {
    const bytes = Buffer.concat([
      Buffer.from('text,label\n\uFFFD '),
      Buffer.from([0xff, 0x20, 0xc3]),
      Buffer.from(' \uFFFD,a\n'),
    ])
    const { rows, source } = await read('broken.csv', bytes)
    expect(source.meter.invalid).toBe(2)
    expect(rows[0].text).toBe('\uFFFD \uFFFD \uFFFD \uFFFD')
  })

  it.each([
    ['windows-1251', [0xcf, 0xf0], 'Пр'],
    ['koi8-r', [0xf0, 0xd2], 'Пр'],
    ['iso-8859-15', [0xa4], '€'],
    ['shift_jis', [0x93, 0xfa], '日'],
    ['euc-jp', [0xc6, 0xfc], '日'],
    ['gb18030', [0xc8, 0xd5], '日'],
    ['big5', [0xa4, 0xe9], '日'],
    ['euc-kr', [0xc0, 0xcf], '일'],
  ] as const)('%s', async (encoding, letters, text) => {
    const bytes = Buffer.from([...Buffer.from('text,label\n'), ...letters, ...Buffer.from(',a\n')])
    expect((await read(`${encoding}.csv`, bytes, encoding)).rows[0].text).toBe(text)
  })
})
