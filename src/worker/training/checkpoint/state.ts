// Everything that training needs to go on as if it had never stopped, beside the weights and the optimizer's numbers.
import { z } from 'zod'
import { earlyStoppingStateSchema } from '#shared/domain/early-stopping'
import { storedEvaluationSchema } from '#shared/domain/evaluation'
import { scheduleStateSchema } from '#shared/domain/learning-rate'
import { realSchema } from '#shared/domain/real'
import { keptEpochSchema, positionSchema } from '#shared/domain/run'
import { fingerprintSchema } from './fingerprint'

export const checkpointFormat = 'unroll-checkpoint/1'

/** An epoch's model that the run keeps, and how it did on the validation rows. */
export const keptModelSchema = z.object({
  kept: keptEpochSchema,
  evaluation: storedEvaluationSchema,
})
export type KeptEvaluation = z.output<typeof keptModelSchema>

/**
 * The order of the rows and the dropout masks are not here: they follow from the seed, the epoch and the step.
 * The epoch of the position is not measured yet when all its steps are done; once it is, the position is the next one's start.
 */
export const checkpointStateSchema = z.object({
  position: positionSchema,
  /** Of the epoch under way: each step's mean times its weight, and the weights; older checkpoints lack these, which were rows. */
  sums: z.object({ loss: z.number(), accuracy: realSchema, weight: z.number().optional() }),
  /** Of the epoch under way. */
  epochSeconds: z.number().min(0),
  /** Of the run. */
  seconds: z.number().min(0),
  optimizer: z.object({ type: z.string(), step: z.int().min(0) }),
  schedule: scheduleStateSchema,
  earlyStopping: earlyStoppingStateSchema.nullable(),
  kept: keptModelSchema.nullable(),
  data: fingerprintSchema,
})
export type CheckpointState = z.output<typeof checkpointStateSchema>
