// A dataset read whole: split, vocabulary, ids and the report; and rows for a model that exists.
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Progress } from '#shared/protocol/trainer-api'
import type { EncodedDataset, EncodedRows } from '../../../src/worker/text/encoded'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { loadRows } from '../../../src/worker/text/load-rows'
import { csvOf, dataOptions, DataFiles, quiet, textOptions } from './data-files'

const files = new DataFiles()
afterAll(() => files.remove())

async function load(
  file: string,
  data: Parameters<typeof dataOptions>[1] = {},
  text: Parameters<typeof textOptions>[0] = {},
  seed = 7,
): Promise<EncodedDataset> {
  const loaded = await loadDataset(dataOptions(file, data), textOptions(text), seed, quiet)
  if (!loaded.ok) throw new Error(loaded.message)
  return loaded.value
}

function wordsOf({ vocabulary }: EncodedDataset, rows: EncodedRows, row: number): string {
  const ids = rows.tokens.subarray(rows.offsets[row], rows.offsets[row + 1])
  return Array.from(ids, (id) => vocabulary.tokens[id]).join(' ')
}

function excerptsOf({ excerpts }: EncodedRows): string[] {
  return Array.from({ length: excerpts.length }, (_, row) => excerpts.at(row) ?? '')
}

describe('loadDataset', () => {
  it('splits, encodes and reports', async () => {
    const dataset = await load(files.write('plain.csv', csvOf(100)), {}, { sequenceLength: 6 })
    const { training, validation, report } = dataset
    expect([training.count, validation.count, dataset.labels]).toEqual([80, 20, ['neg', 'pos']])
    expect(validation.excerpts).toHaveLength(20)
    expect(training.excerpts).toEqual([])
    const number = excerptsOf(validation)[0].split(' ')[2]
    const word = Number(number) % 2 ? 'good' : 'bad'
    expect(excerptsOf(validation)[0]).toBe(`row number ${number} is ${word}`)
    expect(wordsOf(dataset, validation, 0)).toBe(`<start> row number <unknown> is ${word}`)
    expect(dataset.labels[validation.labels[0]]).toBe(word === 'good' ? 'pos' : 'neg')
    expect(report).toMatchObject({
      columns: { text: 'text', label: 'label' },
      encoding: 'utf-8',
      invalidBytes: 0,
      rows: 100,
      trainingRows: 80,
      validationRows: 20,
      duplicateRows: 0,
      classes: [
        { label: 'neg', count: 50 },
        { label: 'pos', count: 50 },
      ],
      skipped: { count: 0, first: [] },
      length: { minimum: 5, median: 5, maximum: 5, mean: 5 },
      truncatedShare: 0,
      vocabulary: { size: 3 + 85, distinct: 85, outOfVocabularyShare: 0.2 },
    })
    expect(report.length.histogram.counts.reduce((sum, count) => sum + count)).toBe(100)
  })

  it('gives the same with the same seed, and another split with another', async () => {
    const file = files.write('seeds.csv', csvOf(60))
    const [first, again, other] = [await load(file), await load(file), await load(file, {}, {}, 8)]
    expect(again.training).toEqual(first.training)
    expect(again.validation).toEqual(first.validation)
    expect(again.vocabulary.tokens).toEqual(first.vocabulary.tokens)
    expect(other.validation.excerpts).not.toEqual(first.validation.excerpts)
  })

  it('makes the vocabulary of the training rows only', async () => {
    const dataset = await load(files.write('unseen.csv', csvOf(100)))
    for (const excerpt of excerptsOf(dataset.validation))
      expect(dataset.vocabulary.tokens).not.toContain(excerpt.split(' ')[2])
  })

  it('cuts texts and tells the share', async () => {
    const rows = ['a b c d,x', 'a b,y', 'a b c d e,x', 'a,y', 'a,x']
    const file = files.write('long.csv', `text,label\n${rows.join('\n')}\n`)
    const { report, training } = await load(file, {}, { sequenceLength: 3 })
    expect(report.truncatedShare).toBe(0.4)
    expect(report.length).toMatchObject({ minimum: 1, median: 2, maximum: 5 })
    for (let row = 0; row < training.count; row++)
      expect(training.offsets[row + 1] - training.offsets[row]).toBeLessThanOrEqual(3)
  })

  it('skips bad rows, counts them and keeps the first ten reasons with their lines', async () => {
    const bad = Array.from({ length: 12 }, () => ',pos').join('\n')
    const file = files.write('bad-rows.csv', `${csvOf(10)}one,two,three\n"a\nb", \n${bad}\n`)
    const { report } = await load(file)
    expect(report.rows).toBe(10)
    expect(report.skipped.count).toBe(14)
    expect(report.skipped.first).toHaveLength(10)
    expect(report.skipped.first.slice(0, 3)).toEqual([
      { line: 12, reason: "It has 3 of the header's 2 columns." },
      { line: 13, reason: '"label" is empty.' },
      { line: 15, reason: '"text" is empty.' },
    ])
  })

  it('loads rows that are copies of two, and says so', async () => {
    const file = files.write('same.csv', `text,label\n${'a film,pos\nno film,neg\n'.repeat(10)}`)
    const { report } = await load(file)
    expect([report.rows, report.duplicateRows]).toEqual([20, 18])
  })

  it('finds a key of JSON lines that first comes up far below', async () => {
    const without = `{"review":"${'long '.repeat(40)}"}\n`.repeat(1000)
    const labelled = ['a', 'b', 'a', 'b'].map(
      (mood) => `{"review":"${mood} text","mood":"${mood}"}`,
    )
    const file = files.write('late.jsonl', without + labelled.join('\n'))
    const { report } = await load(file, { text: 'review', label: 'mood' })
    expect([report.rows, report.skipped.count]).toEqual([4, 1000])
    const misspelt = await loadDataset(
      dataOptions(file, { text: 'review', label: 'modo' }),
      textOptions(),
      7,
      quiet,
    )
    expect(misspelt).toMatchObject({ message: expect.stringContaining('did you mean "mood"?') })
  })

  it('reads only the first rows when asked to', async () => {
    const { report } = await load(files.write('first.csv', csvOf(50)), { maximumRows: 10 })
    expect([report.rows, report.trainingRows]).toEqual([10, 8])
  })

  it.each([
    ['10,9,1', ['1', '9', '10']],
    ['b,a,Z', ['Z', 'a', 'b']],
    ['\uFF5E,\u{1F600},a', ['a', '\uFF5E', '\u{1F600}']],
  ])('orders the labels %s', async (list, order) => {
    const names = [...list.split(','), ...list.split(',')]
    const rows = names.map((name, row) => `text ${row},${name}`).join('\n')
    expect((await load(files.write('order.csv', `text,label\n${rows}`))).labels).toEqual(order)
  })

  it('works with characters', async () => {
    const dataset = await load(files.write('chars.csv', csvOf(10)), {}, { level: 'character' })
    expect(dataset.vocabulary.tokens.slice(0, 2)).toEqual(['<pad>', '<unknown>'])
    const letters = wordsOf(dataset, dataset.validation, 0).replaceAll(/ (.)/g, '$1')
    expect(letters.replace('  ', ' ')).toMatch(/^row number/)
  })

  it('stops when asked to', async () => {
    const control = { onProgress: () => {}, isStopped: () => true }
    const file = files.write('stop.csv', csvOf(10))
    const loaded = await loadDataset(dataOptions(file), textOptions(), 7, control)
    expect(loaded).toMatchObject({ ok: false, code: 'stopped' })
  })

  it('tells its progress: bytes read, then rows encoded', async () => {
    const seen: Progress[] = []
    const control = { onProgress: (one: Progress) => seen.push(one), isStopped: () => false }
    const content = csvOf(500)
    const file = files.write('progress.csv', content)
    await loadDataset(dataOptions(file), textOptions(), 7, control)
    const { length } = content
    expect(seen).toContainEqual({ phase: 'reading', done: length, total: length, unit: 'bytes' })
    expect(seen.at(-1)).toEqual({ phase: 'encoding', done: 500, total: 500, unit: 'rows' })
    expect(seen.length).toBeLessThan(10)
  })
})

