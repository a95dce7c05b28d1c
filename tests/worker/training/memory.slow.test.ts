// The memory that a step needs depends on what its recurrent layers run on, and is about what the process grows by.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import { loadAddon } from '../../../src/worker/kernels/addon'
import type { AvailableKernels, Implementation } from '../../../src/worker/kernels/choose'
import { estimateStepBytes, findMemoryProblem } from '../../../src/worker/training/memory'
import type { Growth } from './memory-growth'
import { tinyExperiment } from './synthetic'

const on = (forced: Implementation): AvailableKernels => ({
  forced,
  native: ['avx2'],
  tensorflow: true,
})
const dense: LayerInput = { type: 'Dense', units: 1, activation: 'sigmoid' }

function experimentWith(layer: LayerInput, batchSize = 128) {
  const isSequence = 'returnSequences' in layer && layer.returnSequences
  const pooling: LayerInput[] = isSequence ? [{ type: 'GlobalMaxPooling1D' }] : []
  const layers: LayerInput[] = [{ type: 'Embedding', units: 32 }, layer, ...pooling, dense]
  return tinyExperiment({ batchSize }, layers)
}

describe('the estimate', () => {
  it.each(['SimpleRNN', 'LSTM', 'GRU'] as const)(
    'of %s is least on own kernels and most on tfjs',
    (type) => {
      const experiment = experimentWith({ type, units: 128 })
      const bytes = (['native', 'tensorflow', 'stock'] as const).map((implementation) =>
        estimateStepBytes(experiment, 500, on(implementation)),
      )
      expect(bytes).toEqual([...bytes].sort((a, b) => a - b))
      expect(bytes[2]).toBeGreaterThan(4 * bytes[0])
    },
  )

  it('counts a layer that only tfjs can run as one of tfjs', () => {
    const plain = experimentWith({ type: 'LSTM', units: 128 })
    const special = experimentWith({ type: 'LSTM', units: 128, activation: 'relu' })
    const estimate = (experiment: typeof plain, implementation: Implementation) =>
      estimateStepBytes(experiment, 500, on(implementation))
    expect(estimate(special, 'native')).toBe(estimate(plain, 'stock'))
  })

  it('counts both directions, and sequences that are passed on', () => {
    const bytes = (layer: LayerInput) => estimateStepBytes(experimentWith(layer), 500, on('native'))
    const one = bytes({ type: 'GRU', units: 64 })
    expect(bytes({ type: 'Bidirectional', layer: { type: 'GRU', units: 64 } })).toBeGreaterThan(
      1.5 * one,
    )
    expect(bytes({ type: 'GRU', units: 64, returnSequences: true })).toBeGreaterThan(1.3 * one)
  })

  it('lets own kernels have what tfjs is refused', () => {
    const experiment = experimentWith({ type: 'LSTM', units: 512 }, 512)
    expect(findMemoryProblem(experiment, 500, 8e9, on('native'))).toBeUndefined()
    expect(findMemoryProblem(experiment, 500, 8e9, on('stock'))?.message).toContain(
      'would need about',
    )
  })
})

const measurable: Implementation[] = ['tensorflow', 'stock']
if (!('missing' in loadAddon())) measurable.unshift('native')

describe.runIf(process.platform === 'linux')('a process', () => {
  it.each(measurable)('on %s grows by about the estimate', (implementation) => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'memory-growth.mjs')],
      { encoding: 'utf8', env: { ...process.env, UNROLL_KERNELS: implementation } },
    )
    expect(stdout, stderr).toMatch(/^\{/)
    const { bytes, estimate } = JSON.parse(stdout) as Growth // what memory-growth.mjs prints
    expect(estimate).toBeGreaterThan(bytes / 2)
    expect(estimate).toBeLessThan(bytes * 2)
  })
})
