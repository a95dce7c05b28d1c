// The exported plain JavaScript reads words as the trainer does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import wordsModule from '../../../src/worker/export/javascript/unroll-words.mjs?raw'
import { buildWordVocabulary, WordIds } from '../../../src/worker/tasks/tagging/word-ids'
import { vocabularyToJson } from '../../../src/worker/text/vocabulary'
import { textOptions } from '../text/data-files'

const counts = [
  ...[['the', 90] as const, ['I', 40] as const, ['.', 80] as const],
  ...Array.from('abcdefghijkl', (letter) => [`${letter}walking`, 1] as const),
  ...Array.from('abcdefghijkl', (letter) => [`M${letter}rie-Anne`, 1] as const),
  ...Array.from('abcdefghijkl', (letter, index) => [`${index}${letter}`, 1] as const),
]
const words = [
  ...['the', 'The', 'THE', 'i', 'I', '.', '?!', 'going', 'Going', 'gong', 'ag', 'a', 'A'],
  ...['Jo-Anne', 'e.g.', '4th', '1,984', 'iPhone', 'Ärger', '東京', '😀', '<pad>', '<unknown>'],
]

interface WordsModule {
  createIdFinder(vocabulary: object): (word: string) => number
}

let folder = ''
let exported: WordsModule
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-words-module-'))
  const file = join(folder, 'unroll-words.mjs')
  await writeFile(file, wordsModule)
  exported = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as WordsModule // the exported JavaScript
})
afterAll(() => rm(folder, { recursive: true }))

describe('the exported word rules', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('read words as the trainer does: small letters %s, shapes %s', (lowercase, wordShapes) => {
    const text = textOptions({ lowercase, wordShapes })
    const known = counts.map(
      ([word, count]) => [lowercase ? word.toLowerCase() : word, count] as const,
    )
    const vocabulary = buildWordVocabulary(known, text)
    const ids = new WordIds(vocabulary, text)
    const idOf = exported.createIdFinder(vocabularyToJson(vocabulary, text))
    expect(words.map(idOf)).toEqual(words.map((word) => ids.idOf(word)))
    expect(new Set(words.map(idOf)).size).toBeGreaterThan(wordShapes ? 6 : 2)
  })
})
