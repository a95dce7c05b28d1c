// The trigram model: probabilities that sum to one, and the counts that they come from.
import { describe, expect, it } from 'vitest'
import { PairTable } from '../../../../src/worker/tasks/language-model/pair-table'
import { TrigramCounts } from '../../../../src/worker/tasks/language-model/trigram'
import { seededRandom } from '../../../../src/worker/text/random'

describe('PairTable', () => {
  it('counts as a map does', () => {
    const random = seededRandom(3)
    const table = new PairTable()
    const known = new Map<string, number>()
    for (let draw = 0; draw < 20_000; draw++) {
      const [first, second] = [Math.floor(random() * 90), Math.floor(random() * 90)]
      table.add(first, second)
      known.set(`${first} ${second}`, (known.get(`${first} ${second}`) ?? 0) + 1)
    }
    expect(table.size).toBe(known.size)
    for (const [pair, count] of known) {
      const [first, second] = pair.split(' ').map(Number)
      expect(table.count(table.find(first, second))).toBe(count)
    }
    expect(table.find(90, 0)).toBe(-1)
  })
})

describe('Trigram', () => {
  const size = 12
  const possible = Array.from({ length: size - 2 }, (_, index) => index + 2)
  const random = seededRandom(8)
  const text = Array.from({ length: 400 }, () => 2 + Math.floor(random() ** 2 * 8))
  const counts = new TrigramCounts()
  for (let at = 2; at < text.length; at++) counts.add(text[at - 2], text[at - 1], text[at])
  const trigram = counts.finish(size, possible.length)

  const contexts = [
    ['seen', text[10], text[11]],
    ['of a pair that never came', 11, 2],
    ['never seen', 11, 11],
  ] as const
  it.each(contexts)('gives probabilities that sum to 1 after a context %s', (_, before, last) => {
    const all = possible.map((token) => trigram.guess(before, last, token).probability)
    expect(all.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 10)
    expect(Math.min(...all)).toBeGreaterThan(0)
  })

  it.each(contexts)('names the most probable token after a context %s', (_, before, last) => {
    const all = possible.map((token) => trigram.guess(before, last, token).probability)
    const { best } = trigram.guess(before, last, 2)
    expect(trigram.guess(before, last, best).probability).toBe(Math.max(...all))
  })

  it('is as the formula says where one token alone followed', () => {
    // a b c, a b c, x b c, x b d: after "a b" c twice; after how many different tokens "b c" came: 2 of 3.
    const [a, b, c, d, x] = [2, 3, 4, 5, 6]
    const small = new TrigramCounts()
    for (const [before, last, token] of [
      [a, b, c],
      [a, b, c],
      [x, b, c],
      [x, b, d],
    ])
      small.add(before, last, token)
    const model = small.finish(7, 5)
    // Triples: one of count 2, two of count 1. Pairs by places: b c 2, b d 1. Unigrams by places: c 1, d 1.
    const [ofTriple, ofPair] = [2 / (2 + 2), 1 / (1 + 2)]
    const unigram = (0.5 + (0.5 * 2) / 5) / 2
    const pair = (2 - ofPair + ofPair * 2 * unigram) / 3
    const triple = (2 - ofTriple + ofTriple * 1 * pair) / 2
    expect(model.guess(a, b, c).probability).toBeCloseTo(triple, 12)
    expect(model.guess(d, b, c).probability).toBeCloseTo(pair, 12)
    expect(model.guess(a, d, c).probability).toBeCloseTo(unigram, 12)
  })
})
