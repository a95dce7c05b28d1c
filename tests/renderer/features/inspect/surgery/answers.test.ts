// The answer under surgery is the newest one, and stands beside the untouched one with what differs.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GeneratedToken, Generation, GenerationRequest } from '#shared/domain/generation'
import { generationRequestSchema } from '#shared/domain/generation'
import type { Inspection, InspectionRequest } from '#shared/domain/inside/inspection'
import type { Surgery } from '#shared/domain/inside/surgery'
import type { Prediction } from '#shared/domain/prediction'
import { failure, success, type Result } from '#shared/protocol/result'
import { ChangedAnswer } from '../../../../../src/renderer/src/features/inspect/surgery/changed-answer.svelte'
import {
  changeText,
  compareAnswers,
  comparisonSentence,
} from '../../../../../src/renderer/src/features/inspect/surgery/compare-answers'
import { WrittenPair } from '../../../../../src/renderer/src/features/inspect/surgery/written-pair.svelte'
import { classifier } from '../sample-inspection'

const { inspection } = classifier(3)
const silence: Surgery = [{ type: 'silence-token', token: 0 }]

describe('the answer under surgery', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const question = (surgery: Surgery, text = 'a text') => ({
    ...{ run: 'run-1', version: '1', text, snapshot: 'kept' as const, surgery },
  })

  function start() {
    const requests: InspectionRequest[] = []
    const answers: ((result: Result<Inspection>) => void)[] = []
    const changed = new ChangedAnswer({
      inspect: (_run, request) => {
        requests.push(request)
        return new Promise((resolve) => answers.push(resolve))
      },
    })
    const answer = async (index: number, result: Result<Inspection>) => {
      answers[index](result)
      await vi.advanceTimersByTimeAsync(0)
    }
    return { changed, requests, answer }
  }

  it('is asked for once for changes that follow each other quickly', async () => {
    const { changed, requests, answer } = start()
    const faster: Surgery = [{ type: 'silence-token', token: 1 }]
    changed.follow(question(silence))
    changed.follow(question(faster))
    changed.follow(question(faster))
    expect(changed.isAsking).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(requests).toMatchObject([{ surgery: faster, answer: null, snapshot: 'kept' }])
    await answer(0, success(inspection))
    expect(changed.inspection).toBe(inspection)
    expect(changed.isAsking).toBe(false)
  })

  it('is the newest one, whichever comes last', async () => {
    const { changed, answer } = start()
    changed.follow(question(silence))
    await vi.advanceTimersByTimeAsync(1000)
    changed.follow(question(silence, 'another text'))
    await vi.advanceTimersByTimeAsync(1000)
    const newer = { ...inspection, text: 'another text' }
    await answer(1, success(newer))
    await answer(0, success(inspection))
    expect(changed.inspection).toBe(newer)
  })

  it('is not asked for where nothing is changed, and says why it failed', async () => {
    const { changed, requests, answer } = start()
    changed.follow(question(silence))
    await vi.advanceTimersByTimeAsync(1000)
    await answer(0, failure('data-unusable', 'There is no such unit.'))
    expect(changed.failure).toBe('There is no such unit.')
    changed.follow(question([]))
    await vi.advanceTimersByTimeAsync(1000)
    expect(requests).toHaveLength(1)
    expect(changed).toMatchObject({ inspection: null, failure: null, isAsking: false })
  })
})

const about = { text: 'a text', tokens: 2, unknown: 0 }
const classes = (...shares: number[]): Prediction => {
  const probabilities = shares.map((probability, index) => ({
    label: `class ${index}`,
    probability,
  }))
  return { kind: 'class', ...about, ...probabilities[0], probabilities }
}

