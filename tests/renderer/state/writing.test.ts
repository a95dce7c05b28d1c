// A text grows by what the engine tells, branches, and can be taken back.
import { describe, expect, it } from 'vitest'
import type { GeneratedToken, Generation, GenerationRequest } from '#shared/domain/generation'
import { generationRequestSchema } from '#shared/domain/generation'
import { failure, success, type Result } from '#shared/protocol/result'
import { Writings } from '../../../src/renderer/src/state/writing.svelte'

function token(id: number): GeneratedToken {
  const alternatives = [id, 50, 51].map((one) => ({ id: one, text: `t${one}`, probability: 0.3 }))
  return { id, text: `t${id}`, probability: 0.3, alternatives }
}

/** An engine that answers when it is told to. */
class ScriptedEngine {
  readonly requests: GenerationRequest[] = []
  readonly stopped: string[] = []
  #answer: (result: Result<Generation>) => void = () => {}

  readonly client = {
    generate: (_run: string, request: GenerationRequest) => {
      this.requests.push(generationRequestSchema.parse(request))
      return new Promise<Result<Generation>>((resolve) => (this.#answer = resolve))
    },
    stop: (id: string) => {
      this.stopped.push(id)
      return Promise.resolve(success(null))
    },
  }

  get last(): GenerationRequest {
    return this.requests[this.requests.length - 1]
  }

  async finish(ids: readonly number[], changes: Partial<Generation> = {}): Promise<void> {
    this.#answer(
      success({
        ...{ prompt: '', text: '', tokens: ids.map(token), copied: [], searched: 1 },
        ...{ endedBy: 'length', seconds: 1, millisecondsPerToken: 2 },
        ...changes,
      }),
    )
    await settled()
  }

  async fail(message: string): Promise<void> {
    this.#answer(failure('run-unreadable', message))
    await settled()
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

function start() {
  const engine = new ScriptedEngine()
  const writings = new Writings(engine.client)
  const writing = writings.of('run-1')
  const ids = () => writing.text?.tokens.map(({ id }) => id)
  return { engine, writings, writing, ids }
}

describe('writing', () => {
  it('asks with what was typed and shows tokens as they come, its own alone', async () => {
    const { engine, writings, writing, ids } = start()
    Object.assign(writings.settings, { prompt: 'Once', length: 5, topK: 3, seed: 8, stop: '.' })
    const done = writing.write()
    expect(writing.isWriting).toBe(true)
    expect(engine.last).toMatchObject({
      ...{ prompt: 'Once', length: 5, continuation: [], stop: '.' },
      sampling: { temperature: 0.8, topK: 3, topP: null, repetitionPenalty: 1, seed: 8 },
    })
    writings.take(engine.last.requestId, [token(1), token(2)])
    writings.take('another', [token(9)])
    expect(ids()).toEqual([1, 2])
    await engine.finish([1, 2, 3], { copied: [{ from: 0, to: 3 }] })
    await done
    expect(ids()).toEqual([1, 2, 3])
    expect(writing.isWriting).toBe(false)
    expect(writing.text).toMatchObject({ endedBy: 'length', tokensPerSecond: 500, searched: 1 })
    writings.take(engine.last.requestId, [token(4)])
    expect(ids()).toEqual([1, 2, 3])
  })

  it('draws another seed for each text where none is given, and tells which', async () => {
    const { engine, writing } = start()
    void writing.write()
    await engine.finish([1])
    void writing.write()
    await engine.finish([1])
    const [one, other] = engine.requests.map(({ sampling }) => sampling.seed)
    expect(one).not.toBe(other)
    expect(writing.text?.seed).toBe(other)
  })

  it('does not ask with a value that is none, nor twice at once', async () => {
    const { engine, writings, writing } = start()
    for (const wrong of [
      { length: NaN },
      { length: 0.5 },
      { topP: 0 },
      { seed: -1 },
      { topK: NaN },
    ]) {
      const right = { length: 10, topP: null, seed: null, topK: null }
      Object.assign(writings.settings, right, wrong)
      expect(writings.settings.wrong).toEqual(Object.keys(wrong))
      await writing.write()
      Object.assign(writings.settings, right)
    }
    expect(engine.requests).toHaveLength(0)
    void writing.write()
    void writing.write()
    expect(engine.requests).toHaveLength(1)
  })

  it('stops by the name of its request', async () => {
    const { engine, writing } = start()
    void writing.write()
    await writing.stop()
    expect(engine.stopped).toEqual([engine.last.requestId])
  })
})

describe('a branch', () => {
  it('keeps what stands before, goes on with the chosen token and can be taken back', async () => {
    const { engine, writing, ids } = start()
    void writing.write()
    const tokens = Array.from({ length: 60 }, (_, id) => id)
    await engine.finish(tokens)
    void writing.branch(10, 50)
    expect(engine.last.continuation).toEqual([...tokens.slice(0, 10), 50])
    expect(engine.last.length).toBe(49)
    await engine.finish([7, 8])
    expect(ids()).toEqual([...tokens.slice(0, 10), 50, 7, 8])
    expect(writing.text?.seed).not.toBe(engine.requests[0].sampling.seed)
    writing.undo()
    expect(ids()).toEqual(tokens)
    writing.undo()
    expect(ids()).toEqual(tokens)
  })

  it('needs a token that was among the alternatives', async () => {
    const { engine, writing } = start()
    void writing.write()
    await engine.finish([1, 2])
    await writing.branch(1, 77)
    await writing.branch(5, 50)
    expect(engine.requests).toHaveLength(1)
  })

  it('goes on behind the end of a text', async () => {
    const { engine, writing, ids } = start()
    void writing.write()
    await engine.finish([1, 2])
    void writing.goOn()
    expect(engine.last.continuation).toEqual([1, 2])
    await engine.finish([3])
    expect(ids()).toEqual([1, 2, 3])
  })
})

describe('a failure', () => {
  it('is told, and leaves the earlier text in place', async () => {
    const { engine, writing, ids } = start()
    void writing.write()
    await engine.finish([1, 2])
    void writing.write()
    await engine.fail('The file is damaged.')
    expect(writing.failure).toBe('The file is damaged.')
    expect(ids()).toEqual([1, 2])
    expect(writing.earlier).toHaveLength(0)
  })

  it('keeps what was written before it', async () => {
    const { engine, writings, writing, ids } = start()
    void writing.write()
    writings.take(engine.last.requestId, [token(4)])
    await engine.fail('The trainer ended.')
    expect(ids()).toEqual([4])
    expect(writing.isWriting).toBe(false)
  })
})

it('tells tokens on to whoever listens, until they do not', () => {
  const { writings } = start()
  const heard: string[] = []
  const leave = writings.listen((requestId, tokens) => heard.push(`${requestId} ${tokens.length}`))
  writings.take('elsewhere', [token(1), token(2)])
  leave()
  writings.take('elsewhere', [token(3)])
  expect(heard).toEqual(['elsewhere 2'])
})
