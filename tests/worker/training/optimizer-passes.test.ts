// A pass gives the same bits in JavaScript and in the addon, and takes the addon only where it may and pays.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { optimizerSchema } from '#shared/experiment/training'
import { startBackend } from '../../../src/worker/backend'
import { loadAddon } from '../../../src/worker/kernels/addon'
import { hasPass, passOf, type PassOptions } from '../../../src/worker/training/optimizer-passes'
import { sumOfSquares } from '../../../src/worker/training/sum-of-squares'
import { forced } from '../kernels/layer-pair'

const addon = loadAddon()
const isMissing = 'missing' in addon
const [small, large] = [100, 2048]

beforeAll(async () => {
  await startBackend()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const cases: readonly Record<string, unknown>[] = [
  { type: 'rmsprop' },
  { type: 'rmsprop', momentum: 0.8, centered: true },
  { type: 'adam' },
  { type: 'adamw', weightDecay: 0.1 },
]

function optionsOf(given: unknown): PassOptions {
  const options = optimizerSchema.parse(given)
  if (!hasPass(options)) throw new Error(`${options.type} is not run as a pass`)
  return options
}

const wave = (length: number, factor: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin(index * factor))

/** The weight and its slots after three steps. */
function follow(options: PassOptions, length: number, learningRate = 0.01, scale = 1) {
  const pass = passOf(options)
  const slots = Array.from({ length: pass.slots }, () => new Float32Array(length))
  let values: Float32Array = wave(length, 0.7)
  for (const step of [1, 2, 3]) {
    values = pass.updateNumbers(values, wave(length, step), slots, step, learningRate, scale)
  }
  return { values, slots }
}

describe.each(cases.map((given) => [JSON.stringify(given), optionsOf(given)] as const))(
  '%s',
  (_name, options) => {
    it.skipIf(isMissing)('gives the same bits in the addon as in JavaScript', () => {
      const own = forced('native', () => follow(options, large, 0.01, 0.3))
      expect(own).toEqual(forced('stock', () => follow(options, large, 0.01, 0.3)))
    })

    it.each([small, large])('reads the rate of the step, not the option (%i numbers)', (length) => {
      const other = { ...options, learningRate: 100 }
      expect(follow(other, length)).toEqual(follow(options, length))
      expect(follow(options, length, 0.02).values).not.toEqual(follow(options, length).values)
    })

    it.each([small, large])('scales the gradient first (%i numbers)', (length) => {
      const [values, gradient] = [wave(length, 1), wave(length, 2)]
      const step = (given: Float32Array, scale: number) => {
        const pass = passOf(options)
        const slots = Array.from({ length: pass.slots }, () => new Float32Array(length))
        return [pass.updateNumbers(values, given, slots, 1, 0.01, scale), ...slots]
      }
      const quarter = gradient.map((number) => number / 4)
      expect(step(gradient, 0.25)).toEqual(step(quarter, 1))
      expect(step(gradient, 0.25)).not.toEqual(step(gradient, 1))
    })

    it.each([small, large])('refuses arrays that do not fit (%i numbers)', (length) => {
      const pass = passOf(options)
      const slots = Array.from({ length: pass.slots }, () => new Float32Array(length))
      const [values, short] = [wave(length, 1), wave(length - 1, 1)]
      const withSlots = (given: Float32Array[]) =>
        pass.updateNumbers(values, wave(length, 2), given, 1, 0.01, 1)
      expect(() => pass.updateNumbers(values, short, slots, 1, 0.01, 1)).toThrow(RangeError)
      expect(() => withSlots(slots.slice(1))).toThrow(RangeError)
      expect(() => withSlots([...slots.slice(1), short])).toThrow(RangeError)
    })
  },
)

describe.skipIf(isMissing)('the addon', () => {
  /** How often the addon's two functions are called by a step and a sum over `length` numbers. */
  function callsOf(length: number): number {
    if (isMissing) return 0
    const spies = [vi.spyOn(addon, 'update'), vi.spyOn(addon, 'sumOfSquares')]
    follow(optionsOf({ type: 'adam' }), length)
    sumOfSquares(wave(length, 1))
    return spies.reduce((count, spy) => count + spy.mock.calls.length, 0)
  }

  it.each([
    ['takes large weights', large, 4],
    ['is not called for small ones', small, 0],
  ])('%s', (_name, length, calls) => {
    expect(forced('native', () => callsOf(length))).toBe(calls)
  })

  it.each(['stock', 'tensorflow'] as const)('is left alone with UNROLL_KERNELS=%s', (kernels) => {
    expect(forced(kernels, () => callsOf(large))).toBe(0)
  })
})

describe('sumOfSquares', () => {
  it.each([0, 1, 9, 20_000])('sums %i numbers alike with and without the addon', (length) => {
    const values = wave(length, 0.3)
    const expected = values.reduce((sum, value) => sum + value * value, 0)
    const sum = forced('stock', () => sumOfSquares(values))
    expect(sum).toBeCloseTo(expected, 8)
    expect(forced('native', () => sumOfSquares(values))).toBe(sum)
  })
})
