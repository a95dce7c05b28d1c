// Sentences are read, split and encoded, and the report says what became of them.
import { afterAll, describe, expect, it } from 'vitest'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadSentences } from '../../../../src/worker/tasks/tagging/load'
import type { Sentences } from '../../../../src/worker/tasks/tagging/sentences'
import { viewSentence } from '../../../../src/worker/tasks/tagging/view'
import { findInSentences } from '../../../../src/worker/tasks/tagging/findings'
import { fingerprintOf } from '../../../../src/worker/tasks/tagging/fingerprint'
import { loadRequestOf } from '../../../../src/worker/tasks/task'
import { memoryLimits } from '../../../../src/worker/text/memory-limits'
import { DataFiles, quiet } from '../../text/data-files'
import { experimentOn, linesOf, load, plainLayers, type TaggingChanges } from './sentences'

const files = new DataFiles()
afterAll(() => files.remove())

const five = 'A D\ndog N\n\nDogs N\nrun V\n\na D\nrun N\n\nA D\ndog N\n\nCats N\nsee V\nme P\n'

function loadText(text: string, changes: TaggingChanges = {}, name = 'data.conll') {
  return load(experimentOn(files.write(name, text), plainLayers, changes))
}

async function refusal(text: string, changes: TaggingChanges = {}): Promise<string> {
  const experiment = experimentOn(files.write('refused.conll', text), plainLayers, changes)
  const loaded = await loadSentences(loadRequestOf(experiment), quiet)
  if (loaded.ok) throw new Error('It was accepted.')
  return loaded.message
}

function wordsOf(sentences: Sentences): string[] {
  return Array.from({ length: sentences.count }, (_, row) => sentences.wordsOf(row).join(' '))
}

const last = { data: { validationRows: 'last', validationSplit: 0.4 } } as const

describe('loading', () => {
  it('takes the last sentences to validate on, and the vocabulary from the others', async () => {
    const { training, validation, vocabulary, labels, report } = await loadText(five, last)
    expect(wordsOf(training)).toEqual(['A dog', 'Dogs run', 'a run'])
    expect(wordsOf(validation)).toEqual(['A dog', 'Cats see me'])
    expect(vocabulary.tokens.slice(3)).toEqual(['a', 'run', 'dog', 'dogs'])
    expect(labels).toEqual(['D', 'N', 'P', 'V'])
    expect([...training.read(1).ids]).toEqual([6, 4])
    expect([...training.read(1).tags]).toEqual([1, 3])
    expect([...validation.read(1).ids]).toEqual([2, 2, 2])
    expect(report).toMatchObject({
      ...{ rows: 5, trainingRows: 3, validationRows: 2, duplicateRows: 1, truncatedShare: 0 },
      columns: { text: 'token', label: 'tag' },
      classes: [
        { label: 'D', count: 3 },
        { label: 'N', count: 5 },
        { label: 'P', count: 1 },
        { label: 'V', count: 2 },
      ],
      tokens: { training: 6, validation: 5 },
      vocabulary: { size: 7, distinct: 4, outOfVocabularyShare: 3 / 5 },
    })
  })

  it('draws the sentences with the seed', async () => {
    const text = linesOf(50)
    const parts = async (seed: number) =>
      wordsOf((await loadText(text, { training: { seed } })).validation)
    const first = await parts(1)
    expect(first).toHaveLength(10)
    expect(await parts(1)).toEqual(first)
    expect(await parts(2)).not.toEqual(first)
  })

  it('takes a file of its own to validate on', async () => {
    const validationPath = files.write('validation.conll', 'Birds N\nsing V\n\nStop V\n')
    const dataset = await loadText(five, { data: { validationPath } })
    expect(wordsOf(dataset.training)).toHaveLength(5)
    expect(wordsOf(dataset.validation)).toEqual(['Birds sing', 'Stop'])
  })

  it('drops duplicates and short sentences where it is asked to', async () => {
    const { all } = await loadText(`${five}\nGo V\n`, {
      data: { dropDuplicates: true, minimumTokens: 2 },
    })
    expect(wordsOf(all)).toEqual(['A dog', 'Dogs run', 'a run', 'Cats see me'])
  })

  it('cuts at the length, at the end that it is told', async () => {
    const cut = { text: { sequenceLength: 2, truncating: 'post' }, ...last } as const
    const { validation, all, report } = await loadText(five, cut)
    expect(wordsOf(validation)).toEqual(['A dog', 'Cats see'])
    expect(validation.lengthOf(1)).toBe(2)
    expect(all.lengthOf(4)).toBe(3)
    expect(report.truncatedShare).toBe(0.2)
    const front = await loadText(five, { text: { sequenceLength: 2 }, ...last })
    expect(wordsOf(front.validation)).toEqual(['A dog', 'see me'])
  })

  it('reads texts with spaces from a table, and lists', async () => {
    const csv = await loadText('words,tags\na dog,D N\nsee me,V P\ngo,V\n', {}, 'table.csv')
    expect(wordsOf(csv.all)).toEqual(['a dog', 'see me', 'go'])
    const lists =
      '{"text":"a dog","tokens":["a","dog"],"upos":["D","N"]}\n{"text":"go","tokens":["go"],"upos":["V"]}'
    const json = await loadText(lists, {}, 'lists.jsonl')
    expect(wordsOf(json.all)).toEqual(['a dog', 'go'])
    expect(json.report.columns).toEqual({ text: 'tokens', label: 'upos' })
  })

  it('tells of rows without a tag for each token', async () => {
    const { report } = await loadText('words,tags\na dog,D N\nsee me,V\ngo,V\n', {}, 'gaps.csv')
    expect(report.skipped).toEqual({
      count: 1,
      first: [
        { line: 3, reason: '"words" has 2 tokens, but "tags" has 1 tag; each token needs one.' },
      ],
    })
  })

  it('gives the same from temporary files, and gives these back', async () => {
    const experiment = experimentOn(files.write('large.conll', linesOf(300)), plainLayers)
    const folder = join(files.root, 'scratch')
    const limits = { ...memoryLimits(), heldBytes: 2000, folder }
    const loaded = await loadSentences(loadRequestOf(experiment), quiet, limits)
    if (!loaded.ok) throw new Error(loaded.message)
    const inMemory = await load(experiment)
    expect(loaded.value.report.notes).toEqual([expect.stringContaining('temporary files')])
    expect(fingerprintOf(loaded.value)).toEqual(fingerprintOf(inMemory))
    expect(wordsOf(loaded.value.validation)).toEqual(wordsOf(inMemory.validation))
    loaded.value.close()
    expect(readdirSync(folder)).toEqual([])
  })

  it('stops', async () => {
    const experiment = experimentOn(files.write('stopped.conll', linesOf(300)), plainLayers)
    const control = { onProgress: () => {}, isStopped: () => true }
    const loaded = await loadSentences(loadRequestOf(experiment), control)
    expect(loaded).toMatchObject({ ok: false, code: 'stopped' })
  })
})

