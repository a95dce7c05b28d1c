// Which token gets which id, and what a damaged vocabulary file gets.
import { describe, expect, it } from 'vitest'
import {
  buildVocabulary,
  parseVocabulary,
  vocabularyToJson,
} from '../../../src/worker/text/vocabulary'
import { textOptions } from './data-files'

const counts = new Map([
  ['rare', 1],
  ['often', 9],
  ['twin', 4],
  ['other', 4],
])

describe('buildVocabulary', () => {
  it('orders by falling count, then by first occurrence, after the reserved ids', () => {
    const vocabulary = buildVocabulary(counts, textOptions())
    expect(vocabulary.tokens).toEqual([
      '<pad>',
      '<start>',
      '<unknown>',
      'often',
      'twin',
      'other',
      'rare',
    ])
    expect(vocabulary.size).toBe(7)
    expect(['often', 'rare', 'never seen'].map((token) => vocabulary.idOf(token))).toEqual([
      3, 6, 2,
    ])
  })

  it('counts the reserved ids in the vocabulary size', () => {
    const words = buildVocabulary(counts, textOptions({ vocabularySize: 5 }))
    expect(words.tokens.slice(3)).toEqual(['often', 'twin'])
    expect(words.idOf('rare')).toBe(2)
    const characters = buildVocabulary(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
      textOptions({ level: 'character', vocabularySize: 3 }),
    )
    expect(characters.tokens).toEqual(['<pad>', '<unknown>', 'a'])
    expect(characters.idOf('b')).toBe(1)
  })
})

describe('parseVocabulary', () => {
  const text = textOptions({ sequenceLength: 20 })
  const json = vocabularyToJson(buildVocabulary(counts, text), text)

  it('reads what was written', () => {
    const parsed = parseVocabulary(JSON.parse(JSON.stringify(json)), 'vocabulary.json')
    expect(parsed).toMatchObject({ ok: true, value: { level: 'word', tokens: json.tokens } })
    expect(parsed.ok && parsed.value.idOf('twin')).toBe(4)
  })

  it.each([
    [{ ...json, format: 'unroll-vocabulary/2' }, /is of the format "unroll-vocabulary\/2"/],
    [{ ...json, tokens: [...json.tokens, 'twin'] }, /holds the same token twice/],
    [{ ...json, tokens: ['a'] }, /tokens\.0 should be "<pad>"/],
    [{ ...json, tokens: 'a b' }, /\(tokens: /],
    [null, /not a vocabulary/],
  ])('refuses %j', (damaged, sentence) => {
    const parsed = parseVocabulary(damaged, 'vocabulary.json')
    expect(parsed).toMatchObject({ ok: false, code: 'run-unreadable' })
    expect(parsed.ok ? '' : parsed.message).toMatch(sentence)
    expect(parsed.ok ? '' : parsed.message).toMatch(/^vocabulary\.json /)
  })
})

describe('reserved ids', () => {
  it.each([
    ['word', 'reading', { reserved: 3, unknown: 2, start: 1, end: null }],
    ['character', 'reading', { reserved: 2, unknown: 1, start: null, end: null }],
    ['bpe', 'reading', { reserved: 2, unknown: 1, start: null, end: null }],
    ['word', 'writing', { reserved: 4, unknown: 2, start: 1, end: 3 }],
    ['character', 'writing', { reserved: 4, unknown: 2, start: 1, end: 3 }],
    ['bpe', 'writing', { reserved: 4, unknown: 2, start: 1, end: 3 }],
  ] as const)('of %s for %s', (level, purpose, ids) => {
    const text = textOptions({ level, vocabularySize: 300 })
    const vocabulary = buildVocabulary(counts, text, purpose)
    expect(vocabulary).toMatchObject({ level, purpose, ...ids })
    const again = parseVocabulary(vocabularyToJson(vocabulary, text), 'vocabulary.json')
    if (!again.ok) throw new Error(again.message)
    const { idOf, ...others } = again.value
    expect(others).toEqual({ ...vocabulary, idOf: undefined })
    for (const token of [...vocabulary.tokens.slice(ids.reserved), 'never seen'])
      expect(idOf(token)).toBe(vocabulary.idOf(token))
  })

  it('are to be read in a file of an older version, which has no merges', () => {
    const text = { level: 'word', lowercase: true, stripHtml: true, vocabularySize: 4 }
    const tokens = ['<pad>', '<start>', '<unknown>', 'often']
    const parsed = parseVocabulary(
      { format: 'unroll-vocabulary/1', text, tokens },
      'vocabulary.json',
    )
    expect(parsed).toMatchObject({ ok: true, value: { purpose: 'reading', merges: null, size: 4 } })
  })

  it.each([
    [{ merges: null }, /merges is missing/],
    [{ merges: ['ab'] }, /merges\.0 is not two tokens/],
    [{ merges: ['x qz'] }, /merges\.0 is not two tokens/],
  ])('of byte pairs need their merges: %j', (change, sentence) => {
    const text = textOptions({ level: 'bpe', vocabularySize: 300 })
    const json = { ...vocabularyToJson(buildVocabulary(counts, text), text), ...change }
    const parsed = parseVocabulary(json, 'vocabulary.json')
    expect(parsed.ok ? '' : parsed.message).toMatch(sentence)
  })
})

describe('very many tokens', () => {
  it('keep their order however large the counts', () => {
    const many = Array.from({ length: 5000 }, (_none, index): [string, number] => [
      `t${index}`,
      1 + ((index * 7919) % 97),
    ])
    const expected = many
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, 997)
      .map(([token]) => token)
    const text = textOptions({ vocabularySize: 1000 })
    expect(buildVocabulary(many, text).tokens.slice(3)).toEqual(expected)
    const huge = many.map(([token, count]): [string, number] => [token, count * 2 ** 33])
    expect(buildVocabulary(huge, text).tokens.slice(3)).toEqual(expected)
  })
})
