// The exported plain JavaScript cuts texts as the trainer does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import textModule from '../../../src/worker/export/javascript/unroll-text.mjs?raw'
import { createTokenizer } from '../../../src/worker/text/tokenizer'
import { buildVocabulary, vocabularyToJson } from '../../../src/worker/text/vocabulary'
import { textOptions } from '../text/data-files'

const texts = [
  "A film. THE film! It’s “great”... isn't it?",
  'He said, "Yes (of course)," -- and left.\n"No!"\r\n\n10:30, 1,000.5kg $5.50 well-known a/b',
  'Größe 東京 naïve 😀👍🏽 e\u0301 \ufeff$5 + 3 = 8 ^_^ a|b ~c `d`',
  'tags <br/><i>and</i> &amp; &lt;b&gt; ' + 'x'.repeat(120) + '   \t spaced',
  '',
]

interface TextModule {
  tokenize(text: string, options: object, merges: readonly string[] | null): string[]
  createIds(vocabulary: object): (text: string) => number[]
}

let folder = ''
let exported: TextModule
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-text-module-'))
  const file = join(folder, 'unroll-text.mjs')
  await writeFile(file, textModule)
  exported = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as TextModule // the exported JavaScript
})
afterAll(() => rm(folder, { recursive: true }))

describe('the exported text rules', () => {
  it.each([
    ['word', 'keep', 'writing'],
    ['word', 'drop', 'reading'],
    ['character', 'drop', 'writing'],
    ['bpe', 'drop', 'reading'],
    ['bpe', 'keep', 'writing'],
  ] as const)('are those of the trainer: %s, %s, %s', (level, punctuation, purpose) => {
    const text = textOptions({
      level,
      punctuation,
      vocabularySize: 300,
      lowercase: level !== 'bpe',
    })
    const counts = new Map<string, number>()
    for (const one of texts.slice(0, 3))
      for (const token of createTokenizer(text)(one))
        counts.set(token, (counts.get(token) ?? 0) + 1)
    const vocabulary = buildVocabulary(counts, text, purpose)
    const json: unknown = JSON.parse(JSON.stringify(vocabularyToJson(vocabulary, text)))
    const tokenize = createTokenizer(text, vocabulary.merges)
    for (const one of texts) {
      const tokens = tokenize(one)
      expect(exported.tokenize(one, text, vocabulary.merges)).toEqual(tokens)
      expect(exported.createIds(Object(json))(one)).toEqual(
        tokens.map((token) => vocabulary.idOf(token)),
      )
    }
  })
})
