// The exported plain JavaScript joins tokens as the lab does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import joinModule from '../../../src/worker/export/javascript/unroll-join.mjs?raw'
import { joinTokens } from '../../../src/worker/text/detokenize'
import { createTokenizer } from '../../../src/worker/text/tokenizer'
import { buildVocabulary } from '../../../src/worker/text/vocabulary'
import { textOptions } from '../text/data-files'

const texts = [
  "A film. THE film! It’s “great”... isn't it?",
  'He said, "Yes (of course)," -- and left.\n"No!"\n\n"Well-known" 10:30 a/b, $5.50 [x] {y}',
  '" unbalanced "quotes" \n here " and "there',
  'Größe 東京 naïve 😀👍🏽 e\u0301 \ufeff$5 + 3 = 8 ^_^ a|b ~c `d`',
  '',
]

let folder = ''
let exported: { joinTokens(tokens: readonly string[], text: object): string }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unroll-join-'))
  const file = join(folder, 'unroll-join.mjs')
  await writeFile(file, joinModule)
  exported = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof exported // the exported JavaScript
})
afterAll(() => rm(folder, { recursive: true }))

it.each([
  ['word', 'keep'],
  ['word', 'drop'],
  ['character', 'keep'],
  ['bpe', 'keep'],
] as const)('at level %s, punctuation %s', (level, punctuation) => {
  const text = textOptions({ level, punctuation, vocabularySize: 280, lowercase: false })
  const counts = texts
    .flatMap((one) => createTokenizer(text)(one))
    .map((token) => [token, 1] as const)
  const { merges } = buildVocabulary(new Map(counts), text, 'writing')
  for (const one of texts) {
    const tokens = createTokenizer(text, merges)(one)
    expect(exported.joinTokens(tokens, text)).toBe(joinTokens(tokens, text))
    // In any order, which no text has.
    expect(exported.joinTokens(tokens.toReversed(), text)).toBe(
      joinTokens(tokens.toReversed(), text),
    )
  }
})
