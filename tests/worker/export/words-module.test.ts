// The exported plain JavaScript cuts sentences and reads words as the trainer does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import wordsModule from '../../../src/worker/export/javascript/unroll-words.mjs?raw'
import { buildWordVocabulary, WordIds } from '../../../src/worker/tasks/tagging/word-ids'
import { vocabularyToJson } from '../../../src/worker/text/vocabulary'
import { textOptions } from '../text/data-files'
import { readings, sentences, typedWords } from './typed-sentences'

const counts = [
  ...[['the', 90] as const, ['I', 40] as const, ['.', 80] as const],
  ...Array.from('abcdefghijkl', (letter) => [`${letter}walking`, 1] as const),
  ...Array.from('abcdefghijkl', (letter) => [`M${letter}rie-Anne`, 1] as const),
  ...Array.from('abcdefghijkl', (letter, index) => [`${index}${letter}`, 1] as const),
]
const words = [
  ...['the', 'The', 'THE', 'i', 'I', '.', '?!', 'going', 'Going', 'gong', 'ag', 'a', 'A'],
  ...['Jo-Anne', 'e.g.', '4th', '1,984', 'iPhone', 'Ärger', '東京', '😀', '<pad>', '<unknown>'],
  ...['<-ing>', '<9>', '<.>'],
]

interface WordsModule {
  createWordReader(vocabulary: object): {
    idOf(word: string): number
    tokensOf(text: string): string[]
  }
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
  it.each(readings)(
    'read words as the trainer does: small letters %s, shapes %s',
    (lowercase, wordShapes) => {
      const text = textOptions({ lowercase, wordShapes })
      const known = counts.map(
        ([word, count]) => [lowercase ? word.toLowerCase() : word, count] as const,
      )
      const vocabulary = buildWordVocabulary(known, text)
      const ids = new WordIds(vocabulary, text)
      const { idOf } = exported.createWordReader(vocabularyToJson(vocabulary, text))
      expect(words.map(idOf)).toEqual(words.map((word) => ids.idOf(word)))
      expect(new Set(words.map(idOf)).size).toBeGreaterThan(wordShapes ? 6 : 2)
    },
  )
  it.each(readings)('cut what is typed as the lab does: small letters %s, shapes %s', (...how) => {
    const lab = typedWords(...how)
    const { tokensOf, idOf } = exported.createWordReader(lab.vocabulary)
    expect(sentences.map(tokensOf)).toEqual(sentences.map(lab.tokensOf))
    const tokens = sentences.flatMap(lab.tokensOf)
    expect(tokens.map(idOf)).toEqual(tokens.map(lab.idOf))
    expect(tokensOf("I don't end.")).toEqual(['I', 'do', "n't", 'end', '.'])
  })
})
