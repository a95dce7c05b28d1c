// The exported Python cuts, reads and joins texts as the trainer does (with any Python 3 at hand).
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TextOptions } from '#shared/experiment/text'
import { finished } from '../../../../src/worker/tasks/seq2seq/data/encode-sequence'
import { buildWordVocabulary, WordIds } from '../../../../src/worker/tasks/tagging/word-ids'
import { shapesOf } from '../../../../src/worker/tasks/tagging/word-shape'
import { batchOfTexts } from '../../../../src/worker/text/batches'
import { joinTokens } from '../../../../src/worker/text/detokenize'
import { encodeText, idsOf } from '../../../../src/worker/text/encode'
import { createTokenizer } from '../../../../src/worker/text/tokenizer'
import {
  buildVocabulary,
  vocabularyToJson,
  type Purpose,
} from '../../../../src/worker/text/vocabulary'
import { textOptions } from '../../text/data-files'
import { readings, sentences, typedWords } from '../typed-sentences'
import { anyPython, printedBy } from './interpreter'

const python = resolve('src/worker/export/python')

const texts = [
  "A film. THE film! It’s “great”... isn't it?",
  'He said, "Yes (of course)," -- and left.\n"No!"\r\n\n10:30, 1,000.5kg $5.50 well-known a/b',
  'Größe 東京 naïve 😀👍🏽 e\u0301 \ufeff$5 + 3 = 8 ^_^ a|b ~c `d` [x] \\y',
  'tags <br/><i>and</i> &amp; &lt;b&gt; &#39; &#X27; &nbsp; &constructor; a < b > c <ſ> <K>' +
    'x'.repeat(120),
  'Ὀδυσσεύς ΣΊΣΥΦΟΣ İstanbul ıI ǅ ﬁ ß ẞ K Å',
  'العربية ١٢٣ ٣٫٥ हिन्दी १२:३० ภาษาไทย 한국어 עברית ½ Ⅷ ²',
  'a\u0085b\u001cc\u00a0d\u2028e\u2029f\u200bg\u3000h\ti\u000bj\u180ek\u0000l\u00adm',
  "don't we'll 'tis 's 'să you'd've it'S !!!! ...... ---- \"\" ''''",
  '   leading\n\n\n   and trailing \t  ',
  '🏳️‍🌈 👩‍👩‍👧 \u{1d400}\u{1d7d8} \u{10ffff} zalg\u0300\u0301\u0302o',
  'one two three four five six seven eight nine ten eleven twelve',
  '',
  '...',
]

const cuts: [string, Partial<TextOptions>, Purpose][] = [
  ['words', {}, 'reading'],
  ['words with capitals', { lowercase: false, stripHtml: false }, 'reading'],
  ['words and marks', { punctuation: 'keep' }, 'writing'],
  ['words cut and padded at the end', { padding: 'post', truncating: 'post' }, 'reading'],
  ['words of any length', { sequenceLength: null }, 'reading'],
  ['characters', { level: 'character', lowercase: false, stripHtml: false }, 'writing'],
  ['characters in small letters', { level: 'character' }, 'reading'],
  ['byte pairs', { level: 'bpe', vocabularySize: 300 }, 'reading'],
  ['byte pairs with capitals', { level: 'bpe', vocabularySize: 320, lowercase: false }, 'writing'],
  ['a few bytes', { level: 'bpe', vocabularySize: 40 }, 'reading'],
]

const readTexts = `
from unroll_text import Vocabulary
words = Vocabulary(given["vocabulary"])
print(json.dumps([{
    "tokens": words.tokenize(text), "ids": words.ids(text), "encoded": words.encode(text), "sequence": words.sequence(text),
    "source": words.source_ids(text), "joined": words.join(words.tokenize(text)),
} for text in given["texts"]]))`

