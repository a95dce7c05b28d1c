// The gradients of the implementations against nudged numbers, a check that shares nothing with any other gradient.
import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../src/worker/backend'
import { loadAddon } from '../../../src/worker/kernels/addon'
import type { Implementation } from '../../../src/worker/kernels/choose'
import { recurrentLayersOf, stateCount } from '../../../src/worker/kernels/recurrence'
import { runFromState } from '../../../src/worker/kernels/run-from-state'
import { cells, modelOf, numbers } from './layer-pair'

const implementations: Implementation[] =
  'missing' in loadAddon() ? ['tensorflow'] : ['tensorflow', 'native']
const size = { batch: 3, time: 4, inputs: 3, units: 5 }
const nudge = 1e-2

beforeAll(async () => {
  await startBackend()
})

describe.each(implementations)('on %s', (implementation) => {
  it.each(cells)('%s', (cell) => {
    const model = modelOf(cell, { returnSequences: true }, size, implementation)
    const [layer] = recurrentLayersOf(model.layers[1])
    const weights = layer.weights.map((weight) => weight.read())
    tf.tidy(() => {
      const input = numbers([3, 4, 3], 50)
      const initialState = Array.from({ length: stateCount[cell] }, (_, at) =>
        numbers([3, 5], 60 + at),
      )
      const loss = (x: Tensor, states: readonly Tensor[]) => {
        const { output, state } = runFromState(layer, { input: x }, { initialState: states })
        return [output, ...state]
          .map((value, at) => tf.sum(tf.mul(value, numbers(value.shape, 70 + at))))
          .reduce((sum, one) => tf.add(sum, one))
      }
      const sources = [input, ...initialState, ...weights]
      const { grads } = tf
        .engine()
        .gradients(() => loss(input, initialState), sources, tf.scalar(1))
      const lossAt = () => loss(input, initialState).dataSync<'float32'>()[0]
      for (const [index, source] of sources.entries()) {
        const gradient = grads[index].dataSync<'float32'>()
        for (let at = 0; at < source.size; at += 4) {
          const slope = tf.tidy(() => {
            const read = (by: number) => {
              const values = source.dataSync<'float32'>().slice()
              values[at] += by
              const nudged = tf.tensor(values, source.shape)
              if (index > initialState.length) {
                const kept = layer.getWeights().map((weight) => tf.clone(weight))
                const weight = index - initialState.length - 1
                layer.setWeights(kept.map((one, place) => (place === weight ? nudged : one)))
                const answer = lossAt()
                layer.setWeights(kept)
                return answer
              }
              const states = initialState.map((one) => (one === source ? nudged : one))
              return loss(source === input ? nudged : input, states).dataSync<'float32'>()[0]
            }
            return tf.scalar((read(nudge) - read(-nudge)) / (2 * nudge))
          })
          expect(gradient[at]).toBeCloseTo(slope.dataSync<'float32'>()[0], 2)
        }
      }
    })
    model.dispose()
  })
})
