// The integral along a way, of numbers whose integral is known.
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { integrate } from '../../../src/worker/inspection/integrate-way'
import type { Explained } from '../../../src/worker/inspection/path-gradients'

const goOn = () => Promise.resolve(false)
/** Two steps of two numbers, from zeros. */
const way = { from: new Float32Array(4), away: Float32Array.of(1, 2, 3, 4), width: 2 }
let tensors = 0

beforeAll(async () => {
  await startBackend()
  tensors = tf.memory().numTensors
})
afterEach(() => expect(tf.memory().numTensors).toBe(tensors))

const sumOf: Explained = (embedded) => tf.reshape(tf.sum(embedded, [1, 2]), [-1, 1])
const ofSum =
  (change: (sum: ReturnType<Explained>) => ReturnType<Explained>): Explained =>
  (embedded) =>
    change(sumOf(embedded))

describe('integrate', () => {
  it('gives each step its own part of a sum, in two looks', async () => {
    const found = await integrate(sumOf, way, 2, goOn)
    expect(Array.from(found?.parts ?? [])).toEqual([3, 7])
    expect(found?.whole).toBe(10)
  })

  it('finds a change within a hundredth of the way, which even places miss', async () => {
    // From -5 to 5 where the way is at 0.013.
    const steep = ofSum((sum) => tf.tanh(tf.mul(tf.sub(sum, 0.13), 100)))
    const found = await integrate(steep, way, 64, goOn)
    const total = (found?.parts[0] ?? 0) + (found?.parts[1] ?? 0)
    expect(found?.whole).toBeCloseTo(2, 3)
    expect(Math.abs(total - 2)).toBeLessThan(0.02)
    expect(found?.parts[1]).toBeCloseTo(0.7 * total, 5)
    const even = Array.from({ length: 64 }, (_, piece) => (piece + 0.5) / 64).map(
      (share) => 1000 / Math.cosh(100 * (10 * share - 0.13)) ** 2 / 64,
    )
    expect(Math.abs(even.reduce((sum, one) => sum + one, 0) - 2)).toBeGreaterThan(0.5)
  })

  it('looks no more often than it was told', async () => {
    const steep = ofSum((sum) => tf.square(sum))
    let looks = 0
    const counting: Explained = (embedded) => {
      looks += embedded.shape[0]
      return steep(embedded)
    }
    for (const allowed of [2, 3, 16, 65]) {
      looks = 0
      await integrate(counting, way, allowed, goOn)
      expect(looks).toBe(allowed)
    }
  })

  it('ends when it is stopped', async () => {
    let asked = 0
    expect(await integrate(sumOf, way, 16, () => Promise.resolve(asked++ > 1))).toBeNull()
    expect(asked).toBe(3)
  })
})
