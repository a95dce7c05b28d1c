// The network on the lab's kernels against the model as tfjs itself runs it, and what it writes.
import type { Tensor, Tensor3D, Variable } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../../src/worker/backend'
import { maskedLoss } from '../../../../src/worker/tasks/seq2seq/masked-loss'
import { buildNetwork } from '../../../../src/worker/tasks/seq2seq/network/build'
import { decode, encode, networkOf } from '../../../../src/worker/tasks/seq2seq/network/network'
import { trainableVariables } from '../../../../src/worker/training/step'
import { tinyExperiment, type TinyOptions } from './tiny'

beforeAll(async () => {
  await startBackend()
})

const cases: TinyOptions[] = (['none', 'luong', 'bahdanau'] as const).flatMap((attention) => [
  { attention },
  { attention, cell: 'GRU', depth: 2 },
  { attention, cell: 'SimpleRNN' },
  { attention, isBidirectional: true },
  { attention, activation: 'relu' },
])

function create(options: TinyOptions) {
  const experiment = tinyExperiment(options)
  const { model } = buildNetwork(experiment)
  const source = tf.tensor2d(
    [
      [0, 3, 4, 5],
      [2, 6, 7, 8],
    ],
    [2, 4],
    'int32',
  )
  const target = tf.tensor2d(
    [
      [1, 4, 5],
      [1, 6, 0],
    ],
    [2, 3],
    'int32',
  )
  const network = networkOf(model, experiment.model)
  return {
    model,
    network,
    source,
    target,
    free: () => {
      tf.dispose([source, target])
      model.dispose()
    },
  }
}

function largestDifference(one: Tensor, other: Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(one, other))).dataSync()[0])
}

describe.each(cases)('an encoder-decoder of %j', (options) => {
  it('gives the probabilities that tfjs gives for the whole model', () => {
    const { model, network, source, target, free } = create(options)
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const { logits } = decode(network, target, encode(network, source, false), false)
      const expected = model.predict([source, target]) as Tensor3D
      expect(largestDifference(tf.softmax(logits), expected)).toBeLessThan(1e-6)
    })
    expect(tf.memory().numTensors).toBe(before)
    free()
  })

  it('gives the same token by token as all at once', () => {
    const { network, source, target, free } = create(options)
    tf.tidy(() => {
      const encoded = encode(network, source, false)
      const whole = decode(network, target, encoded, false)
      let { states } = encoded
      for (let step = 0; step < 3; step++) {
        const one = decode(
          network,
          tf.slice(target, [0, step], [2, 1]),
          { ...encoded, states },
          false,
        )
        states = one.states
        const expected = tf.slice(whole.logits, [0, step, 0], [2, 1, -1])
        expect(largestDifference(one.logits, expected)).toBeLessThan(1e-6)
      }
    })
    free()
  })

  it('gives the gradients that tfjs gives', () => {
    const { model, network, source, target, free } = create(options)
    const variables = trainableVariables(model)
    const wanted = tf.oneHot(
      tf.tensor2d(
        [
          [4, 5, 3],
          [6, 3, 0],
        ],
        [2, 3],
        'int32',
      ),
      10,
    )
    const gradientsOf = (probabilities: () => Tensor) =>
      tf.variableGrads(() => tf.neg(tf.sum(tf.mul(tf.log(probabilities()), wanted))), [
        ...variables,
      ] as Variable[])
    const own = gradientsOf(() =>
      tf.softmax(decode(network, target, encode(network, source, true), true).logits),
    )
    const stock = gradientsOf(() => model.predict([source, target]) as Tensor)
    expect(Object.keys(own.grads).sort()).toEqual(variables.map(({ name }) => name).sort())
    for (const [name, gradient] of Object.entries(own.grads))
      expect(largestDifference(gradient, stock.grads[name])).toBeLessThan(1e-5)
    tf.dispose([own.grads, own.value, stock.grads, stock.value, wanted])
    free()
  })
})

describe.each(['luong', 'bahdanau'] as const)('%s attention', (attention) => {
  it('looks at every token and at no padding', () => {
    const { network, source, target, free } = create({ attention })
    const { weights } = tf.tidy(() => {
      const decoded = decode(network, target, encode(network, source, false), false)
      return { weights: tf.keep(decoded.weights ?? tf.scalar(0)) }
    })
    const values = weights.arraySync() as number[][][]
    for (const row of values[0]) {
      expect(row[0]).toBe(0)
      expect(row.slice(1).every((share) => share > 0)).toBe(true)
    }
    for (const row of values.flat())
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
    weights.dispose()
    free()
  })
})

describe('maskedLoss', () => {
  it('is the mean over what is to be written, whatever stands at the padding', () => {
    const logits = tf.tensor3d([
      [
        [0, 0],
        [Math.log(3), 0],
      ],
      [
        [0, Math.log(3)],
        [50, -50],
      ],
    ])
    const batch = {
      output: Int32Array.of(1, 0, 1, 1),
      mask: Float32Array.of(1, 1, 1, 0),
      tokens: 3,
    }
    const { loss, accuracy } = tf.tidy(() => maskedLoss(logits, batch, 0))
    expect(loss.dataSync()[0]).toBeCloseTo((Math.log(2) + 2 * Math.log(4 / 3)) / 3, 5)
    expect(accuracy.dataSync()[0]).toBeCloseTo(2 / 3, 5)
    tf.dispose([logits, loss, accuracy])
  })
})
