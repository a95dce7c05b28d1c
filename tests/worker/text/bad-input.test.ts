// What bad input gets: one sentence that names the file, the line or the key, and what to do.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { DataOptions } from '#shared/experiment/data'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { csvOf, dataOptions, DataFiles, quiet, textOptions } from './data-files'

const files = new DataFiles()
afterAll(() => files.remove())

interface Case {
  readonly what: string
  readonly path: () => string
  readonly options?: Partial<DataOptions>
  readonly code?: 'data-unreadable' | 'data-unusable'
  readonly sentence: string | RegExp
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
const frenchRows = Array.from({ length: 40 }, (_, row) => `Très éclairé été ${row},é${row % 2}`)
const cases: readonly Case[] = [
  {
    what: 'a path that is not there',
    path: () => path.join(files.root, 'nowhere.csv'),
    code: 'data-unreadable',
    sentence:
      /^There is no file or folder .*nowhere\.csv; check the path, or choose the data again\.$/,
  },
  {
    what: 'an empty file',
    path: () => files.write('empty.csv', ''),
    sentence: 'empty.csv is empty; choose a file with rows.',
  },
  {
    what: 'a file of blank lines',
    path: () => files.write('blank.csv', '\n \n\n'),
    sentence: 'blank.csv is empty; choose a file with a header and rows.',
  },
  {
    what: 'a header without rows',
    path: () => files.write('header.csv', 'text,label\n'),
    sentence: 'header.csv has no rows below its header; add rows, or choose another file.',
  },
  {
    what: 'an empty compressed file',
    path: () => files.write('empty.csv.gz', gzipSync('')),
    sentence: 'empty.csv.gz is empty; choose a file with a header and rows.',
  },
  {
    what: 'a binary file',
    path: () => files.write('picture.csv', Buffer.from('\x89PNG\0\0\0\x0d\0\0\x01\x02'.repeat(50))),
    code: 'data-unreadable',
    sentence: 'picture.csv is a binary file, not text; export the data as CSV, TSV or JSON lines.',
  },
  {
    what: 'a binary file without zero bytes',
    path: () =>
      files.write('sound.csv', Buffer.from([3, 200, 17, 90, 1, 255]).toString('latin1').repeat(50)),
    code: 'data-unreadable',
    sentence: 'sound.csv is a binary file, not text; export the data as CSV, TSV or JSON lines.',
  },
  {
    what: 'a text in another encoding than the chosen one',
    path: () => files.write('french.csv', latin1(`texte,label\n${frenchRows.join('\n')}`)),
    options: { encoding: 'utf-8' },
    code: 'data-unreadable',
    sentence:
      'french.csv looks like it is not UTF-8: 240 places in it could not be decoded; choose its encoding, for example windows-1252.',
  },
  {
    what: 'a .txt file',
    path: () => files.write('notes.txt', 'hello'),
    code: 'data-unreadable',
    sentence:
      'notes.txt is a single .txt file, which has no labels; put the .txt or .md files of each label into a folder named after the label and choose the folder around them, or use a table such as .csv.',
  },
  {
    what: 'a spreadsheet',
    path: () => files.write('table.xlsx', 'PK'),
    code: 'data-unreadable',
    sentence: 'table.xlsx is a .xlsx file, which the lab does not read; save the sheet as CSV.',
  },
  {
    what: 'a file without extension',
    path: () => files.write('reviews', 'text,label'),
    code: 'data-unreadable',
    sentence: /^reviews has no extension, which the lab does not read; use a \.csv/,
  },
  {
    what: 'a damaged gzip file',
    path: () => files.write('cut.csv.gz', gzipSync(csvOf(2000)).subarray(0, 3000)),
    code: 'data-unreadable',
    sentence:
      'cut.csv.gz is damaged or not complete: its gzip data cannot be unpacked; download or copy it again.',
  },
  {
    what: 'a plain file named .gz',
    path: () => files.write('plain.csv.gz', csvOf(4)),
    code: 'data-unreadable',
    sentence:
      'plain.csv.gz is not a gzip file, though its name ends in .gz; download it again, or rename it if it is plain text.',
  },
  {
    what: 'a gzip file not named .gz',
    path: () => files.write('packed.csv', gzipSync(csvOf(4))),
    code: 'data-unreadable',
    sentence: 'packed.csv is gzip-compressed; rename it to packed.csv.gz, or unpack it.',
  },
  {
    what: 'a huge line of JSON',
    path: () =>
      files.write('huge.jsonl', `{"text":"a","label":1}\n${'x'.repeat(17 * 1024 * 1024)}`),
    sentence: 'huge.jsonl, line 2: the line is longer than 16 MiB; write one JSON object per line.',
  },
  {
    what: 'a huge field of CSV',
    path: () => files.write('huge.csv', `text,label\na,b\n${'x'.repeat(17 * 1024 * 1024)},c\n`),
    sentence:
      'huge.csv, line 3: the row that starts here is longer than 16 MiB; look for a quote that is never closed, or split the row.',
  },
  {
    what: 'a quote that is never closed',
    path: () => files.write('quote.csv', `${csvOf(3)}"never closed,pos\na,pos\nb,neg\n`),
    sentence:
      'quote.csv, line 5: a quote in the row that starts here is never closed; close it, double it if it belongs to the text, or set data.quote to none if quotes are plain letters.',
  },
  {
    what: 'a column that is not there',
    path: () => files.write('columns.csv', csvOf(4, 'review,sentiment')),
    options: { text: 'reveiw', label: 'sentiment' },
    sentence:
      'columns.csv has no column "reveiw" for data.text; it has "review", "sentiment"; did you mean "review"?',
  },
  {
    what: 'a key that is not there',
    path: () => files.write('keys.jsonl', '{"text":"a","kind":"b"}\n{"text":"c","kind":"d"}'),
    options: { label: 'sentiment' },
    sentence: 'keys.jsonl has no column "sentiment" for data.label; it has "text", "kind".',
  },
  {
    what: 'one column',
    path: () => files.write('one.csv', 'text\na\nb\n'),
    sentence: 'one.csv has one column, "text"; it needs one for the text and one for the label.',
  },
  {
    what: 'no column like a label',
    path: () => files.write('unclear.csv', 'a,b\nfirst text,1\nsecond text,2\nthird text,3\n'),
    sentence: 'No column of unclear.csv looks like the label; set data.label to one of "a", "b".',
  },
  {
    what: 'one class',
    path: () => files.write('single.csv', 'text,label\na,pos\nb,pos\nc,pos\n'),
    sentence:
      'Every row of single.csv has the same value in "label", "pos"; choose another label column, or add rows with other labels.',
  },
  {
    what: 'one text for all rows',
    path: () => files.write('copies.csv', `text,label\n${'same text,pos\n'.repeat(30)}`),
    sentence:
      'All 30 rows of copies.csv have the same text; add rows with other texts, or choose another text column.',
  },
  {
    what: 'one text with different labels',
    path: () => files.write('torn.csv', `text,label\n${'same,pos\nsame,neg\n'.repeat(9)}`),
    sentence:
      'All 18 rows of torn.csv have the same text; add rows with other texts, or choose another text column.',
  },
  {
    what: 'one row',
    path: () => files.write('row.csv', 'text,label\na,pos\n'),
    sentence: 'row.csv has only one row that can be used; add more rows with two labels or more.',
  },
  {
    what: 'too few rows to split',
    path: () => files.write('few.csv', 'text,label\na,pos\nb,neg\n'),
    sentence:
      'Each of the 2 rows of few.csv has a label of its own in "label"; choose another label column, or add rows with the same labels.',
  },
  {
    what: 'a label column with 5,000 values',
    path: () =>
      files.write(
        'ids.csv',
        `text,label\n${Array.from({ length: 5000 }, (_, row) => `text ${row},id${row}`).join('\n')}`,
      ),
    sentence:
      'The label column "label" of ids.csv has more than 1,000 different values, so it looks like free text or an id; choose another label column.',
  },
  {
    what: 'rows that cannot be used at all',
    path: () => files.write('ragged.csv', 'text,label\na\nb,c,d\n'),
    sentence:
      "No row of ragged.csv can be used (2 rows skipped; line 2: it has 1 of the header's 2 columns); mend the rows, or choose other columns.",
  },
  {
    what: 'JSON lines that are none',
    path: () => files.write('array.jsonl', '[\n{"text": "a"},\n'.replace('{"text": "a"},', '1,')),
    sentence:
      'array.jsonl holds no JSON objects in its first 2 lines; write one per line, such as {"text":"...","label":"..."}, or an array of them in a .json file.',
  },
  {
    what: 'a folder without sub-folders',
    path: () => path.dirname(files.write('flat/a.txt', 'a')),
    sentence:
      'flat has no sub-folders and no tables such as .csv; put the .txt or .md files of each label into a folder named after the label.',
  },
  {
    what: 'a folder without texts',
    path: () => {
      mkdirSync(path.join(files.root, 'hollow/pos'), { recursive: true })
      return path.join(files.root, 'hollow')
    },
    sentence:
      'No row of hollow can be used (1 row skipped; pos: the folder has no .txt or .md files); mend the rows, or choose other columns.',
  },
  {
    what: 'a folder with one label',
    path: () =>
      path.dirname(
        path.dirname([1, 2].map((n) => files.write(`lone/pos/${n}.txt`, `text ${n}`))[0]),
      ),
    sentence: 'lone has texts for one label only, "pos"; add a sub-folder for another label.',
  },
  {
    what: 'a split that is not there',
    path: () => path.join(path.dirname(files.write('halves/train/pos/1.txt', 'a')), '../..'),
    options: { split: 'test' },
    sentence:
      'halves has no sub-folder "test"; leave data.split out, or choose a folder with train and test inside.',
  },
]

describe('bad input', () => {
  it.each(cases)('$what', async (one) => {
    const loaded = await loadDataset(dataOptions(one.path(), one.options), textOptions(), 7, quiet)
    if (loaded.ok) throw new Error(`${one.what} was accepted.`)
    expect(loaded.message).toMatch(one.sentence)
    if (typeof one.sentence === 'string') expect(loaded.message).toBe(one.sentence)
    expect(loaded.code).toBe(one.code ?? 'data-unusable')
  })
})
