// The addon's optimizers and sum of squares give the bits that JavaScript gives, with any number of threads.
import { afterAll, describe, expect, it } from 'vitest'
import {
  sumSquaresInJavaScript,
  updateInJavaScript,
} from '../../src/worker/training/optimizer-arithmetic'
import { randomFloats, randomNumbers, requireAddon } from './cases'
import { gradientOf, rules, updateCall, type UpdateCall } from './optimizer-cases'

const addon = requireAddon()
afterAll(() => addon.useThreads(1))

// Vitest's own comparison takes seconds for so many numbers, and NaN has many bits.
function bitsOf(arrays: readonly Float32Array[]): Buffer {
  return Buffer.concat(arrays.map((array) => Buffer.from(array.buffer)))
}

/** The bits of the weight and its slots after each of four steps. */
function follow(call: UpdateCall, update: (call: UpdateCall) => Float32Array): Buffer[] {
  let { values } = call
  const slots = call.slots.map((slot) => slot.slice())
  return [1, 2, 3, 4].map((step) => {
    values = update({ ...call, values, slots, gradient: gradientOf(values.length, step) })
    return bitsOf([values, ...slots])
  })
}

describe.each(rules)('%s', (_name, rule, slots) => {
  it.each([1, 3, 7, 64, 1001])('gives the bits of JavaScript for %i numbers', (length) => {
    for (const scale of [1, 0.37, 1e-20]) {
      const call = updateCall(rule, slots, length, scale)
      const expected = follow(call, updateInJavaScript)
      for (const [step, bits] of follow(call, addon.update).entries()) {
        expect(bits.equals(expected[step]), `step ${step + 1}, scale ${scale}`).toBe(true)
      }
    }
  })

  // From 65,536 numbers each, threads share them.
  it('gives them for a large weight with any number of threads', () => {
    const call = updateCall(rule, slots, 200_003)
    const expected = follow(call, updateInJavaScript)
    for (const threads of [1, 2, 3]) {
      addon.useThreads(threads)
      for (const [step, bits] of follow(call, addon.update).entries()) {
        expect(bits.equals(expected[step]), `step ${step + 1}, ${threads} threads`).toBe(true)
      }
    }
  })

  it('leaves the values and the gradient as they were', () => {
    const call = updateCall(rule, slots, 100)
    const before = bitsOf([call.values, call.gradient])
    const updated = addon.update(call)
    expect(updated).not.toEqual(call.values)
    expect(bitsOf([call.values, call.gradient]).equals(before)).toBe(true)
  })

  it('takes a weight of no numbers', () => {
    expect(addon.update(updateCall(rule, slots, 0))).toEqual(new Float32Array(0))
  })
})

it('keeps denormals, which the recurrent kernels drop', () => {
  const [, rule, slots] = rules[0]
  const call = { ...updateCall(rule, slots, 16), gradient: new Float32Array(16).fill(1e-20) }
  addon.update(call)
  expect(call.slots[0][0]).toBeGreaterThan(0)
  expect(call.slots[0][0]).toBeLessThan(1e-40)
})

describe('the sum of squares', () => {
  it.each([0, 1, 7, 8, 9, 1001, 16_384, 16_385, 100_003])(
    'has the bits of JavaScript for %i numbers',
    (length) => {
      const values = randomFloats(randomNumbers(length), length, 3)
      const sum = addon.sumOfSquares(values)
      expect(sum).toBe(sumSquaresInJavaScript(values))
      const inOrder = values.reduce((total, value) => total + value * value, 0)
      expect(Math.abs(sum - inOrder)).toBeLessThanOrEqual(1e-12 * inOrder)
    },
  )

  // From 524,288 numbers each, threads share them.
  it('has the same bits for any number of threads', () => {
    const values = randomFloats(randomNumbers(5), 1_600_003, 3)
    const expected = sumSquaresInJavaScript(values)
    for (const threads of [1, 2, 3]) {
      addon.useThreads(threads)
      expect(addon.sumOfSquares(values)).toBe(expected)
    }
  })

  it('sees what is not a number, and squares beyond the largest float', () => {
    expect(addon.sumOfSquares(Float32Array.of(1, NaN, 2))).toBeNaN()
    expect(addon.sumOfSquares(Float32Array.of(1, -Infinity))).toBe(Infinity)
    expect(addon.sumOfSquares(Float32Array.of(3e38))).toBeGreaterThan(8e76)
  })
})