describe('refusing', () => {
  it.each([
    ['one sentence', 'a D\ndog N\n', /^refused\.conll has only one sentence; put a blank line/],
    ['one tag', 'a D\n\nb D\n', /has the same tag in "tag", "D"; choose another column/],
    ['comments alone', '# id = 1\n\n# id = 2\n', /refused\.conll/],
  ])('%s', async (_name, text, sentence) => {
    expect(await refusal(text)).toMatch(sentence)
  })

  it('tags that are words', async () => {
    const lines = Array.from({ length: 1100 }, (_, row) => `a tag${row}`)
    expect(await refusal(lines.join('\n\n'))).toMatch(/"tag" of refused\.conll has more than 1,000/)
  })

  it('a column that is not there', async () => {
    expect(await refusal(five, { data: { label: 'tags' } })).toMatch(
      /no column "tags" for data\.label; it has "token", "tag"; did you mean "tag"\?/,
    )
  })
})

describe('what is told of them', () => {
  it('shows what the network sees', async () => {
    const dataset = await loadText(five, {
      text: { sequenceLength: 2, truncating: 'post' },
      ...last,
    })
    const view = viewSentence(dataset, 4)
    expect(view?.sequences[0]).toMatchObject({
      text: 'Cats see me',
      counts: { tokens: 3, unknown: 3, cut: 1, padding: 0 },
    })
    expect(view?.sequences[0].tokens.map(({ role, tag }) => `${role} ${tag}`)).toEqual([
      ...['unknown N', 'unknown V', 'cut P'],
    ])
    expect(viewSentence(dataset, 5)).toBeNull()
  })

  it('finds duplicates, cut sentences and unknown words', async () => {
    const dataset = await loadText(five, { text: { sequenceLength: 2 }, ...last })
    const findings = findInSentences(dataset)
    expect(findings.map(({ kind, count, mend }) => [kind, count, mend?.settings])).toEqual([
      ['few-rows', 5, undefined],
      ['duplicates', 1, { 'data.dropDuplicates': true }],
      ['truncation', 1, { 'text.sequenceLength': 3 }],
      [
        'unknown-tokens',
        2,
        { 'text.wordShapes': true, 'text.lowercase': false, 'training.wordDropout': 1 },
      ],
    ])
    expect(findings[2].examples).toEqual([{ row: 4, text: 'Cats see me' }])
  })
})
