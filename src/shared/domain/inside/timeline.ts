// Time travel: what a run's probes did every so many steps while it trained.
import { z } from 'zod'
import { positionSchema } from '../run'
import type { Inspection } from './inspection'

/** A probe: a text whose inside is recorded. */
export const probeSchema = z.object({
  text: z.string(),
  /** Its right answer where it is a row of the data, for the loss; null of typed ones. */
  answer: z.string().nullable(),
})
export type Probe = z.output<typeof probeSchema>

/** A record without its tensors; `timeline` lists these, and an event tells of each new one. */
export const timelineEntrySchema = z.object({
  position: positionSchema,
  /** Seconds of training. */
  seconds: z.number(),
  /** Of each probe in their order. */
  probes: z.array(
    z.object({
      /** The likeliest label, tag of the last token, or what is written; a number as text. */
      answer: z.string(),
      probability: z.number().nullable(),
      loss: z.number().nullable(),
      /** Tokens before those that the record holds. */
      tokensLeftOut: z.int().min(0),
      /** Of each recurrent layer in their order: gradient norms by distance. */
      layers: z.array(
        z.object({
          layer: z.string(),
          direction: z.enum(['forward', 'backward']).nullable(),
          norms: z.array(z.number()),
          horizon: z.int().nullable(),
          /** Units after those that the record holds. */
          unitsLeftOut: z.int().min(0),
        }),
      ),
    }),
  ),
})
export type TimelineEntry = z.output<typeof timelineEntrySchema>

export interface Timeline {
  readonly probes: readonly Probe[]
  /** By step, earliest first. */
  readonly entries: readonly TimelineEntry[]
  /** Steps between two now; null before the first. */
  readonly every: number | null
  readonly bytes: number
}

/**
 * All of a record: for each probe the states and gates, gradients and prediction, as an inspection has them, of the last tokens and
 * the first units. What a layer read (`input`) has no columns and there are no `preActivations`: both would double its size.
 */
export interface TimelineRecord {
  readonly entry: TimelineEntry
  readonly probes: readonly Pick<Inspection, 'text' | 'source' | 'target' | 'layers' | 'outputs'>[]
}
