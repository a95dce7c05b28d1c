// The own kernels give what the recurrent layers' definitions give, for every cell, option and instruction set.
import { afterEach, describe, expect, it } from 'vitest'
import { cells, makeCall, makeGradients, requireAddon, type CaseOptions } from './cases'
import {
  referenceBackward,
  referenceForward,
  type ReferenceGradients,
  type ReferenceResult,
} from './reference'
import type { Cell, OutputGradients, SequenceCall } from '../../src/worker/kernels/addon'

const addon = requireAddon()

const table: readonly (readonly [string, CaseOptions])[] = [
  ['one of everything', { batch: 1, time: 1, inputs: 1, units: 1 }],
  ['odd sizes', { batch: 3, time: 5, inputs: 7, units: 5, returnSequences: true }],
  ['whole vectors', { batch: 32, time: 4, inputs: 16, units: 32 }],
  ['half a panel', { batch: 9, time: 6, inputs: 33, units: 48, returnSequences: true }],
  ['several chunks', { batch: 77, time: 9, inputs: 17, units: 20, returnSequences: true }],
  ['several blocks', { batch: 2, time: 300, inputs: 3, units: 9 }],
  ['no bias', { bias: false }],
  ['a mask', { batch: 5, mask: true, returnSequences: true }],
  ['an initial state', { batch: 5, initial: true, returnSequences: true }],
  ['backwards', { batch: 5, goBackwards: true, returnSequences: true }],
  ['token ids', { batch: 35, time: 20, vocabulary: 11 }],
  ['token ids, odd', { batch: 1, time: 1, inputs: 1, units: 17, vocabulary: 1 }],
  [
    'everything',
    {
      batch: 41,
      time: 13,
      inputs: 18,
      units: 19,
      vocabulary: 50,
      mask: true,
      initial: true,
      goBackwards: true,
      returnSequences: true,
    },
  ],
]

/** Weights that do not fit a core's cache, for which the input's product is made for many steps at once. */
const large: readonly (readonly [Cell, string, CaseOptions])[] = [
  ['SimpleRNN', 'large weights', { batch: 2, time: 260, inputs: 3, units: 256 }],
  ['LSTM', 'large weights', { batch: 3, time: 175, inputs: 100, units: 100 }],
  ['GRU', 'large weights', { batch: 66, time: 3, inputs: 101, units: 100, returnSequences: true }],
  // Rows of gates so long that the weights' gradients are made from copies; half a panel is left over.
  ['SimpleRNN', 'long rows', { batch: 3, time: 20, inputs: 5, units: 517 }],
  ['LSTM', 'long rows', { batch: 5, time: 130, inputs: 31, units: 130, vocabulary: 9 }],
  ['GRU', 'long rows', { batch: 7, time: 11, inputs: 203, units: 171, returnSequences: true }],
]

const cases = [...cells.flatMap((cell) => table.map((row) => [cell, ...row] as const)), ...large]

/** The largest difference, as a share of the largest number. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length)
  let largest = 0
  let scale = 1e-3
  for (let at = 0; at < expected.length; at += 1) {
    const apart = Math.abs(actual[at] - expected[at])
    largest = Math.max(largest, Number.isNaN(apart) ? Infinity : apart)
    scale = Math.max(scale, Math.abs(expected[at]))
  }
  return largest / Math.max(scale, 1)
}

/** Everything the addon gives for a call, against what it should be. */
function compare(
  call: SequenceCall,
  given: OutputGradients,
  expected: ReferenceResult,
  wanted: ReferenceGradients,
): void {
  const { output, state, handle } = addon.forward(call)
  expect(difference(output, expected.output)).toBeLessThan(2e-6)
  expect(state).toHaveLength(expected.state.length)
  state.forEach((one, at) => expect(difference(one, expected.state[at])).toBeLessThan(2e-6))
  const unkept = addon.forward({ ...call, keep: false })
  expect(unkept).toEqual({ output, state, handle: null })

  const gradients = addon.backward(handle!, given)
  expect(difference(gradients.kernel, wanted.kernel)).toBeLessThan(5e-6)
  expect(difference(gradients.recurrentKernel, wanted.recurrentKernel)).toBeLessThan(5e-6)
  if (call.bias) expect(difference(gradients.bias!, wanted.bias)).toBeLessThan(5e-6)
  else expect(gradients.bias).toBeNull()
  if (call.input) expect(difference(gradients.input!, wanted.input)).toBeLessThan(5e-6)
  else expect(difference(gradients.embeddings!, wanted.embeddings)).toBeLessThan(5e-6)
  expect(gradients.initialState?.length).toBe(call.initialState?.length)
  gradients.initialState?.forEach((one, at) =>
    expect(difference(one, wanted.initialState[at])).toBeLessThan(5e-6),
  )
}

describe('forward and backward', () => {
  afterEach(() => {
    addon.useInstructionSet(null)
    addon.useThreads(2)
  })

  it.each(cases)(
    'of %s, %s, on every instruction set and 1 to 3 threads',
    (cell, _name, options) => {
      const call = makeCall(cell, options)
      const given = makeGradients(call)
      const expected = referenceForward(call)
      const wanted = referenceBackward(call, given)
      for (const set of addon.instructionSets) {
        addon.useInstructionSet(set)
        for (const threads of [1, 2, 3]) {
          addon.useThreads(threads)
          compare(call, given, expected, wanted)
        }
      }
    },
  )

  it.each(cells)(
    'of %s saturate instead of overflowing, and pass on what is not a number',
    (cell) => {
      const call = makeCall(cell)
      for (const set of addon.instructionSets) {
        addon.useInstructionSet(set)
        const large = addon.forward({ ...call, kernel: call.kernel.map((value) => value * 1e30) })
        expect(large.output.every((value) => Math.abs(value) <= 1.000001)).toBe(true)
        const broken = addon.forward({ ...call, kernel: call.kernel.map(() => NaN) })
        expect(broken.output.every(Number.isNaN)).toBe(true)
      }
    },
  )
})
