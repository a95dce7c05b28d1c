// The loss and its gradient against the sums that they stand for.
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../../src/worker/backend'
import { accuracyOf, meanCrossEntropy } from '../../../../src/worker/tasks/language-model/loss'

beforeAll(startBackend)

const places = 6
const vocabulary = 5
const values = Array.from({ length: places * vocabulary }, (_, index) => Math.sin(3 * index) * 4)
const wanted = [0, 4, 2, 2, 1, 3]
const weights = [1, 1, 0, 1, 0, 1]

/** Softmax cross-entropy written out. */
function expected(weighted: readonly number[]) {
  const counted = weighted.reduce((sum, weight) => sum + weight, 0)
  const gradient: number[] = []
  let loss = 0
  for (let place = 0; place < places; place++) {
    const row = values.slice(place * vocabulary, (place + 1) * vocabulary)
    const total = row.reduce((sum, value) => sum + Math.exp(value), 0)
    const share = weighted[place] / counted
    loss -= share * Math.log(Math.exp(row[wanted[place]]) / total)
    for (const [id, value] of row.entries())
      gradient.push(share * (Math.exp(value) / total - (id === wanted[place] ? 1 : 0)))
  }
  return { loss, gradient, counted }
}

function close(actual: ArrayLike<number>, wantedValues: readonly number[]) {
  expect(actual).toHaveLength(wantedValues.length)
  for (const [index, value] of wantedValues.entries()) expect(actual[index]).toBeCloseTo(value, 5)
}

describe('meanCrossEntropy', () => {
  it.each([
    ['all places', [1, 1, 1, 1, 1, 1]],
    ['the places that count', weights],
  ])('is the mean over %s, and so is its gradient', (_, weighted) => {
    const { loss, gradient, counted } = expected(weighted)
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const ids: Tensor1D = tf.tensor1d(wanted, 'int32')
      const every = weighted.every((weight) => weight === 1)
      const targets = { ids, weights: every ? null : tf.tensor1d([...weighted]), counted }
      const logits: Tensor2D = tf.tensor2d(values, [places, vocabulary])
      const grads = tf.valueAndGrad((input) => meanCrossEntropy(input as Tensor2D, targets)) // the shape of logits
      const answer = grads(logits)
      close(answer.value.dataSync(), [loss])
      close(answer.grad.dataSync(), gradient)
    })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('is finite for logits far apart', () => {
    const loss = tf.tidy(() =>
      meanCrossEntropy(tf.tensor2d([1e4, -1e4], [1, 2]), {
        ids: tf.tensor1d([1], 'int32'),
        weights: null,
        counted: 1,
      }).dataSync(),
    )
    expect(loss[0]).toBeCloseTo(2e4)
  })
})

it('accuracyOf counts only the places that count', () => {
  const best = Array.from({ length: places }, (_, place) => {
    const row = values.slice(place * vocabulary, (place + 1) * vocabulary)
    return row.indexOf(Math.max(...row))
  })
  const right = weights.filter((weight, place) => weight === 1 && best[place] === wanted[place])
  const share = tf.tidy(
    () =>
      accuracyOf(tf.tensor2d(values, [places, vocabulary]), {
        ids: tf.tensor1d(wanted, 'int32'),
        weights: tf.tensor1d(weights),
        counted: 4,
      }).dataSync()[0],
  )
  expect(share).toBeCloseTo(right.length / 4)
})
