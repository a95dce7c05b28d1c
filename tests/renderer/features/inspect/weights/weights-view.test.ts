// @vitest-environment ./tests/renderer/page-environment.ts
// What the view of weights asks for, and which of the answers count.
import { describe, expect, it } from 'vitest'
import { failure, success, type Result } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'
import { Latest } from '../../../../../src/renderer/src/features/inspect/weights/weights-view.svelte'
import {
  LongRequest,
  LongRequests,
} from '../../../../../src/renderer/src/state/long-request.svelte'

function later<Value>() {
  let resolve: (result: Result<Value>) => void = () => undefined
  const promise = new Promise<Result<Value>>((done) => (resolve = done))
  return { promise, resolve }
}

describe('the latest answer', () => {
  it('is that of the newest question, whatever comes last', async () => {
    const latest = new Latest<string>()
    const [first, second] = [later<string>(), later<string>()]
    const one = latest.follow('a', () => first.promise)
    const other = latest.follow('b', () => second.promise)
    second.resolve(success('new'))
    first.resolve(success('old'))
    await Promise.all([one, other])
    expect(latest.value).toBe('new')
    expect(latest.isAsking).toBe(false)
  })

  it('is not asked for twice', async () => {
    const latest = new Latest<number>()
    let asked = 0
    const ask = () => Promise.resolve(success(++asked))
    await latest.follow('a', ask)
    await latest.follow('a', ask)
    expect(asked).toBe(1)
    await latest.follow(null, ask)
    expect(latest.value).toBeNull()
  })

  it('says why there is none', async () => {
    const latest = new Latest<number>()
    await latest.follow('a', () => Promise.resolve(success(1)))
    await latest.follow('b', () => Promise.resolve(failure('run-unreadable', 'It is gone.')))
    expect(latest.value).toBeNull()
    expect(latest.failure?.message).toBe('It is gone.')
  })
})

describe('a long request', () => {
  function stopping() {
    const stopped: string[] = []
    const stop = (id: string) => {
      stopped.push(id)
      return Promise.resolve(success(null))
    }
    return { stopped, client: { stop } }
  }
  const progress = (done: number): Progress => ({
    ...{ phase: 'inspecting', done, total: 10, unit: 'texts' },
  })

  it('takes its own progress only', async () => {
    const { client } = stopping()
    const requests = new LongRequests(client)
    const request = requests.make<number>(() => undefined)
    const answer = later<number>()
    const asked = request.start(() => answer.promise)
    requests.take('another', progress(9))
    expect(request.share).toBeNull()
    requests.take(request.id ?? '', progress(5))
    expect(request.share).toBe(0.5)
    answer.resolve(success(7))
    await asked
    expect([request.answer, request.isUnderWay, request.progress]).toEqual([7, false, null])
  })

  it('ends the one before, whose answer no longer counts', async () => {
    const { client, stopped } = stopping()
    const request = new LongRequest<string>(client)
    const [first, second] = [later<string>(), later<string>()]
    const one = request.start(() => first.promise)
    const id = request.id
    const other = request.start(() => second.promise)
    expect(stopped).toEqual([id])
    second.resolve(success('new'))
    first.resolve(success('old'))
    await Promise.all([one, other])
    expect(request.answer).toBe('new')
  })

  it('keeps what it found when it is stopped', async () => {
    const { client, stopped } = stopping()
    const request = new LongRequest<string>(client)
    const answer = later<string>()
    const asked = request.start(() => answer.promise)
    request.stop()
    expect(stopped).toHaveLength(1)
    answer.resolve(success('a part'))
    await asked
    expect(request.answer).toBe('a part')
  })

  it('is ended when its view goes', () => {
    const { client, stopped } = stopping()
    let end = (): void => undefined
    const request = new LongRequests(client).make<string>((run) => (end = run))
    void request.start(() => later<string>().promise)
    end()
    expect(stopped).toHaveLength(1)
    expect(request.isUnderWay).toBe(false)
  })
})