describe('folders', () => {
  const root = path.join(files.root, 'aclImdb')
  for (const part of ['train', 'test'])
    for (const label of ['neg', 'pos'])
      for (let row = 0; row < (part === 'train' ? 6 : 3); row++)
        files.write(`aclImdb/${part}/${label}/${row}_1.txt`, `${part} ${label} text ${row}`)
  files.write('aclImdb/train/unsup/0_0.txt', 'no label')
  files.write('aclImdb/train/pos/.hidden.txt', 'hidden')
  files.write('aclImdb/train/pos/notes.rst', 'not a text')
  files.write('aclImdb/imdb.vocab', 'words')

  it('reads train by default, and leaves out what is no example', async () => {
    const { report } = await load(root)
    expect(report.rows).toBe(12)
    expect(report.classes.map((one) => one.label)).toEqual(['neg', 'pos'])
    expect(report.skipped.first).toEqual([
      { line: null, file: 'unsup', reason: 'The folder holds texts without labels.' },
    ])
  })

  it('reads test when asked to, and the first rows in turn from each label', async () => {
    const test = await load(root, { split: 'test' })
    expect(test.report.rows).toBe(6)
    const some = await load(root, { maximumRows: 4 })
    expect(some.report.classes.map((one) => one.count)).toEqual([2, 2])
  })

  it('reads a folder of labels as it is, and skips binary files', async () => {
    files.write('aclImdb/test/neg/9_9.txt', Buffer.alloc(50))
    const { report } = await load(path.join(root, 'test'))
    expect(report.rows).toBe(6)
    expect(report.skipped.first).toEqual([
      { line: null, file: 'neg/9_9.txt', reason: 'It is not a text file.' },
    ])
  })
})

describe('loadRows', () => {
  it('encodes with a vocabulary and labels that exist, and counts labels it does not know', async () => {
    const trained = await load(files.write('trained.csv', csvOf(40)), {}, { sequenceLength: 4 })
    const rows = 'the row is good,pos\nbad,neg\nrow,other\nrow,strange\nrow,other\n'
    const file = files.write('evaluated.csv', `text,label\n${rows}`)
    const loaded = await loadRows({ ...trained, data: dataOptions(file), scale: null }, quiet)
    if (!loaded.ok) throw new Error(loaded.message)
    expect(loaded.value).toMatchObject({
      rows: { count: 2, labels: Int32Array.of(1, 0), excerpts: ['the row is good', 'bad'] },
      unknownLabels: { count: 3, first: ['other', 'strange'] },
      skipped: { count: 0 },
      truncatedShare: 0.5,
      outOfVocabularyShare: 0.2,
    })
    expect(wordsOf(trained, loaded.value.rows, 0)).toBe('<unknown> row is good')
  })

  it('says when no label is known', async () => {
    const trained = await load(files.write('known.csv', csvOf(40)))
    const file = files.write('unknown.csv', 'text,label\na,1\nb,2\n')
    const loaded = await loadRows({ ...trained, data: dataOptions(file), scale: null }, quiet)
    expect(loaded).toMatchObject({
      ok: false,
      code: 'data-unusable',
      message:
        'No row of unknown.csv has a label that the model knows (neg, pos): "label" holds 1, 2; choose another label column or other data.',
    })
  })
})
