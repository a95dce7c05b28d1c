// A cell race: two to four variants of a network that train in lockstep on the same batches.
import { z } from 'zod'
import { storedEvaluationSchema } from '../evaluation'
import { headlineSchema } from '../headline'

export const raceRequestSchema = z.strictObject({
  /** For `stop` and the events. */
  requestId: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  /** Experiments that differ only in `model` (and `name`); the engine checks each and that they do. */
  variants: z
    .array(z.strictObject({ name: z.string().min(1).max(100), experiment: z.unknown() }))
    .min(2)
    .max(4),
})
export type RaceRequest = z.output<typeof raceRequestSchema>

const pointSchema = z.object({
  step: z.int(),
  /** Of each variant: means over the steps since the point before. */
  loss: z.array(z.number().nullable()),
  accuracy: z.array(z.number().nullable()),
  /** Milliseconds of a step. */
  milliseconds: z.array(z.number()),
})
export type RacePoint = z.output<typeof pointSchema>

const epochSchema = z.object({
  /** 0: before training, with gradient norms alone. */
  epoch: z.int(),
  step: z.int(),
  variants: z.array(
    z.object({
      loss: z.number().nullable(),
      accuracy: z.number().nullable(),
      valLoss: z.number().nullable(),
      valAccuracy: z.number().nullable(),
      extras: z.record(z.string(), z.number()),
      /** Of training so far, its own steps alone. */
      seconds: z.number(),
      /** Mean gradient norms by distance over the race's rows, of the first recurrent layer. */
      norms: z.array(z.number()),
      horizon: z.int().nullable(),
    }),
  ),
})
export type RaceEpoch = z.output<typeof epochSchema>

/** `races/<id>.json`. */
export const raceSchema = z.object({
  format: z.literal('unroll-race/1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
  name: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  message: z.string().nullable(),
  startedAt: z.string(),
  seconds: z.number(),
  data: z.string(),
  seed: z.int(),
  batchSize: z.int(),
  plannedEpochs: z.int(),
  stepsPerEpoch: z.int(),
  variants: z.array(
    z.object({
      name: z.string(),
      /** For "open as an experiment". */
      experiment: z.json(),
      parameters: z.int(),
      /** Why it dropped out, in a sentence; null while it did not. */
      message: z.string().nullable().default(null),
      headline: headlineSchema.nullable(),
      evaluation: storedEvaluationSchema.nullable(),
    }),
  ),
  points: z.array(pointSchema),
  epochs: z.array(epochSchema),
})
export type Race = z.output<typeof raceSchema>
export type RaceSummary = Omit<Race, 'points' | 'epochs'>
