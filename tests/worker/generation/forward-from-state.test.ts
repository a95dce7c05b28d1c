// Reading a sequence piece by piece with the state carried gives what reading it whole gives.
import type { LayersModel, Tensor, Tensor3D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { LayerInput } from '#shared/experiment/layers'
import { startBackend, tf } from '../../../src/worker/backend'
import { logitsFromState, zeroState } from '../../../src/worker/generation/forward-from-state'
import { sequenceLogitsOf } from '../../../src/worker/model/forward'
import { untrainedRun } from './small-language-model'

beforeAll(() => startBackend())

const networks: [string, readonly LayerInput[]][] = [
  ['LSTM', [{ type: 'LSTM', units: 12, returnSequences: true }]],
  ['GRU', [{ type: 'GRU', units: 12, returnSequences: true }]],
  ['SimpleRNN', [{ type: 'SimpleRNN', units: 12, returnSequences: true }]],
  [
    'several layers',
    [
      { type: 'SpatialDropout1D', rate: 0.3 },
      { type: 'GRU', units: 9, returnSequences: true, dropout: 0.2 },
      { type: 'Dropout', rate: 0.3 },
      { type: 'LSTM', units: 12, returnSequences: true },
      { type: 'LayerNormalization' },
    ],
  ],
  ['no kernel of the lab', [{ type: 'GRU', units: 12, returnSequences: true, activation: 'relu' }]],
]

function largestDifference(one: Tensor, other: Tensor): number {
  return tf.max(tf.abs(tf.sub(one, other))).dataSync()[0]
}

describe.each(networks)('%s', (_name, layers) => {
  const ids = () => tf.tensor2d([4, 7, 9, 5, 6, 11, 8, 4, 12, 5, 5, 10], [2, 6], 'int32')

  function within(use: (model: LayersModel) => void): void {
    const { model } = untrainedRun({ layers })
    try {
      tf.tidy(() => use(model))
    } finally {
      model.dispose()
    }
  }

  it('whole gives the logits of the model, and in pieces too', () => {
    within((model) => {
      const whole = sequenceLogitsOf(model, ids(), false)
      const { logits } = logitsFromState(model, ids(), null, false, false)
      expect(logits.shape).toEqual([2, 6, 40])
      expect(largestDifference(logits, whole)).toBeLessThan(1e-5)
      let state = zeroState(model, 2)
      const pieces: Tensor3D[] = []
      for (const [from, length] of [
        [0, 1],
        [1, 3],
        [4, 2],
      ]) {
        const piece = tf.slice(ids(), [0, from], [2, length])
        const answer = logitsFromState(model, piece, state, false, false)
        pieces.push(answer.logits)
        state = answer.state
      }
      expect(largestDifference(tf.concat(pieces, 1), whole)).toBeLessThan(1e-5)
    })
  })

  it('differs from reading the pieces each from zeros', () => {
    within((model) => {
      const second = tf.slice(ids(), [0, 3], [2, 3])
      const { state } = logitsFromState(model, tf.slice(ids(), [0, 0], [2, 3]), null, false, false)
      const carried = logitsFromState(model, second, state, false, false).logits
      const fresh = logitsFromState(model, second, null, false, false).logits
      expect(largestDifference(carried, fresh)).toBeGreaterThan(1e-3)
    })
  })

  it('has gradients for every weight', () => {
    within((model) => {
      const state = logitsFromState(model, ids(), null, false, false).state
      const { grads } = tf.variableGrads(() =>
        tf.sum(tf.square(logitsFromState(model, ids(), state, true, false).logits)).asScalar(),
      )
      expect(Object.keys(grads)).toHaveLength(model.trainableWeights.length)
      for (const gradient of Object.values(grads)) {
        expect(tf.sum(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0)
      }
    })
  })
})

describe('tied embeddings', () => {
  it('stand in for the last kernel, and learn from both uses', () => {
    const { model } = untrainedRun({ tieEmbeddings: true })
    tf.tidy(() => {
      const ids = tf.tensor2d([4, 5, 6], [1, 3], 'int32')
      const [embeddings] = model.layers[0].getWeights()
      const tied = logitsFromState(model, ids, null, false, true).logits
      const last = model.layers[model.layers.length - 1]
      last.setWeights([tf.transpose(embeddings), last.getWeights()[1]])
      expect(largestDifference(tied, sequenceLogitsOf(model, ids, false))).toBeLessThan(1e-5)

      const unread = 30 // in no id: its embedding learns from the output alone
      const { grads } = tf.variableGrads(() =>
        tf.sum(tf.square(logitsFromState(model, ids, null, true, true).logits)).asScalar(),
      )
      const gradient = Object.values(grads).find(({ shape }) => shape[0] === 40 && shape[1] === 12)
      expect(gradient).toBeDefined()
      if (gradient)
        expect(tf.sum(tf.abs(tf.slice(gradient, [unread, 0], [1, 12]))).dataSync()[0]).not.toBe(0)
    })
    model.dispose()
  })
})
