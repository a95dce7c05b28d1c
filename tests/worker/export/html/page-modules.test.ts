// What the page does with chances is what the lab does.
import { describe, expect, it } from 'vitest'
import { drawToken, mostProbable, softmax } from '../../../../src/worker/generation/sampler'
import { deriveSeed, streams } from '../../../../src/worker/model/seeds'
import { seededRandom } from '../../../../src/worker/text/random'
import { pageModules } from './page-file'

const { draw } = pageModules()

describe('the next token', () => {
  const random = seededRandom(5)
  const logits = Float32Array.from({ length: 300 }, () => Math.fround(random() * 12 - 6))
  logits[7] = logits[9] // two of the same
  const isAllowed = (id: number): boolean => id === 3 || (id >= 4 && id < 290)

  it.each([
    [1, null],
    [0, null],
    [0.3, 5],
    [2, 40],
    [1, 1000],
  ] as const)('is drawn as in the lab at temperature %s, top-k %s', (temperature, topK) => {
    for (let seed = 0; seed < 60; seed++) {
      const place = seed * 7
      const ours = draw.nextToken(
        logits,
        { temperature, topK, random: draw.randomAt(seed, place) },
        isAllowed,
      )
      const chance = seededRandom(deriveSeed(seed, streams.writing, place))
      const sampling = { temperature, topK, topP: null, repetitionPenalty: 1 }
      expect(ours.id).toBe(drawToken(logits, sampling, { isAllowed, seen: [] }, chance))
      const probabilities = softmax(logits)
      expect(ours.probability).toBeCloseTo(probabilities[ours.id], 6)
      expect(ours.alternatives.map(({ id }) => id)).toEqual(
        mostProbable(probabilities, 5, isAllowed),
      )
    }
  })

  it('is none where none may be drawn', () => {
    const how = { temperature: 1, topK: null, random: () => 0.5 }
    expect(draw.nextToken(logits, how, () => false).id).toBe(-1)
  })
})
