// What reading documents gives: two streams of ids, a vocabulary of the first, and a report.
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { loadStreams } from '../../../../src/worker/tasks/language-model/load-streams'
import type { TokenStream } from '../../../../src/worker/tasks/language-model/token-stream'
import type { Vocabulary } from '../../../../src/worker/text/vocabulary'
import { DataFiles, quiet } from '../../text/data-files'
import { noMemory, rhyme, streamsOf, textExperiment } from './tiny-text'

const files = new DataFiles()
afterAll(() => files.remove())

const read = ({ ids }: TokenStream, { tokens }: Vocabulary) =>
  Array.from(ids.subarray(0, ids.length), (id) => tokens[id])

describe('a single text', () => {
  it('is cut where the last share begins, and <end> comes last', async () => {
    const path = files.write('letters.txt', 'abcabcabcd')
    const streams = await streamsOf(textExperiment(path, { data: { validationSplit: 0.3 } }))
    const { training, validation, vocabulary, report } = streams
    expect(read(training, vocabulary)).toEqual(['<start>', ...'abcabca'])
    expect(read(validation, vocabulary)).toEqual(['b', 'c', '<unknown>', '<end>'])
    expect(vocabulary.tokens.slice(vocabulary.reserved)).toEqual(['a', 'b', 'c'])
    expect(report).toMatchObject({
      rows: 1,
      trainingRows: 1,
      validationRows: 1,
      columns: { text: 'text', label: null },
      tokens: { training: 8, validation: 4 },
      characters: { training: 7, validation: 3 },
      vocabulary: { size: 7, distinct: 3, outOfVocabularyShare: 1 / 3 },
    })
  })

  it('counts as targets all ids but the first', async () => {
    const streams = await streamsOf(textExperiment(files.write('a.txt', rhyme)))
    expect(streams.training.targets).toBe(streams.training.ids.length - 1)
  })

  it('too short for both parts is refused', async () => {
    const { data, text } = textExperiment(files.write('b.txt', 'a'))
    const loaded = await loadStreams({ data, text, seed: 1 }, quiet)
    expect(loaded).toMatchObject({
      ok: false,
      code: 'data-unusable',
      message: expect.stringContaining('is too short'),
    })
  })

  it('is refused where documents are to be drawn', async () => {
    const path = files.write('c.txt', rhyme)
    const { data, text } = textExperiment(path, { data: { validationRows: 'random' } })
    const loaded = await loadStreams({ data, text, seed: 1 }, quiet)
    expect(loaded).toMatchObject({ ok: false, message: expect.stringContaining('"last"') })
  })
})

