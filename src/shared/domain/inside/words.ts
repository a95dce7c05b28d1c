// Word pictures: embeddings on a plane, neighbours, and the tokens that a prediction hangs on.
import { z } from 'zod'
import { snapshotSchema } from './inspection'

/** Of an encoder-decoder, whose embeddings. */
const part = z.enum(['encoder', 'decoder']).default('encoder')

export const embeddingMapRequestSchema = z.strictObject({
  requestId: z.string().min(1).max(100),
  method: z.enum(['pca', 'umap']),
  snapshot: snapshotSchema.default('kept'),
  /** The most frequent tokens. */
  tokens: z.int().min(10).max(20_000).default(1000),
  part,
  /** Of UMAP. */
  seed: z.int().min(0).max(2_147_483_647).default(1),
})
export type EmbeddingMapRequest = z.output<typeof embeddingMapRequestSchema>

export interface EmbeddingMap {
  readonly tokens: readonly { readonly token: string; readonly id: number }[]
  /** Of each token. */
  readonly x: Float32Array
  readonly y: Float32Array
  /** Length of each embedding. */
  readonly norms: Float32Array
  /** Of PCA: the share of variance that each axis holds; null of UMAP. */
  readonly variance: readonly [number, number] | null
}

export const neighboursRequestSchema = z.strictObject({
  token: z.string().min(1).max(1000),
  count: z.int().min(1).max(100).default(10),
  snapshot: snapshotSchema.default('kept'),
  part,
})
export type NeighboursRequest = z.output<typeof neighboursRequestSchema>

export interface Neighbour {
  readonly token: string
  readonly id: number
  /** Cosine. */
  readonly similarity: number
}

export const attributionMethods = ['gradientTimesInput', 'integratedGradients'] as const

export const attributionRequestSchema = z.strictObject({
  requestId: z.string().min(1).max(100),
  text: z.string().max(1_000_000),
  /** Of seq2seq: the target text that the outputs are of, as for an inspection; null: what the model writes. */
  answer: z.string().max(100_000).nullable().default(null),
  /** Index among an inspection's outputs; null: the last one. */
  output: z.int().min(0).max(1_000_000).nullable().default(null),
  /** The label, tag or token whose log probability is explained; null: the likeliest. */
  label: z.string().max(1000).nullable().default(null),
  method: z.enum(attributionMethods),
  /** Of integrated gradients, whose baseline is a text of padding (Sundararajan et al. 2017). */
  steps: z.int().min(2).max(1000).default(64),
})
export type AttributionRequest = z.output<typeof attributionRequestSchema>

export interface Attribution {
  readonly tokens: readonly string[]
  /** One for each token: its part of the log probability (of a number, of the output), positive for it, negative against it. */
  readonly scores: Float32Array
  readonly label: string
  readonly probability: number | null
  /** Of integrated gradients: how far the scores' sum is from the difference that it should be, as a share of it; else null. */
  readonly residual: number | null
}
