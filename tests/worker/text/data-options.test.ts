// What the experiment asks of rows: templates, splits, files of their own, and rows that are left out.
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { DataOptions } from '#shared/experiment/data'
import type { TextOptions } from '#shared/experiment/text'
import type { EncodedDataset, EncodedRows } from '../../../src/worker/text/encoded'
import { loadDataset } from '../../../src/worker/text/load-dataset'
import { loadRows } from '../../../src/worker/text/load-rows'
import { csvOf, dataOptions, DataFiles, quiet, textOptions } from './data-files'

const files = new DataFiles()
afterAll(() => files.remove())

const read = (file: string, data: Partial<DataOptions> = {}, text: Partial<TextOptions> = {}) =>
  loadDataset(dataOptions(file, data), textOptions(text), 7, quiet)

async function load(
  file: string,
  data: Partial<DataOptions> = {},
  text: Partial<TextOptions> = {},
): Promise<EncodedDataset> {
  const loaded = await read(file, data, text)
  if (!loaded.ok) throw new Error(loaded.message)
  return loaded.value
}

async function refusalOf(file: string, data: Partial<DataOptions>): Promise<string> {
  const loaded = await read(file, data)
  return loaded.ok ? 'it was taken' : loaded.message
}

function textsOf({ vocabulary }: EncodedDataset, rows: EncodedRows): string[] {
  return Array.from({ length: rows.count }, (_, row) =>
    Array.from(rows.tokens.subarray(rows.offsets[row], rows.offsets[row + 1]))
      .map((id) => vocabulary.tokens[id])
      .slice(1)
      .join(' '),
  )
}

const allTexts = (dataset: EncodedDataset): string[] =>
  [...textsOf(dataset, dataset.training), ...textsOf(dataset, dataset.validation)].sort()

describe('template', () => {
  const rows = Array.from({ length: 10 }, (_, row) => [`head ${row}`, `body ${row}`, row % 2])
  const csv = `title,body,label\n${rows.map((row) => row.join()).join('\n')}\n`
  const jsonl = rows
    .map(([title, body, label]) => JSON.stringify({ title, ...(label ? { body } : {}), label }))
    .join('\n')
  const template = '{title} - {body}'

  it('joins columns of a table', async () => {
    const dataset = await load(files.write('news.csv', csv), { template })
    expect(textsOf(dataset, dataset.training)).toContain('head 1 body 1')
    expect(dataset.report.columns).toEqual({ text: template, label: 'label' })
  })

  it('joins keys, of which some may be missing', async () => {
    const dataset = await load(
      files.write('news.jsonl', jsonl),
      { template },
      { vocabularySize: 90 },
    )
    expect(dataset.report.rows).toBe(10)
    const texts = allTexts(dataset).map((text) => text.replace(/\d|<unknown>/g, 'n'))
    expect(new Set(texts)).toEqual(new Set(['head n', 'head n body n']))
  })

  it('names the columns when it asks for another', async () => {
    const file = files.write('other.csv', csv)
    expect(await refusalOf(file, { template: '{title} {boddy}' })).toBe(
      'data.template has "{boddy}", but other.csv has no such column; it has "title", "body", "label"; did you mean "{body}"?',
    )
    expect(await refusalOf(file, { template: 'title' })).toContain('data.template names no column')
    expect(await refusalOf(file, { template: '{title} {label}', label: 'label' })).toContain(
      'data.template has "{label}", which is the label',
    )
  })
})

describe('the split', () => {
  const lopsided = Array.from(
    { length: 200 },
    (_, row) => `row ${row},${row % 20 === 0 ? 'rare' : 'usual'}`,
  )
  const file = files.write('lopsided.csv', `text,label\n${lopsided.join('\n')}\n`)
  const shareOf = ({ validation }: EncodedDataset) =>
    Array.from(validation.labels).filter((label) => label === 0).length

  it('has the share of each class when stratified, drawn by the seed', async () => {
    const dataset = await load(file, { stratify: true, validationSplit: 0.2 })
    expect(dataset.labels).toEqual(['rare', 'usual'])
    expect([shareOf(dataset), dataset.validation.count]).toEqual([2, 40])
    const again = await load(file, { stratify: true, validationSplit: 0.2 })
    expect(again.validation.excerpts).toEqual(dataset.validation.excerpts)
    const other = await loadDataset(dataOptions(file, { stratify: true }), textOptions(), 8, quiet)
    expect(other.ok && other.value.validation.excerpts).not.toEqual(dataset.validation.excerpts)
  })

  it('takes the last rows when asked to', async () => {
    const dataset = await load(file, { validationRows: 'last', validationSplit: 0.1 })
    const last = Array.from({ length: 20 }, (_, row) => `row ${180 + row}`)
    expect(dataset.validation.excerpts).toEqual(last)
    expect(dataset.training.count).toBe(180)
  })

  it('is that of a file of its own, whose labels have to be known', async () => {
    const validation = files.write(
      'validation.csv',
      'text,label\nnew 1,usual\nnew 2,rare\nnew 3,odd\n',
    )
    const dataset = await load(file, { validationPath: validation })
    expect([dataset.training.count, dataset.validation.count]).toEqual([200, 2])
    expect(dataset.validation.excerpts).toEqual(['new 1', 'new 2'])
    expect(dataset.vocabulary.tokens).not.toContain('new')
    expect(dataset.report.skipped).toEqual({
      count: 1,
      first: [{ line: 4, file: 'validation.csv', reason: 'No training row has the label "odd".' }],
    })
    const empty = files.write('empty.csv', 'text,label\nnew,odd\nnew,strange\n')
    expect(await refusalOf(file, { validationPath: empty })).toContain('empty.csv')
  })

  it('reads test of the folder that is trained on', async () => {
    for (const part of ['train', 'test'])
      for (const label of ['neg', 'pos'])
        for (let row = 0; row < 3; row++)
          files.write(`parts/${part}/${label}/${row}.txt`, `${part} ${label} ${row}`)
    const root = path.join(files.root, 'parts')
    const dataset = await load(root, { validationPath: root })
    expect(dataset.validation.excerpts).toContain('test neg 0')
    expect([dataset.training.count, dataset.validation.count]).toEqual([6, 6])
    expect(dataset.report.notes?.join(' ')).toContain('data.testPath')
  })
})