describe('comparing', () => {
  it('puts probabilities side by side', () => {
    expect(compareAnswers(classes(0.9, 0.1), classes(0.2, 0.8))).toEqual({
      kind: 'labels',
      labels: [
        { label: 'class 0', before: 0.9, after: 0.2 },
        { label: 'class 1', before: 0.1, after: 0.8 },
      ],
      more: 0,
    })
    const sentence = (...after: number[]) =>
      comparisonSentence(compareAnswers(classes(0.9, 0.1), classes(...after)))
    expect(sentence(0.2, 0.8)).toBe('class 0 became class 1.')
    expect(sentence(0.8, 0.2)).toBe('Still class 0: -0.10.')
    expect(comparisonSentence(compareAnswers(classes(0.9, 0.1), null))).toBe('')
  })

  it('keeps labels that matter only under surgery', () => {
    const before = classes(0.5, 0.4, ...Array.from({ length: 10 }, () => 0.01))
    const after = classes(...Array.from({ length: 11 }, () => 0.001), 0.99)
    const comparison = compareAnswers(before, after)
    expect(comparison.kind === 'labels' && comparison.labels[0].label).toBe('class 11')
    expect(comparison.kind === 'labels' && comparison.more).toBe(4)
  })

  it('marks tags that are others', () => {
    const tags = (...names: string[]): Prediction => ({
      ...{ kind: 'tags', ...about },
      tagged: names.map((tag) => ({
        ...{ token: 'the', tag, probability: 0.9, isUnknown: false, probabilities: [] },
      })),
    })
    const comparison = compareAnswers(tags('DET', 'NOUN'), tags('DET', 'VERB'))
    expect(comparison.kind === 'tags' && comparison.tags.map(({ isOther }) => isOther)).toEqual([
      ...[false, true],
    ])
    expect(comparisonSentence(comparison)).toBe('1 of 2 tags is different.')
  })

  it('marks where a written text is another, and numbers by how much', () => {
    const written = (text: string): Prediction => ({
      ...{ kind: 'sequence', ...about, written: text },
      ...{ sourceTokens: [], writtenTokens: [], attention: null, candidates: [] },
    })
    const comparison = compareAnswers(written('2021-05'), written('2021-06'))
    expect(comparison.kind === 'text' && comparison.difference.other.at(-1)).toEqual({
      ...{ text: '6', isOther: true },
    })
    const number = (value: number): Prediction => ({ kind: 'number', ...about, value })
    expect(comparisonSentence(compareAnswers(number(1), number(0.5)))).toBe('Changed by -0.500.')
  })

  it('writes changes with their sign', () => {
    expect([changeText(0.1, 0.22), changeText(0.5, 0.19), changeText(0.5, 0.5004)]).toEqual([
      ...['+0.12', '-0.31', '±0.00'],
    ])
  })
})

describe('two written texts', () => {
  const token = (text: string): GeneratedToken => ({
    id: 1,
    text,
    probability: 1,
    alternatives: [],
  })

  /** An engine that answers when it is told to, and ends a text that is stopped. */
  function start() {
    const requests: { readonly request: GenerationRequest; readonly surgery: Surgery | null }[] = []
    const answers = new Map<string, (result: Result<Generation>) => void>()
    const stopped: string[] = []
    const ask = (request: GenerationRequest, surgery: Surgery | null) => {
      requests.push({ request: generationRequestSchema.parse(request), surgery })
      return new Promise<Result<Generation>>((resolve) => answers.set(request.requestId, resolve))
    }
    const pair = new WrittenPair({
      generate: (_run, request) => ask(request, null),
      writeUnderSurgery: (_run, request, surgery) => ask(request, surgery),
      stop: (id) => {
        stopped.push(id)
        return Promise.resolve(success(null))
      },
    })
    const finish = async (index: number, text: string) => {
      const generation: Generation = {
        ...{ prompt: '', text, tokens: [], copied: [], searched: 0, endedBy: 'length' },
        ...{ seconds: 1, millisecondsPerToken: 1 },
      }
      answers.get(requests[index].request.requestId)?.(success(generation))
      await settled()
    }
    return { pair, requests, stopped, finish }
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const request = { run: 'run-1', version: '1', prompt: 'Once', length: 9, temperature: 1, seed: 4 }

  it('are written from one prompt and seed, live', async () => {
    const { pair, requests, finish } = start()
    void pair.write(request, silence)
    await settled()
    expect(requests.map(({ surgery }) => surgery)).toEqual([null, silence])
    for (const { request: asked } of requests)
      expect(asked).toMatchObject({
        prompt: 'Once',
        length: 9,
        sampling: { temperature: 1, seed: 4 },
      })
    pair.take(requests[1].request.requestId, [token('a '), token('time')])
    pair.take('another', [token('no')])
    expect([pair.before.text, pair.after.text]).toEqual(['', 'a time'])
    expect(pair.isWriting).toBe(true)
    await finish(0, ' upon')
    await finish(1, 'a time ago')
    expect([pair.before.text, pair.after.text]).toEqual([' upon', 'a time ago'])
    expect(pair.isWriting).toBe(false)
  })

  it('write only what has changed, and end what is out of date', async () => {
    const { pair, requests, stopped, finish } = start()
    void pair.write(request, silence)
    await settled()
    await finish(0, ' upon')
    const other: Surgery = [{ type: 'silence-token', token: 3 }]
    void pair.write(request, other)
    await settled()
    expect(requests.map(({ surgery }) => surgery)).toEqual([null, silence, other])
    expect(stopped).toEqual([requests[1].request.requestId])
    // What was ended answers with what it had; that is out of date.
    await finish(1, 'old')
    expect(pair.after.text).toBe('')
    await finish(2, 'new')
    expect(pair.after.text).toBe('new')
    void pair.write(request, [])
    await settled()
    expect(pair.after.text).toBeNull()
    expect(pair.before.text).toBe(' upon')
    expect(requests).toHaveLength(3)
  })

  it('are written anew after they were stopped', async () => {
    const { pair, requests, stopped } = start()
    void pair.write(request, silence)
    await settled()
    await pair.stop()
    expect(stopped).toHaveLength(2)
    expect(pair.isWriting).toBe(false)
    void pair.write(request, silence)
    await settled()
    expect(requests).toHaveLength(4)
  })
})
