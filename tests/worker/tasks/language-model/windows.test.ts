// Which ids are read together, and what has to be foretold after each.
import { describe, expect, it } from 'vitest'
import { startId, type TokenStream } from '../../../../src/worker/tasks/language-model/token-stream'
import {
  fillWindows,
  measuredStretches,
  trainingStretches,
  windowAt,
  windowCount,
  type ParallelStretches,
} from '../../../../src/worker/tasks/language-model/windows'

/** Ids 10, 11, 12 and so on. */
function streamOf(length: number): TokenStream {
  const ids = Int32Array.from({ length }, (_, index) => index + 10)
  return { ids, targets: length - 1, characters: length }
}

/** Every target that counts, step by step. */
function targetsOf(stretches: ParallelStretches): number[] {
  return Array.from({ length: stretches.steps }, (_, step) => stretches.batch(step)).flatMap(
    ({ targets, weights }) => [...targets].filter((_, place) => weights?.[place] !== 0),
  )
}

describe('windows', () => {
  it('have each the next id as target, and the last is filled up with what does not count', () => {
    const stream = streamOf(6)
    expect(windowCount(stream, 3)).toBe(2)
    const both = [windowAt(stream, 3, 0), windowAt(stream, 3, 1)]
    const batch = fillWindows(stream, both, 3)
    expect([...batch.ids]).toEqual([10, 11, 12, 13, 14, 0])
    expect([...batch.targets]).toEqual([11, 12, 13, 14, 15, 0])
    expect([...(batch.weights ?? [])]).toEqual([1, 1, 1, 1, 1, 0])
    expect(batch.counted).toBe(5)
  })

  it('have no weights where every target counts', () => {
    const stream = streamOf(7)
    expect(fillWindows(stream, [windowAt(stream, 3, 0)], 3)).toMatchObject({
      weights: null,
      counted: 3,
    })
  })

  it('do not ask for the beginning of a document', () => {
    const ids = Int32Array.of(startId, 7, 3, startId, 8)
    const batch = fillWindows({ ids, targets: 3, characters: 2 }, [{ from: 0, to: 4 }], 4)
    expect([...(batch.weights ?? [])]).toEqual([1, 1, 0, 1])
  })
})

describe('stretches', () => {
  it('for training go on from window to window, and leave nothing out', () => {
    const stretches = trainingStretches(streamOf(41), 5, 3)
    expect([stretches.rows, stretches.steps]).toEqual([3, 3])
    expect([...stretches.batch(0).ids.subarray(0, 5)]).toEqual([10, 11, 12, 13, 14])
    expect([...stretches.batch(1).ids.subarray(0, 5)]).toEqual([15, 16, 17, 18, 19])
    expect(new Set(targetsOf(stretches)).size).toBe(40)
    // Nine windows of five for forty targets: five come twice.
    expect(targetsOf(stretches)).toHaveLength(45)
  })

  it.each([
    [2, 5, 3],
    [7, 5, 3],
    [12, 5, 3],
    [41, 5, 1],
    [1000, 7, 16],
  ])('of %d ids in windows of %d in %d rows leave nothing out', (length, window, rows) => {
    const stream = streamOf(length)
    expect(new Set(targetsOf(trainingStretches(stream, window, rows))).size).toBe(length - 1)
    const steps = Math.ceil(windowCount(stream, window) / rows)
    expect(trainingStretches(stream, window, rows).steps).toBe(steps)
    const measured = targetsOf(measuredStretches(stream, window, rows))
    expect(measured.toSorted((a, b) => a - b)).toEqual([...stream.ids.subarray(1, length)])
  })
})