describe.skipIf(!anyPython)('the exported Python', () => {
  it.each(cuts)('reads %s as the trainer does', (_name, changes, purpose) => {
    const text = textOptions({ vocabularySize: 60, sequenceLength: 9, ...changes })
    const counts = new Map<string, number>()
    for (const one of texts.slice(0, 5))
      for (const token of createTokenizer(text)(one))
        counts.set(token, (counts.get(token) ?? 0) + 1)
    const vocabulary = buildVocabulary(counts, text, purpose)
    const tokenize = createTokenizer(text, vocabulary.merges)
    const expected = texts.map((one) => {
      const tokens = tokenize(one)
      const source = finished(idsOf(tokens, vocabulary), text, { end: null })
      return {
        tokens,
        ids: [...idsOf(tokens, vocabulary)],
        sequence: [...encodeText(one, vocabulary, text)],
        encoded: [...batchOfTexts([encodeText(one, vocabulary, text)], text).ids],
        source: source.length === 0 ? [0] : [...source],
        joined: joinTokens(tokens, text),
      }
    })
    const given = { texts, vocabulary: vocabularyToJson(vocabulary, text) }
    expect(printedBy(readTexts, given, python)).toEqual(expected)
  })

  it('writes halves of characters as the trainer does', () => {
    const options = textOptions({ level: 'bpe' })
    const tokens = [['Ã'], ['ð', 'Ł'], ['ðŁĺ', 'Ģ'], ['Â', '東', '<end>'], ['ï»¿', 'a', 'íł', 'Ģ']]
    const program = `
from unroll_text import join_tokens
print(json.dumps([join_tokens(tokens, given["options"]) for tokens in given["tokens"]]))`
    expect(printedBy(program, { options, tokens }, python)).toEqual(
      tokens.map((some) => joinTokens(some, options)),
    )
  })

  const words = [
    ...['the', 'The', 'THE', 'i', 'I', '.', '?!', 'going', 'Going', 'gong', 'ag', 'a', 'A', '-'],
    ...['Jo-Anne', 'e.g.', '4th', '1,984', '٣', 'iPhone', 'Ärger', '東京', '😀', '<pad>', '<9>'],
    ...[
      '\u{1d400}',
      '\u{1d400}\u{1d400}',
      'ǅ',
      'a\u0301b',
      'me@home',
      '12-',
      '$',
      'ΣΊΣΥΦΟΣ',
      '<x9>',
      '',
    ],
    ...['Mqrie-Anne', 'mqrie-anne', 'zwalking', 'ZWALKING', 'Zwalking'],
  ]
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('reads words as a tagger does: small letters %s, shapes %s', (lowercase, wordShapes) => {
    const counts = [
      ...[['the', 90] as const, ['I', 40] as const, ['.', 80] as const, ['<9>', 70] as const],
      ...Array.from('abcdefghijkl', (letter) => [`${letter}walking`, 1] as const),
      ...Array.from('abcdefghijkl', (letter) => [`M${letter}rie-Anne`, 1] as const),
      ...Array.from('abcdefghijkl', (letter, index) => [`${index}${letter}`, 1] as const),
    ].map(([word, count]) => [lowercase ? word.toLowerCase() : word, count] as const)
    const text = textOptions({ lowercase, wordShapes })
    const vocabulary = buildWordVocabulary(
      wordShapes ? counts.filter(([word]) => word !== '<9>') : counts,
      text,
    )
    const ids = new WordIds(vocabulary, text)
    const program = `
from unroll_text import Vocabulary, shapes_of
words = Vocabulary(given["vocabulary"])
print(json.dumps([[words.word_id(word), shapes_of(word)] for word in given["words"]]))`
    const given = { words, vocabulary: vocabularyToJson(vocabulary, text) }
    expect(printedBy(program, given, python)).toEqual(
      words.map((word) => [ids.idOf(word), shapesOf(word)]),
    )
  })

  it.each(readings)(
    'cuts what is typed for a tagger as the lab does: small letters %s, shapes %s',
    (...how) => {
      const { vocabulary, tokensOf, idOf } = typedWords(...how)
      const program = `
from unroll_text import Vocabulary
words = Vocabulary(given["vocabulary"])
cut = [words.split_words(text) for text in given["sentences"]]
print(json.dumps([[tokens, [words.word_id(token) for token in tokens]] for tokens in cut]))`
      expect(printedBy(program, { vocabulary, sentences }, python)).toEqual(
        sentences.map((text) => [tokensOf(text), tokensOf(text).map(idOf)]),
      )
    },
  )

  it('names what outputs mean', () => {
    const program = `
from unroll_text import Labels
print(json.dumps([Labels(content).answer(outputs) for content, outputs in given]))`
    const given = [
      [{ kind: 'class', labels: ['bad', 'good'] }, [0.75]],
      [{ kind: 'class', labels: ['a', 'b', 'c'] }, [0.25, 0.5, 0.25]],
      [{ kind: 'labels', labels: ['a', 'b'] }, [0.5, 0.25]],
      [{ kind: 'number', labels: [], scale: { mean: 2, deviation: 4 } }, [0.5]],
    ]
    expect(printedBy(program, given, python)).toEqual([
      { label: 'good', probability: 0.75, probabilities: { bad: 0.25, good: 0.75 } },
      { label: 'b', probability: 0.5, probabilities: { a: 0.25, b: 0.5, c: 0.25 } },
      { labels: ['a'], probabilities: { a: 0.5, b: 0.25 } },
      { value: 4 },
    ])
  })
})
