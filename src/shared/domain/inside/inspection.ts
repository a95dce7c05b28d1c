// What a network did with one text: the tensors of every recurrent layer at every token.
import { z } from 'zod'
import type { LabelProbability, Prediction } from '../prediction'
import type { Cell, Direction, GateName, Matrix } from './cells'
import { surgerySchema } from './surgery'

/** Which weights: the kept model's, or those at the end of an epoch (0: before training) that the run has a snapshot of. */
export const snapshotSchema = z.union([z.literal('kept'), z.int().min(0).max(1_000_000)])
export type SnapshotChoice = z.output<typeof snapshotSchema>

/** Weights that a run folder holds. */
export interface Snapshot {
  /** 0: as initialised. */
  readonly epoch: number
  readonly step: number
  readonly bytes: number
}

export const inspectionRequestSchema = z.strictObject({
  text: z.string().max(1_000_000),
  /** The right answer, for the loss that gradients are of: a label, a tag, a number as text, or the target text; null: what the model answers. */
  answer: z.string().max(100_000).nullable().default(null),
  /** The output that gradients are of, as an index into `outputs`; null: the last one. */
  output: z.int().min(0).max(1_000_000).nullable().default(null),
  snapshot: snapshotSchema.default('kept'),
  surgery: surgerySchema.default([]),
})
export type InspectionRequest = z.output<typeof inspectionRequestSchema>

export interface InspectedToken {
  readonly token: string
  readonly id: number
  readonly isUnknown: boolean
}

/** What recurrent layers step over: the text, or of a decoder what it was given at each step (its start, then what it wrote). */
export interface Axis {
  readonly tokens: readonly InspectedToken[]
  /** Steps that the network took before the first token (padding, and the start id where there is one) and after the last one. */
  readonly paddingBefore: number
  readonly paddingAfter: number
  /** Tokens of the text beyond the model's length, which it did not read. */
  readonly cut: number
}

/** A recurrent layer over its axis: row t belongs to token t, also where the layer reads backwards. Padding is left out. */
export interface InspectedLayer {
  readonly name: string
  readonly direction: Direction
  readonly cell: Cell
  readonly axis: 'source' | 'target'
  /** Whether its step before token t is token t + 1: the backward cell of a Bidirectional, or a layer told so by itself or the layer below. */
  readonly goesBackwards: boolean
  readonly inputs: number
  readonly units: number
  readonly activation: string
  /** Null of SimpleRNN. */
  readonly recurrentActivation: string | null
  /** x_t: [time, inputs] */
  readonly input: Matrix
  /** h_t: [time, units] */
  readonly hidden: Matrix
  /** c_t of LSTM, else null. */
  readonly cellState: Matrix | null
  /** h and c before the first token that the layer reads: after padding, zeros, or of a decoder the encoder's. [units] */
  readonly initialHidden: Float32Array
  readonly initialCell: Float32Array | null
  /** By gate: what goes into the activation, [time, units]. */
  readonly preActivations: Partial<Record<GateName, Matrix>>
  /** By gate: what comes out of the activation (after a clamp), [time, units]; SimpleRNN's candidate is h_t before a scaling. */
  readonly gates: Partial<Record<GateName, Matrix>>
  /** Norm of the loss gradient with respect to h_t, by token. */
  readonly gradientNorms: Float32Array
}

/** What the model says at a step. */
export interface InspectedOutput {
  readonly axis: 'source' | 'target'
  /** The token after which it is said, as an index into the axis's tokens. */
  readonly at: number
  /** The most probable labels, tags or tokens, at most 8; of a number one entry whose `probability` is null. */
  readonly top: readonly (
    LabelProbability | { readonly label: string; readonly probability: null }
  )[]
}

/** How near the reference implementation comes to the model's own layers. */
export interface Agreement {
  /** Largest difference of an output's probability (or of the number, in the model's own scale). */
  readonly largest: number
  /** How many numbers were compared. */
  readonly compared: number
}

export interface Inspection {
  readonly text: string
  readonly snapshot: SnapshotChoice
  readonly source: Axis
  /** Of an encoder-decoder, what it wrote; else null. */
  readonly target: Axis | null
  /** Recurrent layers from the input on; of a Bidirectional forward, then backward. */
  readonly layers: readonly InspectedLayer[]
  /** One of classification; of tagging and language models one for each token; of seq2seq one for each target step. */
  readonly outputs: readonly InspectedOutput[]
  /** With the surgery, when there is one. */
  readonly prediction: Prediction
  /** Null under surgery, which no layer of the model's own does, and of a snapshot. */
  readonly agreement: Agreement | null
  readonly gradient: {
    /** Index into `outputs`. */
    readonly output: number
    /** What the loss is of, in words after "the loss of": `"positive"`. */
    readonly of: string
    readonly loss: number
  }
}

/**
 * A layer's gradient norms by distance: [d] is the norm d of its steps before the last one that the loss knows. That is the last
 * token, or the one of the output; of a layer that reads backwards steps go back towards the end of the text.
 */
export function byDistance({
  gradientNorms,
  goesBackwards = false,
}: Pick<InspectedLayer, 'gradientNorms'> &
  Partial<Pick<InspectedLayer, 'goesBackwards'>>): number[] {
  const norms = Array.from(gradientNorms)
  if (!goesBackwards) norms.reverse()
  // Steps after the output change nothing that it says: their gradient is no small number, it is 0.
  const first = norms.findIndex((norm) => norm > 0)
  return first === -1 ? norms : norms.slice(first)
}

/**
 * The memory horizon: how many steps back the norm is first under 1 % of its largest and stays there; null when it never is.
 * @param norms by distance, as `byDistance` gives them
 */
export function memoryHorizon(norms: ArrayLike<number>): number | null {
  let largest = 0
  for (let index = 0; index < norms.length; index++) largest = Math.max(largest, norms[index])
  const limit = largest / 100
  for (let index = norms.length - 1; index >= 0; index--) {
    if (norms[index] >= limit) return index + 1 < norms.length ? index + 1 : null
  }
  return largest === 0 ? null : 0
}