describe('several documents', () => {
  const folder = join(files.root, 'poems')
  files.write('poems/one.txt', 'aa')
  files.write('poems/deep/two.md', 'bb')
  files.write('poems/README.md', 'about the poems')
  files.write('poems/empty.txt', ' \n')

  it('each begin and end, those of inner folders after those beside them', async () => {
    const experiment = textExperiment(folder, { data: { validationSplit: 0.25 } })
    const { training, validation, vocabulary, report } = await streamsOf(experiment)
    expect(read(training, vocabulary)).toEqual(['<start>', 'a', 'a', '<end>', '<start>', 'b'])
    expect(read(validation, vocabulary)).toEqual(['b', '<end>'])
    expect(training.targets).toBe(4)
    expect(report.skipped).toMatchObject({
      count: 1,
      first: [{ file: 'empty.txt', reason: 'The text is empty.' }],
    })
  })

  it('are drawn whole with the seed', async () => {
    const path = files.write('rows.jsonl', manyRows())
    const drawn = { data: { validationRows: 'random', validationSplit: 0.2 } } as const
    const { report, validation, vocabulary } = await streamsOf(textExperiment(path, drawn))
    expect(report).toMatchObject({ rows: 20, trainingRows: 16, validationRows: 4 })
    const told = read(validation, vocabulary)
    expect(told.filter((token) => token === '<start>')).toHaveLength(4)
    expect(told.filter((token) => token === '<end>')).toHaveLength(4)
  })

  it('are those of several places one after the other', async () => {
    const path = files.write('1.txt', 'ab')
    const more = files.write('2.txt.gz', gzipSync('cd'))
    const experiment = textExperiment(path, {
      data: { morePaths: [more], validationSplit: 0.5 },
    })
    const { training, validation, vocabulary } = await streamsOf(experiment)
    expect(read(training, vocabulary)).toEqual(['<start>', 'a', 'b', '<end>'])
    expect(read(validation, vocabulary)).toEqual(['<start>', '<unknown>', '<unknown>', '<end>'])
  })

  it('of a file of its own are validated on', async () => {
    const path = files.write('train.txt', rhyme)
    const validationPath = files.write('valid.txt', 'line 1')
    const { training, validation, vocabulary } = await streamsOf(
      textExperiment(path, { data: { validationPath } }),
    )
    expect(read(validation, vocabulary)).toEqual(['<start>', ...'line 1', '<end>'])
    expect(training.characters).toBe(rhyme.length)
  })

  it('are left out as copies or too short where that is asked for', async () => {
    const path = files.write('copies.csv', 'text\nabcd\nabcd\nx\nefgh\n')
    const filtered = { data: { dropDuplicates: true, minimumTokens: 2, validationSplit: 0.5 } }
    const { report } = await streamsOf(textExperiment(path, filtered))
    expect(report.rows).toBe(2)
    expect(report.notes?.join(' ')).toContain('2 documents were left out')
  })
})

describe('every level', () => {
  it('of words keeps marks and line breaks, and counts characters of the text', async () => {
    const path = files.write('words.txt', 'Go on, now.\nGo on, then.\n')
    const options = {
      text: { level: 'word', sequenceLength: 4, vocabularySize: 20 },
      data: { validationSplit: 0.5 },
    } as const
    const { training, validation, vocabulary, report } = await streamsOf(
      textExperiment(path, options),
    )
    expect(read(training, vocabulary)).toEqual(['<start>', 'Go', 'on', ',', 'now', '.', '\n'])
    expect(read(validation, vocabulary)).toEqual(['Go', 'on', ',', '<unknown>', '.', '\n', '<end>'])
    expect(report.characters).toEqual({ training: 13, validation: 12 })
  })

  it('of byte pairs learns merges from the training part and loses no letter', async () => {
    const path = files.write('pairs.txt', `${rhyme}é`)
    const options = { text: { level: 'bpe', vocabularySize: 300 } } as const
    const { validation, vocabulary, report } = await streamsOf(textExperiment(path, options))
    expect(vocabulary.merges?.length).toBeGreaterThan(20)
    expect(report.vocabulary.outOfVocabularyShare).toBe(0)
    // Two bytes, each a token of its own.
    expect(read(validation, vocabulary).slice(-3)).toEqual(['Ã', '©', '<end>'])
  })
})

describe('memory', () => {
  it('beyond the bound goes to temporary files, with the same ids', async () => {
    const long = Array.from({ length: 400 }, (_, line) => `${line} ${rhyme}`).join('\n')
    const experiment = textExperiment(files.write('long.txt', long), {
      text: { level: 'word', vocabularySize: 100 },
    })
    const held = await streamsOf(experiment)
    const kept = await streamsOf(experiment, noMemory(join(files.root, 'scratch')))
    expect(kept.report.notes?.join(' ')).toContain('temporary files')
    for (const part of ['training', 'validation'] as const) {
      expect(read(kept[part], kept.vocabulary)).toEqual(read(held[part], held.vocabulary))
    }
    expect(kept.report.characters).toEqual(held.report.characters)
    kept.close()
    expect(() => kept.training.ids.subarray(0, 10_000)).toThrow()
  })
})

function manyRows(): string {
  return Array.from({ length: 20 }, (_, row) => JSON.stringify({ text: `row ${row}` })).join('\n')
}
