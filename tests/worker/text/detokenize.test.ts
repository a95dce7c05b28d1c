// Words and characters written as text again.
import { describe, expect, it } from 'vitest'
import { joinTokens, pieceAfter } from '../../../src/worker/text/detokenize'
import { createTokenizer } from '../../../src/worker/text/tokenizer'
import { textOptions } from './data-files'

const kept = textOptions({ punctuation: 'keep', lowercase: false, stripHtml: false })

const natural = [
  'Hello, world.',
  "I don't know; it's the dogs' own.",
  'He said, "Yes, of course," and left.',
  '"Why?" she asked. "Because."',
  'First line,\nsecond line:\n\n"Third," he said.\nEnd.',
  'One (or two) of [three] {four}...',
  'A well-known fact -- no doubt! (Really?!)',
  'It costs $5.50, or 10% of 1,000, at 10:30.',
  '«Да», сказал он – “yes”… 100.',
  "O, that this too too solid flesh would melt,\nThaw and resolve itself into a dew!\n\nHAMLET:\n'Tis so.",
]

describe('words with their marks', () => {
  it.each(natural)('%j comes back', (text) => {
    const spaced = text.replace(' -- ', '--')
    const tokens = createTokenizer(kept)(spaced)
    expect(joinTokens(tokens, kept)).toBe(spaced)
    expect(tokens.map((token, at) => pieceAfter(tokens.slice(0, at), token, kept)).join('')).toBe(
      spaced,
    )
  })

  it.each<[string, string[]]>([
    ['Wait... what?!', ['Wait', '...', 'what', '?', '!']],
    ['a\r\nb  c', ['a', '\n', 'b', 'c']],
    ['......', ['...', '...']],
    ['1,000.5kg at 10:30', ['1,000.5', 'kg', 'at', '10:30']],
    ['don\u2019t <x>', ["don't", '<', 'x', '>']],
  ])('%j is cut to %j', (text, tokens) => {
    expect(createTokenizer(kept)(text)).toEqual(tokens)
  })
})

describe('other tokens', () => {
  it('have a space between words, and none between characters', () => {
    const words = textOptions()
    expect(joinTokens(['a', 'b'], words)).toBe('a b')
    expect([pieceAfter([], 'a', words), pieceAfter(['a'], 'b', words)]).toEqual(['a', ' b'])
    const characters = textOptions({ level: 'character' })
    expect(joinTokens(['a', ' ', '👍'], characters)).toBe('a 👍')
    expect(pieceAfter(['a'], 'b', characters)).toBe('b')
  })
})
