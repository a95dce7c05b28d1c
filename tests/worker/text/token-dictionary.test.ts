// Provisional ids: rare tokens go when there are too many, frequent ones keep their ids and nearly their counts.
import { expect, it } from 'vitest'
import { TokenDictionary } from '../../../src/worker/text/token-dictionary'

it('gives ids in the order of first occurrence', () => {
  const dictionary = new TokenDictionary()
  expect(['b', 'a', 'b', 'c'].map((token) => dictionary.idOf(token))).toEqual([0, 1, 0, 2])
  expect([...dictionary.entries()]).toEqual([
    ['b', 0],
    ['a', 1],
    ['c', 2],
  ])
})

it('drops the rare half, gives their ids away and says so by births', () => {
  const dictionary = new TokenDictionary({ tokens: 3, characters: 1000 })
  for (const token of ['often', 'often', 'rare', 'often', 'once', 'new']) dictionary.idOf(token)
  expect(dictionary.isFull).toBe(true)
  dictionary.dropRare()
  expect([...dictionary.entries()]).toEqual([['often', 0]])
  expect([dictionary.generation, dictionary.undercount, dictionary.slots]).toEqual([1, 1, 4])
  const again = dictionary.idOf('rare')
  expect(again).toBeGreaterThan(0)
  expect(dictionary.slots).toBe(4)
  expect([dictionary.births[0], dictionary.births[again]]).toEqual([0, 1])
})

it('is full by its characters too, and ends when all tokens are long', () => {
  const dictionary = new TokenDictionary({ tokens: 1000, characters: 50 })
  dictionary.idOf('x'.repeat(60))
  expect(dictionary.isFull).toBe(true)
  dictionary.dropRare()
  expect([...dictionary.entries()]).toEqual([])
  expect(dictionary.isFull).toBe(false)
})
