// The maps that were asked for: what shows while the next is made, and what is not asked for twice.
import { describe, expect, it } from 'vitest'
import type { EmbeddingMap, EmbeddingMapRequest } from '#shared/domain/inside/words'
import { failure, success, type Result } from '#shared/protocol/result'
import { WordMaps } from '../../../../../src/renderer/src/features/inspect/words/word-maps.svelte'
import { LongRequest } from '../../../../../src/renderer/src/state/long-request.svelte'

const mapOf = (x: number): EmbeddingMap => ({
  tokens: [{ token: 'a', id: 3 }],
  x: Float32Array.of(x),
  y: Float32Array.of(0),
  norms: Float32Array.of(1),
  variance: [1, 0],
})
const choice = { method: 'pca', snapshot: 'kept', tokens: 100, part: 'encoder' } as const

/** An engine whose answers a test gives one by one. */
function scripted() {
  const asked: {
    request: EmbeddingMapRequest
    answer: (result: Result<EmbeddingMap>) => void
  }[] = []
  const stopped: string[] = []
  const stop = (id: string) => {
    stopped.push(id)
    return Promise.resolve(success(null))
  }
  const embeddingMap = (_run: string, request: EmbeddingMapRequest) =>
    new Promise<Result<EmbeddingMap>>((answer) => asked.push({ request, answer }))
  const maps = new WordMaps({ embeddingMap }, new LongRequest<EmbeddingMap>({ stop }))
  return { maps, asked, stopped }
}

describe('word maps', () => {
  it('are asked for once; an earlier one comes back at once', async () => {
    const { maps, asked } = scripted()
    const first = maps.show('run', '1', choice)
    asked[0].answer(success(mapOf(1)))
    await first
    expect(maps.shown?.map.x[0]).toBe(1)
    const second = maps.show('run', '1', { ...choice, snapshot: 2 })
    expect(maps.shown?.choice.snapshot).toBe('kept')
    asked[1].answer(success(mapOf(5)))
    await second
    expect(maps.shown?.choice.snapshot).toBe(2)
    await maps.show('run', '1', choice)
    expect(maps.shown?.map.x[0]).toBe(1)
    expect(asked).toHaveLength(2)
    // Room for both, so that one can see where words went.
    expect([maps.bounds?.left, maps.bounds?.right]).toEqual([1, 5])
  })

  it('are asked for again once the weights are others, and begin with room of their own', async () => {
    const { maps, asked } = scripted()
    const first = maps.show('run', '1', choice)
    asked[0].answer(success(mapOf(1)))
    await first
    const second = maps.show('run', '2', choice)
    asked[1].answer(success(mapOf(9)))
    await second
    expect(asked).toHaveLength(2)
    expect(maps.bounds?.left).toBe(9)
  })

  it('show what was chosen last, in whatever order the answers come', async () => {
    const { maps, asked, stopped } = scripted()
    const slow = maps.show('run', '1', { ...choice, method: 'umap' })
    const quick = maps.show('run', '1', choice)
    expect(stopped).toEqual([asked[0].request.requestId])
    asked[1].answer(success(mapOf(1)))
    await quick
    asked[0].answer(success(mapOf(7)))
    await slow
    expect(maps.shown?.choice.method).toBe('pca')
  })

  it('keep the map before when one is stopped, and can be asked for again', async () => {
    const { maps, asked } = scripted()
    const first = maps.show('run', '1', choice)
    asked[0].answer(success(mapOf(1)))
    await first
    const wanted = { ...choice, method: 'umap' } as const
    const second = maps.show('run', '1', wanted)
    maps.stop()
    asked[1].answer(failure('stopped', 'It was stopped.'))
    await second
    expect(maps.shown?.choice.method).toBe('pca')
    expect(maps.request.failure?.code).toBe('stopped')
    void maps.show('run', '1', wanted)
    expect(asked).toHaveLength(3)
  })
})
