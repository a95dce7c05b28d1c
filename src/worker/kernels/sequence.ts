// What every implementation of a recurrent layer takes and gives: a sequence read from a given state.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'

/** What the layer reads: vectors, or token ids with the embeddings that turn them into vectors. */
export type Source =
  | {
      /** [batch, time, inputs] */
      readonly input: Tensor
    }
  | {
      /** [batch, time] */
      readonly ids: Tensor
      /** [vocabulary, inputs] */
      readonly embeddings: Tensor2D
    }

/** One sequence for one layer. */
export interface Reading {
  readonly source: Source
  /** [batch, inputs], multiplies the input at every step; null for none */
  readonly inputMask: Tensor | null
  /** h, and c for LSTM, before the first step: [batch, units] each; null for zeros */
  readonly initialState: readonly Tensor[] | null
  /** Whether the state after the last step is asked for. */
  readonly returnState: boolean
}

export interface Answer {
  /** [batch, units], or [batch, time, units] with returnSequences */
  readonly output: Tensor
  /** h, and c for LSTM, after the last step: [batch, units] each; empty unless asked for. */
  readonly state: readonly Tensor[]
}
