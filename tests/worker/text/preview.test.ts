// The first rows of a dataset, and the guess which columns hold the text and the label.
import { afterAll, describe, expect, it } from 'vitest'
import { guessColumns } from '../../../src/worker/text/columns'
import { previewData } from '../../../src/worker/text/preview'
import { csvOf, DataFiles } from './data-files'

const files = new DataFiles()
afterAll(() => files.remove())

const preview = (path: string) => previewData({ path, encoding: 'auto', split: null })

describe('previewData', () => {
  it('shows 20 rows of a file with its columns', async () => {
    const content = csvOf(50)
    const shown = await preview(files.write('a.csv', content))
    expect(shown).toMatchObject({
      ok: true,
      value: {
        kind: 'csv',
        bytes: content.length,
        encoding: 'utf-8',
        columns: ['text', 'label'],
        guess: { text: 'text', label: 'label' },
        reason: 'Chosen by the names of the columns.',
      },
    })
    expect(shown.ok && shown.value.rows).toHaveLength(20)
  })

  it('cuts long cells and fills missing ones', async () => {
    const shown = await preview(files.write('b.csv', `text,label\n${'é'.repeat(900)}\n`))
    expect(shown.ok && shown.value.rows).toEqual([[`${'é'.repeat(300)}…`, '']])
  })

  it('shows every key of JSON lines, other values as JSON', async () => {
    const shown = await preview(
      files.write('c.jsonl', '{"text":"a","stars":5}\n{"text":"b","tags":["x"]}'),
    )
    expect(shown.ok && shown.value).toMatchObject({
      columns: ['text', 'stars', 'tags'],
      rows: [
        ['a', '5', ''],
        ['b', '', '["x"]'],
      ],
    })
  })

  it('shows the texts of a folder in turn from each label', async () => {
    files.write('d/train/pos/1.txt', 'fine')
    files.write('d/train/neg/1.txt', 'poor')
    files.write('d/train/neg/2.txt', 'worse')
    const shown = await preview(`${files.root}/d`)
    expect(shown.ok && shown.value).toMatchObject({
      kind: 'folder',
      bytes: null,
      columns: ['text', 'label'],
      rows: [
        ['poor', 'neg'],
        ['fine', 'pos'],
        ['worse', 'neg'],
      ],
      reason: 'Each sub-folder of train is a label.',
    })
  })

  it('shows what is readable of a file that is damaged further down', async () => {
    const shown = await preview(files.write('e.csv', `${csvOf(30)}"open,a\n`))
    expect(shown.ok && shown.value.rows).toHaveLength(20)
  })

  it('fails with a sentence', async () => {
    expect(await preview(`${files.root}/none.csv`)).toMatchObject({
      ok: false,
      code: 'data-unreadable',
    })
  })
})

describe('guessColumns', () => {
  const rows = [
    ['1', 'a long text about nothing', 'yes', '2020'],
    ['2', 'another text', 'no', '2021'],
    ['3', 'one more of these texts', 'yes', '2022'],
    ['4', 'the last one of all', 'no', '2023'],
  ]
  it.each([
    [['id', 'review', 'sentiment', 'year'], 'review', 'sentiment'],
    [['id', 'Review_Text', 'Sentiment Label', 'year'], 'Review_Text', 'Sentiment Label'],
    [['textId', 'reviewText', 'isClass', 'year'], 'reviewText', 'isClass'],
    [['a', 'b', 'c', 'd'], 'b', 'c'],
    [['id', 'text', 'c', 'd'], 'text', 'c'],
    [['text_length', 'b', 'target', 'd'], 'b', 'target'],
  ])('%j', (columns, text, label) => {
    expect(guessColumns({ columns, rows })).toMatchObject({ text, label })
  })

  it('says why', () => {
    expect(guessColumns({ columns: ['a', 'b', 'c', 'd'], rows }).reason).toBe(
      '"b" holds the longest texts; "c" repeats few different values.',
    )
  })

  it('keeps to what is settled', () => {
    const columns = ['id', 'review', 'sentiment', 'text']
    const guess = guessColumns({ columns, rows }, { text: 'review', label: null })
    expect(guess).toMatchObject({ text: 'review', label: 'sentiment' })
  })
})