describe('several files', () => {
  it('are read as one, and name the file of a row that is skipped', async () => {
    const first = files.write('one.csv', csvOf(6))
    const second = files.write('two.csv', `label,text\n,what\n${'pos,more\n'.repeat(4)}`)
    const dataset = await load(first, { morePaths: [second] })
    expect(dataset.report.rows).toBe(10)
    expect(dataset.report.skipped.first).toEqual([
      { line: 2, file: 'two.csv', reason: '"label" is empty.' },
    ])
    expect(dataset.report.notes).toContain('Read as one: one.csv, two.csv.')
  })

  it('need the same columns and the same kind', async () => {
    const first = files.write('a.csv', csvOf(6))
    const columns = files.write('b.csv', 'review,label\nx,pos\n')
    expect(await refusalOf(first, { morePaths: [columns] })).toContain(
      'b.csv has the columns "review", "label", but a.csv has "text", "label"',
    )
    const kind = files.write('c.jsonl', '{"text":"x","label":"pos"}\n')
    expect(await refusalOf(first, { morePaths: [kind] })).toBe(
      'c.jsonl is of the kind jsonl, but a.csv is of the kind csv; files that are read as one have to be of one kind.',
    )
  })
})

describe('rows that are left out', () => {
  it('are copies of earlier ones', async () => {
    const rows = 'one thing,a\none thing,a\none thing,b\nother thing,b\nother thing,b\nthird,a\n'
    const file = files.write('copies.csv', `text,label\n${rows}`)
    const kept = await load(file)
    expect([kept.report.rows, kept.report.duplicateRows]).toEqual([6, 2])
    const dropped = await load(file, { dropDuplicates: true })
    expect([dropped.report.rows, dropped.report.duplicateRows]).toEqual([4, 0])
    expect(dropped.report.notes).toContain('2 duplicates left out (data.dropDuplicates).')
  })

  it('are too short, and leave no label behind', async () => {
    const file = files.write('short.csv', `${csvOf(10)}ok,only here\n`)
    const dataset = await load(file, { minimumTokens: 2 })
    expect(dataset.labels).toEqual(['neg', 'pos'])
    expect(dataset.report.notes).toContain('1 short text left out (data.minimumTokens).')
    expect(await refusalOf(file, { minimumTokens: 50 })).toContain('data.minimumTokens')
  })
})

describe('words of the label', () => {
  const rows = Array.from({ length: 12 }, (_, row) =>
    row % 2 ? `very good thing ${row},good` : `very bad thing good ${row},bad`,
  )
  const file = files.write('leak.csv', `text,label\n${rows.join('\n')}\n`)

  it('become unknown in rows of that label alone', async () => {
    const dataset = await load(file, { hideLabelWords: true })
    const texts = allTexts(dataset).map((text) => text.split(' ').slice(0, 4).join(' '))
    expect(texts.some((text) => text.startsWith('very <unknown> thing good'))).toBe(true)
    expect(texts.filter((text) => text.includes('bad'))).toEqual([])
  })

  it('become unknown in characters where they stand whole', async () => {
    const dataset = await load(file, { hideLabelWords: true }, { level: 'character' })
    const { vocabulary, training } = dataset
    const { tokens, offsets } = training
    const first = Array.from(tokens.subarray(0, offsets[1])).map((id) => vocabulary.tokens[id])
    expect(first.slice(4, 10)).toEqual([' ', ...Array<string>(3).fill('<unknown>'), ' ', 't'])
  })

  it('become unknown in other rows for a model', async () => {
    const trained = await load(file, { hideLabelWords: true })
    const data = dataOptions(files.write('leak2.csv', 'text,label\nvery bad thing,bad\n'), {
      hideLabelWords: true,
    })
    const loaded = await loadRows({ ...trained, data, scale: null }, quiet)
    expect(loaded.ok && textsOf(trained, loaded.value.rows)).toEqual(['very <unknown> thing'])
  })
})

describe('several labels', () => {
  it('come from lists of JSON and from cells with a separator', async () => {
    const lists = [['a', 'b'], [], ['b'], ['c', 'a', 'a']]
    const jsonl = lists
      .map((label, row) => JSON.stringify({ text: `text ${row}`, label }))
      .join('\n')
    const cells = 'text,label\n0,"a| b"\n1,[]\n2,b\n3,"[""c"", ""a""]"\n4,\n'
    for (const file of [files.write('sets.jsonl', jsonl), files.write('sets.csv', cells)]) {
      const dataset = await load(file, { labelKind: 'labels', labelSeparator: '|' })
      expect(dataset.labels).toEqual(['a', 'b', 'c'])
      expect(dataset.report.classes.map(({ count }) => count)).toEqual([2, 2, 1])
      expect(dataset.report.rows).toBe(4)
    }
  })

  it('split evenly when stratified, even where each combination occurs once', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `text ${row},l${row};l${(row * 7) % 20}`)
    const file = files.write('rare.csv', `text,label\n${rows.join('\n')}\n`)
    const options = { labelKind: 'labels', labelSeparator: ';', stratify: true } as const
    const dataset = await load(file, options)
    expect(dataset.validation.count).toBe(4)
  })
})
