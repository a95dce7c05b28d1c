// Reading pairs: columns, several files, splits, vocabularies, and what is told of them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExperimentInput } from '#shared/experiment/schema'
import { guessPair } from '../../../../src/worker/tasks/seq2seq/data/pair-columns'
import { loadPairs, type PairDataset } from '../../../../src/worker/tasks/seq2seq/data/load-pairs'
import { PairData } from '../../../../src/worker/tasks/seq2seq/data'
import { loadRequestOf } from '../../../../src/worker/tasks/task'
import { memoryLimits } from '../../../../src/worker/text/memory-limits'
import { tinyExperiment } from './tiny'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pairs-'))
})
afterAll(() => rm(folder, { recursive: true }))

const quiet = { onProgress: () => {}, isStopped: () => false }

async function load(
  data: ExperimentInput['data'],
  text?: ExperimentInput['text'],
  limits = memoryLimits(),
) {
  const experiment = tinyExperiment({ data, ...(text && { text }) })
  return loadPairs(loadRequestOf(experiment), quiet, limits)
}

async function loaded(...options: Parameters<typeof load>): Promise<PairDataset> {
  const dataset = await load(...options)
  if (!dataset.ok) throw new Error(dataset.message)
  return dataset.value
}

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const words = {
  level: 'word',
  vocabularySize: 12,
  target: { vocabularySize: 10 },
} as const

const unhurried = { onProgress: () => {}, isStopped: () => false }

describe('guessPair', () => {
  it.each([
    [['id', 'source', 'target'], { text: 'source', label: 'target' }],
    [['question', 'answer'], { text: 'question', label: 'answer' }],
    [['answer', 'question'], { text: 'question', label: 'answer' }],
    [['en', 'de'], { text: 'en', label: 'de' }],
    [['column 1', 'column 2'], { text: 'column 1', label: 'column 2' }],
    [['input', 'whatever'], { text: 'input', label: 'whatever' }],
    [['whatever', 'output'], { text: 'whatever', label: 'output' }],
    [['only'], undefined],
  ])('of %j gives %j', (columns, expected) => {
    expect(guessPair(columns, { text: null, label: null })).toEqual(expected)
  })

  it('keeps to what is settled', () => {
    expect(guessPair(['source', 'target', 'other'], { text: 'target', label: null })).toEqual({
      text: 'target',
      label: 'source',
    })
  })
})

