// Derivatives of the activations are their slopes, and none of them overflows.
import { describe, expect, it } from 'vitest'
import { activate, throughActivation } from '#shared/domain/reference/activations'
import { activations } from '#shared/experiment/layers'
import { difference, slopes, weighed } from './random-weights'

// No kinks of relu (0) and hardSigmoid (2.5) nearby.
const places = Float64Array.of(-4, -2.1, -0.7, -0.05, 0.03, 0.6, 1.9, 3.3)

describe.each(activations)('%s', (name) => {
  it('has the slope that its derivative says', () => {
    const x = Float64Array.from(places)
    const upstream = Float64Array.from(x, (_, at) => Math.sin(at + 1))
    const y = new Float64Array(x.length)
    const lossOf = () => {
      activate(name, x, y)
      return weighed(y, upstream)
    }
    const expected = slopes(x, lossOf)
    lossOf()
    const gradient = Float64Array.from(upstream)
    throughActivation(name, x, y, gradient)
    expect(difference(gradient, expected)).toBeLessThan(1e-9)
  })

  it('gives numbers at both ends', () => {
    const x = Float64Array.of(-1e4, -800, 800, 1e4)
    const y = new Float64Array(4)
    activate(name, x, y)
    const gradient = new Float64Array(4).fill(1)
    throughActivation(name, x, y, gradient)
    expect([...y, ...gradient].every(Number.isFinite)).toBe(true)
  })
})

it('refuses a name that is not in the layer table', () => {
  const x = new Float64Array(1)
  expect(() => activate('swish', x, x)).toThrow('no activation swish')
})
