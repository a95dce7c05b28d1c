// What an exported page holds beside its scripts, checked as of a page that may come from elsewhere.
import { z } from 'zod'
import { mergeModes } from '#shared/experiment/layers'

export const pageFormat = 'unroll-page/1'

const size = z.int().min(1).max(100_000_000)
/** A part of all weights. */
const part = z.strictObject({ at: z.int().min(0), count: size })
export type PagePart = z.output<typeof part>

const name = z.string().max(200)
// The network refuses one that it does not know.
const activation = z.string().max(40)

const cell = z.strictObject({
  cell: z.enum(['SimpleRNN', 'LSTM', 'GRU']),
  units: size,
  activation: activation,
  recurrentActivation: activation,
  /** [gates x units, inputs] */
  kernel: part,
  /** [gates x units, units] */
  recurrentKernel: part,
  bias: part.nullable(),
})
export type PageCell = z.output<typeof cell>

const dense = z.strictObject({
  units: size,
  activation: activation,
  /** [units, inputs] */
  kernel: part,
  bias: part.nullable(),
})
export type PageDense = z.output<typeof dense>

const layer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Embedding'), name, width: size, embeddings: part }),
  z.strictObject({
    ...{ type: z.literal('Recurrent'), name, weights: cell },
    ...{ returnSequences: z.boolean(), goBackwards: z.boolean() },
  }),
  z.strictObject({
    ...{ type: z.literal('Bidirectional'), name, forward: cell, backward: cell },
    ...{ returnSequences: z.boolean(), mergeMode: z.enum(mergeModes) },
  }),
  z.strictObject({ type: z.literal('Dense'), name, weights: dense }),
  z.strictObject({
    ...{ type: z.literal('LayerNormalization'), name, epsilon: z.number().positive() },
    ...{ gamma: part.nullable(), beta: part.nullable() },
  }),
  z.strictObject({ type: z.literal('Flatten'), name }),
  z.strictObject({ type: z.literal('GlobalMaxPooling1D'), name }),
  z.strictObject({ type: z.literal('GlobalAveragePooling1D'), name }),
])
export type PageLayer = z.output<typeof layer>

const layers = z.array(layer).min(1).max(64)

const networkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('network'), layers }),
  z.strictObject({
    kind: z.literal('encoder-decoder'),
    encoder: layers,
    decoder: layers,
    attention: z
      .strictObject({
        ...{ kind: z.enum(['luong', 'bahdanau']), query: dense, key: dense.nullable() },
        ...{ score: dense.nullable(), combine: dense },
      })
      .nullable(),
  }),
])
export type PageNetwork = z.output<typeof networkSchema>

/** What is read of a page: the rest is for its own script. */
export const pageSchema = z.looseObject({
  format: z.literal(pageFormat),
  name: z.string(),
  network: networkSchema,
})

/** The layers of a network, of an encoder-decoder both parts'. */
export function layersOf(network: PageNetwork): readonly PageLayer[] {
  return network.kind === 'network' ? network.layers : [...network.encoder, ...network.decoder]
}
