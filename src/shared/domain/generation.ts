// Text that a language model writes, with what it could have written instead.
import { z } from 'zod'

/** How the next token is drawn. */
export const samplingSchema = z.strictObject({
  /** Divides the logits; 0: always the most probable token. */
  temperature: z.number().min(0).max(5).default(1),
  /** Only the so many most probable tokens; null: all. */
  topK: z.int().min(1).max(1_000_000).nullable().default(null),
  /** Only the most probable tokens that together have this probability; null: all (Holtzman et al. 2020). */
  topP: z.number().gt(0).max(1).nullable().default(null),
  /** Logits of tokens that occurred are divided (positive) or multiplied (negative) by this; 1: none (Keskar et al. 2019). */
  repetitionPenalty: z.number().min(1).max(10).default(1),
  seed: z.int().min(0).max(2_147_483_647).default(1),
})
export type Sampling = z.output<typeof samplingSchema>

export const generationRequestSchema = z.strictObject({
  /** Names the request in its events, and in `stop`. */
  requestId: z.string().min(1).max(100),
  /** Empty: starts as the training text does. */
  prompt: z.string().max(1_000_000),
  /** Ids of tokens that were written after the prompt before and are kept: a branch. */
  continuation: z.array(z.int().min(0)).max(100_000).default([]),
  /** In tokens, `continuation` not counted in. */
  length: z.int().min(1).max(100_000),
  sampling: samplingSchema.prefault({}),
  /** Ends once this text has been written; null: only at the length. */
  stop: z.string().min(1).max(1000).nullable().default(null),
  /** How many alternatives to tell of each token. */
  alternatives: z.int().min(0).max(20).default(0),
})
export type GenerationRequest = z.output<typeof generationRequestSchema>

export interface GeneratedToken {
  readonly id: number
  /** What it adds to the text, spaces included. */
  readonly text: string
  /** That the model gave it before temperature and the like. */
  readonly probability: number
  /** The most probable tokens at this place, this one too if it is among them. */
  readonly alternatives: readonly {
    readonly id: number
    readonly text: string
    readonly probability: number
  }[]
}

/**
 * A stretch that stands word for word in the training text: token indices, from inclusive, to exclusive, counted from the
 * prompt's end. Stretches may overlap where each is copied from a place of its own.
 */
export interface CopiedStretch {
  readonly from: number
  readonly to: number
}

/** Stretches of fewer tokens are not told of. */
export const leastCopied = 8

export interface Generation {
  readonly prompt: string
  /** What was written after the prompt, `continuation` included. */
  readonly text: string
  /** Those written now, after `continuation`. */
  readonly tokens: readonly GeneratedToken[]
  /** In `continuation` and what was written after it. */
  readonly copied: readonly CopiedStretch[]
  /** How much of the training text was searched for copies, 0 to 1; 0 where the run keeps none of it. */
  readonly searched: number
  readonly endedBy: 'length' | 'stop-text' | 'end-token' | 'stopped'
  readonly seconds: number
  /** Mean of a token, the prompt not counted in. */
  readonly millisecondsPerToken: number
}

/** What a language model wrote after an epoch; a line of `samples.jsonl`. */
export const textSampleSchema = z.object({
  epoch: z.int().min(0),
  step: z.int().min(0),
  prompt: z.string(),
  text: z.string(),
})
export type TextSample = z.output<typeof textSampleSchema>