describe('loadPairs', () => {
  it('reads pairs of several files, with an end after each target', async () => {
    const one = await write('one.tsv', 'source\ttarget\nthe cat\tdie Katze\nthe dog\tder Hund\n')
    const two = await write('two.jsonl', '{"source":"a cat","target":"eine Katze"}\n')
    const data: ExperimentInput['data'] = {
      path: one,
      morePaths: [two],
      validationRows: 'last',
      validationSplit: 0.3,
    }
    const { source, target, training, validation, report } = await loaded(data, words)
    expect([...training]).toEqual([0, 1])
    expect([...validation]).toEqual([2])
    const tokensOf = ({ vocabulary, sequences }: typeof source, row: number) =>
      [...sequences.at(row)].map((id) => vocabulary.tokens[id])
    expect(tokensOf(source, 0)).toEqual(['the', 'cat'])
    expect(tokensOf(target, 1)).toEqual(['der', 'hund', '<end>'])
    expect(tokensOf(target, 2)).toEqual(['<unknown>', 'katze', '<end>'])
    expect(report).toMatchObject({
      ...{ rows: 3, trainingRows: 2, validationRows: 1, classes: [] },
      columns: { text: 'source', label: 'target' },
      target: { vocabulary: { outOfVocabularyShare: 0.5 }, length: { maximum: 2 } },
    })
  })

  it('cuts targets at their end, which leaves no room for the end', async () => {
    const path = await write('long.csv', 'source,target\nx,a b c d\ny,a b\n')
    const text = { ...words, target: { ...words.target, sequenceLength: 3 } }
    const { target, report } = await loaded({ path, validationRows: 'last' }, text)
    const { end } = target.vocabulary
    expect(target.sequences.lengthOf(0)).toBe(3)
    expect([...target.sequences.at(0)]).not.toContain(end)
    expect(target.sequences.at(1).at(-1)).toBe(end)
    expect(report.target?.truncatedShare).toBe(0.5)
  })

  it('reads the pairs to validate on from a file of their own', async () => {
    const path = await write('train.csv', 'source,target\nx,a\ny,b\n')
    const validationPath = await write('held-out.csv', 'source,target\nz,a\n')
    const { training, validation } = await loaded({ path, validationPath }, words)
    expect([[...training], [...validation]]).toEqual([[0, 1], [2]])
  })

  it('leaves pairs out that occurred before, if asked to', async () => {
    const path = await write('twice.csv', 'source,target\nx,a\ny,b\nx,a\nx,c\n')
    const { report } = await loaded({ path, dropDuplicates: true }, words)
    expect(report.rows).toBe(3)
    expect(report.notes).toContain('1 pair that occurred before left out.')
    expect((await loaded({ path }, words)).report.duplicateRows).toBe(1)
  })

  it('learns byte pairs of both sides', async () => {
    const path = await write(
      'bytes.csv',
      `source,target\n${'lower slower,Ünder wunder\n'.repeat(4)}`,
    )
    const text = { level: 'bpe', vocabularySize: 264, target: { vocabularySize: 266 } } as const
    const { source, target } = await loaded({ path }, text)
    expect(source.vocabulary.merges?.length).toBeGreaterThan(2)
    expect(source.sequences.lengthOf(0)).toBeLessThan('lower slower'.length)
    expect(target.vocabulary.size).toBeLessThanOrEqual(266)
    expect(target.sequences.at(0).at(-1)).toBe(target.vocabulary.end)
  })

  it('gives the same from temporary files as from memory', async () => {
    const data = { generator: { type: 'dates', rows: 500 } } as const
    const held = await loaded(data)
    const limits = { ...memoryLimits(), heldBytes: 1000, folder }
    const spilled = await loaded(data, undefined, limits)
    expect(spilled.report.notes?.join()).toContain('temporary files')
    expect(new PairData(spilled).fingerprint()).toEqual(new PairData(held).fingerprint())
    expect(spilled.target.texts.at(7)).toBe(held.target.texts.at(7))
    spilled.close()
  })

  it.each([
    ['no pairs', 'source,target\n', /no.*rows|no pairs/i],
    ['a single pair', 'source,target\nx,a\n', /a single pair; at least two are needed/],
    ['one column', 'source\nx\ny\n', /needs one for the source and one for the target/],
  ])('refuses %s', async (name, content, message) => {
    const path = await write(`${name}.csv`, content)
    const dataset = await load({ path }, words)
    expect(dataset.ok).toBe(false)
    if (!dataset.ok) expect(dataset.message).toMatch(message)
  })

  it('names the column that was meant', async () => {
    const path = await write('columns.csv', 'source,target\nx,a\ny,b\n')
    const dataset = await load({ path, label: 'taget' }, words)
    expect(dataset.ok ? '' : dataset.message).toContain('did you mean "target"?')
  })
})

describe('PairData', () => {
  it('shows what the network sees of a row', async () => {
    const path = await write('view.csv', 'source,target\nthe cat sat down,die Katze\nx,a\n')
    const text = { ...words, sequenceLength: 3 }
    const data = new PairData(await loaded({ path, validationRows: 'last' }, text))
    const view = await data.view(0)
    expect(view?.sequences.map(({ title }) => title)).toEqual(['Source', 'Target'])
    expect(view?.sequences[0].tokens.map(({ token, role }) => [token, role])).toEqual([
      ['cat', 'token'],
      ['sat', 'token'],
      ['down', 'token'],
      ['the', 'cut'],
    ])
    expect(view?.sequences[1].tokens.map(({ token }) => token)).toEqual([
      '<start>',
      'die',
      'katze',
      '<end>',
    ])
    expect(await data.view(2)).toBeNull()
  })

  it('tells of sources on both sides of the split', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `source ${row % 10},target ${row % 3}`)
    const path = await write('across.csv', `source,target\n${rows.join('\n')}\n`)
    const data = new PairData(await loaded({ path, validationRows: 'last' }, words))
    const findings = await data.findings(unhurried)
    expect(findings.find(({ kind }) => kind === 'duplicates-across')).toMatchObject({
      ...{ count: 4, share: 1 },
      mend: null,
    })
  })

  it('stops looking when asked to', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `source ${row % 10},target ${row % 3}`)
    const path = await write('stop.csv', `source,target\n${rows.join('\n')}\n`)
    const data = new PairData(await loaded({ path, validationRows: 'last' }, words))
    expect(await data.findings({ ...unhurried, isStopped: () => true })).toEqual([])
  })

  it('measures what copying comes to', async () => {
    const path = await write('copy.csv', 'source,target\nq,w\na b c,a b c\na b,a c\n')
    const data = new PairData(
      await loaded({ path, validationRows: 'last', validationSplit: 0.6 }, words),
    )
    const [copy] = await data.baselines()
    expect(copy).toMatchObject({ name: 'copy', loss: Number.NaN, extras: { valExactMatch: 0.5 } })
    expect(copy.accuracy).toBeCloseTo(6 / 7, 10)
  })
})
