// Encoder-decoders: every gradient against nudged numbers, padding unseen, and token by token as all at once.
import { afterAll, describe, expect, it } from 'vitest'
import { backwardFrom, decodeAll } from '#shared/domain/reference/encoder-decoder'
import { crossEntropy } from '#shared/domain/reference/losses'
import type {
  ForwardOptions,
  ReferenceAttention,
  ReferenceEncoderDecoder,
  ReferenceLayer,
} from '#shared/domain/reference/types'
import { decodeStep, startDecoding } from '#shared/domain/reference/writing'
import {
  difference,
  randomCell,
  randomDense,
  randomEmbedding,
  RandomNumbers,
  slope,
  slopes,
} from './random-weights'

type Cell = 'SimpleRNN' | 'LSTM' | 'GRU'

interface Options {
  readonly kind: 'none' | 'luong' | 'bahdanau'
  readonly cell?: Cell
  readonly depth?: number
  readonly isBidirectional?: boolean
  readonly goBackwards?: boolean
}

const vocabulary = 9
const classes = 5
const inputs = 3

function networkOf(options: Options): ReferenceEncoderDecoder {
  const { kind, cell = 'LSTM', depth = 1, isBidirectional = false, goBackwards = false } = options
  const random = new RandomNumbers(31)
  const encoderWidth = isBidirectional ? 6 : 3
  const encoder: ReferenceLayer[] = Array.from({ length: depth }, (_, index) => {
    const read = index === 0 ? inputs : encoderWidth
    const cellOf = () => randomCell(random, cell, read, 3)
    const returnSequences = kind !== 'none' || index < depth - 1
    const name = `encoder_${index}`
    return isBidirectional
      ? {
          ...{ type: 'Bidirectional', name, forward: cellOf(), backward: cellOf() },
          ...{ returnSequences, mergeMode: 'concat' },
        }
      : { type: 'Recurrent', name, weights: cellOf(), returnSequences, goBackwards }
  })
  const width = encoderWidth
  const decoder: ReferenceLayer[] = Array.from({ length: depth }, (_, index) => ({
    ...{ type: 'Recurrent', name: `decoder_${index}`, returnSequences: true, goBackwards: false },
    weights: randomCell(random, cell, index === 0 ? inputs : width, width),
  }))
  const output: ReferenceLayer = {
    ...{ type: 'Dense', name: 'dense' },
    weights: randomDense(random, width, classes, 'softmax'),
  }
  const gamma = random.array(width)
  const normalization: ReferenceLayer = {
    ...{ type: 'LayerNormalization', name: 'normalization', epsilon: 0.001, gamma, beta: null },
  }
  return {
    encoder: { layers: [randomEmbedding(random, vocabulary, inputs), ...encoder] },
    decoder: {
      layers: [randomEmbedding(random, vocabulary, inputs), ...decoder, normalization, output],
    },
    attention: attentionOf(kind, random, encoderWidth, width),
  }
}

function attentionOf(
  kind: Options['kind'],
  random: RandomNumbers,
  encoder: number,
  decoder: number,
): ReferenceAttention | null {
  if (kind === 'none') return null
  const dense = (from: number, to: number, activation = 'linear') =>
    randomDense(random, from, to, activation, false)
  const combine = dense(encoder + decoder, decoder, 'tanh')
  return kind === 'luong'
    ? { kind, query: dense(decoder, encoder), key: null, score: null, combine }
    : {
        ...{ kind, query: dense(decoder, decoder), combine },
        ...{ key: dense(encoder, decoder), score: dense(decoder, 1) },
      }
}

const source = Int32Array.of(0, 4, 7, 2, 6)
const target = Int32Array.of(1, 3, 8, 5)
const row = 2

const cases: readonly Options[] = (['none', 'luong', 'bahdanau'] as const).flatMap((kind) => [
  { kind },
  { kind, cell: 'GRU', depth: 2 } as const,
  { kind, cell: 'SimpleRNN', goBackwards: true } as const,
  { kind, isBidirectional: true },
  { kind, isBidirectional: true, cell: 'GRU', depth: 2 } as const,
])

const surgery: ForwardOptions = {
  surgery: [
    { type: 'scale-unit', layer: 'encoder_0', direction: null, unit: 1, factor: 0 },
    { type: 'clamp-gate', layer: 'decoder_0', direction: null, gate: 'forget', units: null, value: 1 },
    { type: 'silence-token', token: 3 },
  ],
} // prettier-ignore

