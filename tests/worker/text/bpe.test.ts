// Byte pairs: what is learned, how texts are cut by it, and that every text comes back.
import { describe, expect, it } from 'vitest'
import {
  applyMerges,
  learnMerges,
  learnMergesInTurns,
  splitIntoChunks,
} from '../../../src/worker/text/bpe'
import { byteSymbols } from '../../../src/worker/text/byte-symbols'
import { joinTokens, pieceAfter } from '../../../src/worker/text/detokenize'
import { seededRandom } from '../../../src/worker/text/random'
import { createTokenizer } from '../../../src/worker/text/tokenizer'
import { textOptions } from './data-files'

const options = textOptions({ level: 'bpe', lowercase: false, stripHtml: false })

/** Texts of letters, marks, white space, emoji and whatever else, drawn. */
function drawnTexts(count: number): string[] {
  const random = seededRandom(5)
  const kinds = [
    () => String.fromCodePoint(97 + Math.floor(26 * random())),
    () => ' \t\n\r\u00a0\u2028'[Math.floor(6 * random())],
    () => '.,;\'"!?-_<>$0123456789'[Math.floor(22 * random())],
    () => String.fromCodePoint(0xa0 + Math.floor(0x2000 * random())),
    () => String.fromCodePoint(0x1f300 + Math.floor(0x300 * random())),
    () => ["'s", "'ll", 'the ', '👩‍👩‍👧', 'e\u0301', '\ufeff', '漢字', '\0'][Math.floor(8 * random())],
  ]
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(80 * random()) }, () =>
      kinds[Math.floor(kinds.length * random())](),
    ).join(''),
  )
}

/** Merges by the definition: counts every pair anew after each merge. */
function learnSlowly(counts: ReadonlyMap<string, number>, merges: number): string[] {
  const order = new Map(byteSymbols.map((symbol, number) => [symbol, number]))
  let words = [...counts].map(([chunk, count]) => ({ tokens: applyMerges(chunk, []), count }))
  const learned: string[] = []
  while (learned.length < merges) {
    const pairs = new Map<string, number>()
    for (const { tokens, count } of words)
      for (let at = 1; at < tokens.length; at++) {
        const pair = `${tokens[at - 1]} ${tokens[at]}`
        pairs.set(pair, (pairs.get(pair) ?? 0) + count)
      }
    const rank = (pair: string): number[] => pair.split(' ').map((token) => order.get(token) ?? -1)
    const [best] = [...pairs]
      .filter(([pair, count]) => count >= 2 && !order.has(pair.replace(' ', '')))
      .sort(([a, m], [b, n]) => n - m || rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1])
    if (!best) break
    learned.push(best[0])
    order.set(best[0].replace(' ', ''), order.size)
    words = words.map(({ tokens, count }) => ({ tokens: joined(tokens, best[0]), count }))
  }
  return learned
}

function joined(tokens: readonly string[], pair: string): string[] {
  const result: string[] = []
  for (let at = 0; at < tokens.length; at++)
    if (`${tokens[at]} ${tokens[at + 1]}` === pair) result.push(tokens[at] + tokens[++at])
    else result.push(tokens[at])
  return result
}

describe('chunks', () => {
  it('keep the space before a word and are the text', () => {
    expect(splitIntoChunks("It's  a well-known fact,\n42 times.")).toEqual([
      ...['It', "'s", ' ', ' a', ' well', '-', 'known', ' fact', ',', '\n', '42', ' times', '.'],
    ])
    for (const text of drawnTexts(300)) expect(splitIntoChunks(text).join('')).toBe(text)
  })

  it('are bounded, whatever the text', () => {
    const lengths = splitIntoChunks('a'.repeat(1000) + ' '.repeat(1000) + '!'.repeat(1000)).map(
      (chunk) => chunk.length,
    )
    expect(Math.max(...lengths)).toBeLessThanOrEqual(51)
  })
})

describe('merges', () => {
  it('are those of the definition', () => {
    const counts = new Map<string, number>()
    for (const text of drawnTexts(60))
      for (const chunk of splitIntoChunks(text)) counts.set(chunk, (counts.get(chunk) ?? 0) + 1)
    for (const chunk of ['aaaa', ' abab', ' ababab', ' aaa', 'banana', ' bandana'])
      counts.set(chunk, 7)
    const merges = learnMerges(counts, 256 + 2 + 60, 2)
    expect(merges).toHaveLength(60)
    expect(merges).toEqual(learnSlowly(counts, 60))
  })

  it('end when no pair occurs twice', () => {
    expect(learnMerges([['ab', 1]], 1000, 2)).toEqual([])
    expect(learnMerges([['abc', 2]], 1000, 2)).toEqual(['a b', 'ab c'])
    expect(learnMerges([['abc', 2]], 259, 2)).toEqual(['a b'])
  })

  it('are the same when others work in between, and none when stopped', async () => {
    const counts = new Map(
      drawnTexts(100)
        .flatMap((text) => splitIntoChunks(text))
        .map((chunk): [string, number] => [chunk, 3]),
    )
    const room = { vocabularySize: 400, reserved: 4 }
    let pauses = 0
    const goOn = (): Promise<boolean> => Promise.resolve(++pauses < 0)
    expect(await learnMergesInTurns(counts, room, goOn)).toEqual(learnMerges(counts, 400, 4))
    expect(pauses).toBeGreaterThan(10)
    expect(await learnMergesInTurns(counts, room, () => Promise.resolve(true))).toBeUndefined()
  })

  it('are applied in the order they were learned', () => {
    expect(applyMerges(' banana', ['a n', 'an a', 'b ana'])).toEqual(['Ġ', 'b', 'an', 'ana'])
    expect(applyMerges('é', [])).toEqual(['Ã', '©'])
  })
})

describe('texts as byte pairs', () => {
  const texts = [...drawnTexts(400), 'héllo 👋🏽 wörld', '\ufeffmark', '', ...byteSymbols]
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const chunk of splitIntoChunks(text)) counts.set(chunk, (counts.get(chunk) ?? 0) + 1)
  const tokenize = createTokenizer(options, learnMerges(counts, 700, 4))

  it('come back as they were', () => {
    for (const text of texts) expect(joinTokens(tokenize(text), options)).toBe(text)
  })

  it('come back piece by piece, a character once it is whole', () => {
    for (const text of [...texts.slice(0, 100), '👩‍👩‍👧 héé']) {
      for (const cut of [tokenize(text), createTokenizer(options, [])(text)]) {
        const pieces = cut.map((token, at) =>
          pieceAfter(cut.slice(Math.max(0, at - 4), at), token, options),
        )
        expect(pieces.join('')).toBe(text)
      }
    }
    expect(pieceAfter([], 'Ã', options)).toBe('')
    expect(pieceAfter(['Ã'], '©', options)).toBe('é')
  })

  it('holds every byte', () => {
    const bytes = Array.from({ length: 256 }, (_none, byte) => byteSymbols[byte])
    expect(new Set(bytes).size).toBe(256)
    expect(bytes.every((symbol) => /^[^\s\p{Cc}]$/u.test(symbol))).toBe(true)
  })
})
