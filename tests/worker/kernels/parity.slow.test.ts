// The kernels give what the stock layers give: outputs and gradients over cells, odd sizes and options.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { loadAddon } from '../../../src/worker/kernels/addon'
import { releaseMasks } from '../../../src/worker/model/dropout'
import {
  answersOf,
  cells,
  difference,
  modelOf,
  type Cell,
  type Options,
  type Size,
} from './layer-pair'

const addon = loadAddon()
const native = 'missing' in addon ? [] : addon.instructionSets
const kernels: readonly [implementation: 'tensorflow' | 'native', instructionSet: string | null][] =
  [['tensorflow', null], ...native.map((set): ['native', string] => ['native', set])]

const sizes: readonly Size[] = [
  { batch: 1, time: 1, inputs: 1, units: 1 },
  { batch: 1, time: 9, inputs: 5, units: 3 },
  { batch: 3, time: 1, inputs: 7, units: 5 },
  { batch: 4, time: 12, inputs: 8, units: 16 },
  { batch: 33, time: 7, inputs: 17, units: 31 },
  { batch: 5, time: 40, inputs: 32, units: 33 },
  { batch: 2, time: 3, inputs: 70, units: 130 },
]
const options: readonly Options[] = [
  {},
  { useBias: false },
  { returnSequences: true },
  { goBackwards: true },
  { goBackwards: true, returnSequences: true },
  { dropout: 0.4 },
  { dropout: 0.3, returnSequences: true, useBias: false },
  { bidirectional: 'concat', returnSequences: true },
  { bidirectional: 'sum', dropout: 0.2 },
]

let tensors = 0
const most: Record<string, { output: number; gradient: number }> = {}

beforeAll(async () => {
  await startBackend()
})
beforeEach(() => {
  tensors = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors)
})
afterAll(() => {
  if (process.env.UNROLL_PARITY) console.log(JSON.stringify(most, null, 2))
})

const stockAnswered = new Map<string, Float32Array[]>()

// The same for every implementation that is compared with them.
function stockAnswers(cell: Cell, option: Options, size: Size): Float32Array[] {
  const key = JSON.stringify([cell, option, size])
  const answers = stockAnswered.get(key) ?? answer(cell, option, size, 'stock')
  stockAnswered.set(key, answers)
  return answers
}

function answer(...[cell, option, size, implementation]: Parameters<typeof modelOf>) {
  const model = modelOf(cell, option, size, implementation)
  const answers = answersOf(model, size)
  releaseMasks(model)
  model.dispose()
  return answers
}

function compare(
  cell: Cell,
  option: Options,
  size: Size,
  [implementation, set]: (typeof kernels)[0],
) {
  if (!('missing' in addon)) addon.useInstructionSet(set)
  const expected = stockAnswers(cell, option, size)
  const actual = answer(cell, option, size, implementation)
  if (!('missing' in addon)) addon.useInstructionSet(null)
  const output = difference(actual[0], expected[0], false)
  const gradients = expected
    .slice(1)
    .map((values, index) => difference(actual[index + 1], values, true))
  return { output, gradient: Math.max(...gradients) }
}

describe.each(kernels)('%s %s', (...kernel) => {
  describe.each(cells)('%s', (cell) => {
    it.each(options.map((option) => [JSON.stringify(option), option] as const))(
      '%s',
      (_, option) => {
        for (const size of sizes) {
          const { output, gradient } = compare(cell, option, size, kernel)
          const name = `${kernel[0]} ${kernel[1] ?? ''} ${cell}`
          most[name] = {
            output: Math.max(most[name]?.output ?? 0, output),
            gradient: Math.max(most[name]?.gradient ?? 0, gradient),
          }
          expect(output, JSON.stringify(size)).toBeLessThan(2e-6)
          expect(gradient, JSON.stringify(size)).toBeLessThan(5e-6)
        }
      },
    )
  })
})
