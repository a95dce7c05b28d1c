// What is written: greedily, and by following several candidates.
import { beforeAll, describe, expect, it } from 'vitest'
import { startBackend, tf } from '../../../../src/worker/backend'
import { buildNetwork } from '../../../../src/worker/tasks/seq2seq/network/build'
import { decode, encode, networkOf } from '../../../../src/worker/tasks/seq2seq/network/network'
import { writeBeams } from '../../../../src/worker/tasks/seq2seq/writing/write-beams'
import { writeGreedily } from '../../../../src/worker/tasks/seq2seq/writing/write-greedily'
import { scoreOf } from '../../../../src/worker/tasks/seq2seq/writing/written'
import { buildVocabulary } from '../../../../src/worker/text/vocabulary'
import { targetTextOf } from '#shared/experiment/text'
import { tinyExperiment } from './tiny'

beforeAll(async () => {
  await startBackend()
})

/** A network whose outputs are far from uniform, so that candidates differ. */
function create(attention: 'none' | 'luong' = 'luong') {
  const experiment = tinyExperiment({ attention })
  const { model } = buildNetwork(experiment)
  for (const layer of model.layers.filter(({ name }) => name !== 'attention_mask')) {
    const weights = layer.getWeights()
    layer.setWeights(
      weights.map((weight) => tf.mul(weight, layer.name.includes('embedding') ? 40 : 3)),
    )
  }
  const counts = ['a', 'b', 'c', 'd'].map((token): [string, number] => [token, 1])
  const vocabulary = buildVocabulary(counts, targetTextOf(experiment.text), 'writing')
  return { network: networkOf(model, experiment.model), model, vocabulary }
}

const source = Int32Array.of(3, 4, 5, 6)

/** Every text of at most `longest` tokens that ends with the end or at that length, with its mean log probability. */
function everyText({ network, vocabulary }: ReturnType<typeof create>, longest: number) {
  const ids = [3, ...[4, 5, 6, 7]]
  let open: number[][] = [[]]
  const whole: number[][] = []
  for (let length = 1; length <= longest; length++) {
    const next = open.flatMap((text) => ids.map((id) => [...text, id]))
    whole.push(...next.filter((text) => text.at(-1) === vocabulary.end || length === longest))
    open = next.filter((text) => text.at(-1) !== vocabulary.end)
  }
  return whole
    .map((text) => {
      const score = tf.tidy(() => {
        const encoded = encode(network, tf.tensor2d(source, [1, 4], 'int32'), false)
        const input = tf.tensor2d([1, ...text.slice(0, -1)], [1, text.length], 'int32')
        const logs = tf.logSoftmax(decode(network, input, encoded, false).logits)
        const own = tf.mul(logs, tf.oneHot(tf.tensor2d(text, [1, text.length], 'int32'), 10))
        return tf.sum(own).dataSync()[0] / text.length
      })
      return { text, score }
    })
    .sort((one, other) => other.score - one.score)
}

describe('writeGreedily', () => {
  it('takes the most probable token each time, the same alone and beside other sources', () => {
    const { network, vocabulary, model } = create()
    const before = tf.memory().numTensors
    const ids = Int32Array.of(...source, 7, 8, 9, 10)
    const [one, other] = writeGreedily(network, vocabulary, { ids, length: 4, limits: [6, 3] })
    expect(tf.memory().numTensors).toBe(before)
    expect(one.ids.length).toBeLessThanOrEqual(6)
    expect(other.ids.length).toBeLessThanOrEqual(3)
    const [alone] = writeGreedily(network, vocabulary, { ids: source, length: 4, limits: [6] })
    expect(alone.ids).toEqual(one.ids)
    for (const [place, probability] of alone.probabilities.entries())
      expect(probability).toBeCloseTo(one.probabilities[place], 5)
    expect(one.attention).toHaveLength(one.ids.length)
    expect(one.ids.every((id) => id >= 3 && id < vocabulary.size)).toBe(true)
    model.dispose()
  })

  it('has no attention to tell of without one', () => {
    const { network, vocabulary, model } = create('none')
    const [one] = writeGreedily(network, vocabulary, { ids: source, length: 4, limits: [3] })
    expect(one.attention).toBeNull()
    model.dispose()
  })
})

describe('writeBeams', () => {
  it('finds the best of all texts when it follows enough candidates', () => {
    const made = create()
    const before = tf.memory().numTensors
    const found = writeBeams(made.network, made.vocabulary, source, { beams: 200, limit: 3 })
    expect(tf.memory().numTensors).toBe(before)
    const best = everyText(made, 3).slice(0, 5)
    for (const [place, { text, score }] of best.entries()) {
      expect(scoreOf(found[place])).toBeCloseTo(score, 4)
      if (place === 0) expect(found[place].ids).toEqual(text)
    }
    made.model.dispose()
  })

  it('is greedy with a single one', () => {
    const { network, vocabulary, model } = create()
    const [greedy] = writeGreedily(network, vocabulary, { ids: source, length: 4, limits: [8] })
    const [beam] = writeBeams(network, vocabulary, source, { beams: 1, limit: 8 })
    expect(beam.ids).toEqual(greedy.ids)
    expect(beam.attention?.map((row) => row.length)).toEqual(beam.ids.map(() => 4))
    model.dispose()
  })

  it('gives the best first, and no more than asked for', () => {
    const { network, vocabulary, model } = create()
    const found = writeBeams(network, vocabulary, source, { beams: 4, limit: 8 })
    expect(found).toHaveLength(4)
    const scores = found.map(scoreOf)
    expect(scores).toEqual([...scores].sort((one, other) => other - one))
    expect(new Set(found.map(({ ids }) => ids.join())).size).toBe(4)
    model.dispose()
  })
})
