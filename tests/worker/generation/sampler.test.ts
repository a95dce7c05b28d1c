// What is drawn, how often, and what never.
import { describe, expect, it } from 'vitest'
import { samplingSchema } from '#shared/domain/generation'
import { drawToken, mostProbable, softmax } from '../../../src/worker/generation/sampler'
import { seededRandom } from '../../../src/worker/text/random'

const logits = Float32Array.from([5, 1, 2, 2, 0, -1, 3])
const isAllowed = (id: number): boolean => id !== 0

/** How often each id is drawn in 20,000 turns. */
function shares(options: object, seen: readonly number[] = []): number[] {
  const random = seededRandom(3)
  const counts = new Array<number>(logits.length).fill(0)
  const sampling = samplingSchema.parse(options)
  const turns = 20_000
  for (let turn = 0; turn < turns; turn++)
    counts[drawToken(logits, sampling, { isAllowed, seen }, random)]++
  return counts.map((count) => count / turns)
}

/** The same by the definition: softmax of changed logits over those that are kept. */
function expected(
  change: (logit: number, id: number) => number,
  kept: readonly number[],
): number[] {
  const weights = [...logits].map((logit, id) =>
    kept.includes(id) ? Math.exp(change(logit, id)) : 0,
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

const all = [1, 2, 3, 4, 5, 6]

describe('drawing', () => {
  it.each([
    ['as the model has it', {}, expected((logit) => logit, all), []],
    ['hotter', { temperature: 2 }, expected((logit) => logit / 2, all), []],
    ['colder', { temperature: 0.5 }, expected((logit) => logit / 0.5, all), []],
    ['the three best, of two alike the first', { topK: 2 }, expected((logit) => logit, [6, 2]), []],
    ['the best that make up 85 %', { topP: 0.85 }, expected((logit) => logit, [6, 2, 3]), []],
    ['no more than there are', { topK: 100, topP: 1 }, expected((logit) => logit, all), []],
    ['top-p of the top-k', { topK: 3, topP: 0.6 }, expected((logit) => logit, [6, 2]), []],
    [
      'what occurred less often, be its logit negative or not',
      { repetitionPenalty: 2 },
      expected((logit, id) => (id === 6 ? logit / 2 : id === 5 ? logit * 2 : logit), all),
      [6, 5, 0, 99],
    ],
  ])('%s', (_name, options, wanted, seen) => {
    for (const [id, share] of shares(options, seen).entries()) {
      expect(Math.abs(share - wanted[id])).toBeLessThan(0.012)
      if (wanted[id] === 0) expect(share).toBe(0)
    }
  })

  it('takes the best at temperature 0, without chance', () => {
    const random = () => {
      throw new Error('asked')
    }
    const sampling = samplingSchema.parse({ temperature: 0 })
    expect(drawToken(logits, sampling, { isAllowed, seen: [] }, random)).toBe(6)
    const penalized = samplingSchema.parse({ temperature: 0, repetitionPenalty: 10 })
    expect(drawToken(logits, penalized, { isAllowed, seen: [6] }, random)).toBe(2)
  })

  it('does not overflow at a temperature next to nothing', () => {
    expect(shares({ temperature: 1e-6 })[6]).toBe(1)
  })

  it('says so when nothing may be drawn', () => {
    const nothing = { isAllowed: () => false, seen: [] }
    expect(drawToken(logits, samplingSchema.parse({}), nothing, () => 0.5)).toBe(-1)
  })
})

describe('probabilities', () => {
  it('sum to 1 and survive large logits', () => {
    const values = softmax(Float32Array.from([1000, 1001, -1000]))
    expect(values[0]).toBeCloseTo(1 / (1 + Math.E), 6)
    expect(values[0] + values[1] + values[2]).toBeCloseTo(1, 6)
  })

  it('come with the most probable that are allowed, best first', () => {
    const probabilities = softmax(logits)
    expect(mostProbable(probabilities, 3, isAllowed)).toEqual([6, 2, 3])
    expect(mostProbable(probabilities, 100, isAllowed)).toEqual([6, 2, 3, 1, 4, 5])
    expect(mostProbable(probabilities, 0, isAllowed)).toEqual([])
  })
})
