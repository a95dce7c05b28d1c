// The same seed gives the same numbers, orders and splits.
import { describe, expect, it } from 'vitest'
import { seededRandom, shuffledOrder } from '../../../src/worker/text/random'
import { splitRows } from '../../../src/worker/text/split'

describe('seededRandom', () => {
  it('repeats, and keeps to known numbers', () => {
    const random = seededRandom(7)
    const again = seededRandom(7)
    const numbers = Array.from({ length: 3 }, random)
    expect(Array.from({ length: 3 }, again)).toEqual(numbers)
    expect(numbers.map((one) => one.toFixed(6))).toMatchInlineSnapshot(`
      [
        "0.011705",
        "0.061958",
        "0.976908",
      ]
    `)
    expect(seededRandom(8)()).not.toBe(numbers[0])
  })

  it('is spread evenly', () => {
    const random = seededRandom(1)
    const mean = Array.from({ length: 10_000 }, random).reduce((sum, one) => sum + one) / 10_000
    expect(mean).toBeCloseTo(0.5, 1)
  })
})

describe('shuffledOrder', () => {
  it('holds every number once', () => {
    const order = shuffledOrder(1000, seededRandom(3))
    expect(order.toSorted()).toEqual(Int32Array.from({ length: 1000 }, (_, index) => index))
    expect(order).not.toEqual(order.toSorted())
    expect(shuffledOrder(0, seededRandom(3))).toHaveLength(0)
  })
})

describe('splitRows', () => {
  it.each([
    [100, 2, 0.2, 20],
    [10, 2, 0.01, 1],
    [10, 2, 0.9, 8],
    [3, 2, 0.5, 1],
  ])('of %i rows and %i classes, share %f: %i to validate on', (rows, classes, share, wanted) => {
    const labels = Int32Array.from({ length: rows }, (_, row) => row % classes)
    for (let seed = 0; seed < 20; seed++) {
      const { training, validation } = splitRows(labels, classes, share, seed)
      expect(validation).toHaveLength(wanted)
      expect([...training, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()])
      expect(new Set(training.map((row) => labels[row])).size).toBe(classes)
    }
  })

  it('keeps a rare class to train on', () => {
    const labels = new Int32Array(50)
    labels[13] = 1
    for (let seed = 0; seed < 30; seed++)
      expect(splitRows(labels, 2, 0.5, seed).training).toContain(13)
  })

  it('differs with the seed', () => {
    const labels = Int32Array.from({ length: 40 }, (_, row) => row % 2)
    expect(splitRows(labels, 2, 0.3, 1)).toEqual(splitRows(labels, 2, 0.3, 1))
    expect(splitRows(labels, 2, 0.3, 1)).not.toEqual(splitRows(labels, 2, 0.3, 2))
  })
})