describe('gradients are the slopes of the loss', () => {
  let largest = 0
  afterAll(() =>
    console.log(`encoder-decoders against nudged numbers: ${largest.toExponential(1)}`),
  )

  const withSurgery = [{ kind: 'none' }, { kind: 'luong' }, { kind: 'bahdanau' }] as const
  it.each([
    ...cases.map((options) => ({ options, changes: {} as ForwardOptions })),
    ...withSurgery.map((options) => ({ options, changes: surgery })),
  ])('$options, $changes', ({ options, changes }) => {
    const network = networkOf(options)
    const lossOf = (more: ForwardOptions = {}) => {
      const { logits } = decodeAll(network, source, target, { ...changes, ...more })
      return crossEntropy(logits.subarray(row * classes, (row + 1) * classes), 4)
    }
    const trace = decodeAll(network, source, target, changes)
    const back = backwardFrom(network, trace, row, lossOf().gradient, changes)
    const check = (actual: Float64Array, expected: Float64Array) => {
      const apart = difference(actual, expected)
      largest = Math.max(largest, apart)
      expect(apart).toBeLessThan(1e-7)
    }
    for (const part of ['encoder', 'decoder'] as const) {
      expect(back[part].hidden).toHaveLength(trace[part].recurrent.length)
      for (const [at, { name: layer, direction, weights }] of trace[part].recurrent.entries()) {
        const { units } = weights
        const nudged = Float64Array.from(back[part].hidden[at], (_, place) => {
          const [step, unit] = [Math.floor(place / units), place % units]
          return slope((by) => lossOf({ nudge: { layer, direction, step, unit, by } }).loss)
        })
        check(back[part].hidden[at], nudged)
      }
    }
    const vectors = Float64Array.from(trace.encoder.embedded)
    if (!changes.surgery) {
      check(
        back.encoder.embedded,
        slopes(vectors, () => lossOf({ embedded: vectors }).loss),
      )
    }
  })

  it('leaves the gradient with respect to the target vectors in', () => {
    const network = networkOf({ kind: 'luong' })
    const [embedding] = network.decoder.layers
    if (embedding.type !== 'Embedding') throw new Error('the decoder begins with an Embedding')
    const lossOf = () => {
      const { logits } = decodeAll(network, source, target)
      return crossEntropy(logits.subarray(row * classes, (row + 1) * classes), 4)
    }
    const back = backwardFrom(network, decodeAll(network, source, target), row, lossOf().gradient)
    // The table has 32 bits, so that a nudge is rounded.
    const table = embedding.embeddings
    const measured = [...target].flatMap((id) =>
      Array.from({ length: inputs }, (_, column) => {
        const at = id * inputs + column
        const kept = table[at]
        const [more, less] = [0.01, -0.01].map((by) => {
          table[at] = kept + by
          return { loss: lossOf().loss, at: table[at] }
        })
        table[at] = kept
        return (more.loss - less.loss) / (more.at - less.at)
      }),
    )
    expect(difference(back.decoder.embedded, measured)).toBeLessThan(1e-3)
  })
})

describe.each(cases)('%j', (options) => {
  it('writes token by token what it gives all at once', () => {
    const network = networkOf(options)
    const changes = options.cell ? {} : surgery
    const whole = decodeAll(network, source, target, changes)
    let state = startDecoding(network, source, changes)
    for (const [step, id] of target.entries()) {
      const { logits, attention, state: after } = decodeStep(network, state, id, changes)
      expect([...logits]).toEqual([...whole.logits.subarray(step * classes, (step + 1) * classes)])
      expect(attention && [...attention]).toEqual(
        whole.attention && [...whole.attention.subarray(step * 5, step * 5 + 5)],
      )
      expect(after.position).toBe(step + 1)
      state = after
    }
  })

  it('shares its attention among tokens and gives padding nothing', () => {
    const { attention } = decodeAll(networkOf(options), source, target)
    if (options.kind === 'none') {
      expect(attention).toBeNull()
      return
    }
    for (let step = 0; step < target.length; step++) {
      const shares = [...(attention?.subarray(step * 5, step * 5 + 5) ?? [])]
      expect(shares[0]).toBe(0)
      expect(shares.slice(1).every((share) => share > 0)).toBe(true)
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12)
    }
  })
})
