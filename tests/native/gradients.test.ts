// Gradients against nudged weights: a check that shares nothing with the reference's own derivation.
import { describe, expect, it } from 'vitest'
import type { OutputGradients, SequenceCall } from '../../src/worker/kernels/addon'
import { cells, makeCall, makeGradients, requireAddon } from './cases'

const addon = requireAddon()

/** What the gradients are of: the sum of outputs and last states, each times its weight. */
function loss(call: SequenceCall, weights: OutputGradients): number {
  const { output, state } = addon.forward({ ...call, keep: false })
  let sum = 0
  output.forEach((value, at) => (sum += value * weights.output[at]))
  state.forEach((one, index) =>
    one.forEach((value, at) => (sum += value * (weights.state?.[index]?.[at] ?? 0))),
  )
  return sum
}

/** The slope of the loss along one number of an array. */
function slope(call: SequenceCall, weights: OutputGradients, array: Float32Array, at: number) {
  const before = array[at]
  const nudge = 5e-3
  array[at] = before + nudge
  const above = loss(call, weights)
  array[at] = before - nudge
  const below = loss(call, weights)
  array[at] = before
  return (above - below) / (2 * nudge)
}

describe.each(cells)('%s', (cell) => {
  it.each([
    ['a sequence', {}],
    ['token ids', { vocabulary: 6 }],
    ['a sequence read backwards', { goBackwards: true }],
  ])('has the gradients of %s', (_name, options) => {
    const call = makeCall(cell, { ...options, mask: true, initial: true, returnSequences: true })
    const weights = makeGradients(call)
    const gradients = addon.backward(addon.forward(call).handle!, weights)
    const pairs: [Float32Array | null | undefined, Float32Array | null | undefined][] = [
      [call.kernel, gradients.kernel],
      [call.recurrentKernel, gradients.recurrentKernel],
      [call.bias, gradients.bias],
      [call.input, gradients.input],
      [call.embeddings, gradients.embeddings],
      ...(call.initialState ?? []).map(
        (one, at) => [one, gradients.initialState?.[at]] as [Float32Array, Float32Array],
      ),
    ]
    for (const [array, gradient] of pairs) {
      expect(gradient?.length).toBe(array?.length)
      for (let at = 0; at < (array?.length ?? 0); at += 3) {
        expect(gradient![at]).toBeCloseTo(slope(call, weights, array!, at), 2)
      }
    }
  })

  it('leaves out the gradient of an input that nobody asks for', () => {
    const call = makeCall(cell)
    const { output } = makeGradients(call)
    const whole = addon.backward(addon.forward(call).handle!, { output })
    const spared = addon.backward(addon.forward(call).handle!, { output, inputGradient: false })
    expect(spared).toEqual({ ...whole, input: null })
  })
})
