// What is said when a run or a queue has ended: by the number that the runs are judged by.
import { describe, expect, it } from 'vitest'
import type { Headline } from '#shared/domain/headline'
import type { RunRecord } from '#shared/domain/run'
import { endWords, queueEndWords } from '#shared/domain/run-end'
import { compareHeadlines } from '#shared/domain/run-headline'

const recordOf = (change: Partial<RunRecord>): RunRecord =>
  ({
    name: 'Mine',
    state: 'done',
    message: null,
    headline: null,
    bestValAccuracy: null,
    lastValAccuracy: null,
    ...change,
  }) as RunRecord // the rest is not read
const perplexity = (best: number | null): Partial<RunRecord> => ({
  headline: { name: 'valPerplexity', best, last: best },
})

describe('endWords', () => {
  it.each<[Partial<RunRecord>, string]>([
    [{ bestValAccuracy: 0.8871 }, 'Best validation accuracy 0.887.'],
    [perplexity(12.345), 'Best validation perplexity 12.3.'],
    [{ headline: { name: 'valMicroF1', best: 0, last: 0 } }, 'Best validation F1 0.000.'],
    [perplexity(null), ''],
    [{}, ''],
  ])('%j', (change, body) => {
    expect(endWords(recordOf(change))).toEqual({ failure: null, title: 'Mine has trained', body })
  })

  it('says why a run failed', () => {
    expect(endWords(recordOf({ state: 'failed', message: 'It broke.' })).failure).toBe(
      'Mine failed: It broke.',
    )
  })
})

describe('queueEndWords', () => {
  it('names the best of runs that are judged by the same number', () => {
    const runs = [perplexity(9), perplexity(null), perplexity(7)].map(recordOf)
    expect(queueEndWords(runs)).toEqual({
      title: 'The queue is done: 3 runs',
      body: 'Best validation perplexity 7.00.',
    })
  })

  it('names none where they are judged by different ones', () => {
    const runs = [perplexity(9), { bestValAccuracy: 0.5, state: 'failed' as const }].map(recordOf)
    expect(queueEndWords(runs).body).toBe('1 failed.')
  })
})

describe('compareHeadlines', () => {
  const of = (name: Headline['name'], best: number | null): Headline => ({ name, best, last: best })
  it('puts the better first and what has none last, among those of the same number', () => {
    const sorted = [
      of('valPerplexity', null),
      of('valPerplexity', 9),
      of('valAccuracy', 0.5),
      of('valPerplexity', 7),
      of('valAccuracy', 0.8),
    ].toSorted(compareHeadlines)
    expect(sorted.map(({ best }) => best)).toEqual([0.8, 0.5, 7, 9, null])
  })
})
