// How far back the loss reaches: gradient norms of chosen texts at several snapshots.
import { z } from 'zod'
import type { Direction } from './cells'
import { snapshotSchema, type SnapshotChoice } from './inspection'

export const gradientFlowRequestSchema = z.strictObject({
  /** For progress events and `stop`. */
  requestId: z.string().min(1).max(100),
  /** Texts with their right answers, as in an inspection. */
  texts: z
    .array(
      z.strictObject({
        text: z.string().max(1_000_000),
        answer: z.string().max(100_000).nullable().default(null),
      }),
    )
    .min(1)
    .max(50),
  snapshots: z.array(snapshotSchema).min(1).max(100),
})
export type GradientFlowRequest = z.output<typeof gradientFlowRequestSchema>

export interface GradientCurve {
  readonly snapshot: SnapshotChoice
  readonly layer: string
  readonly direction: Direction
  /** By distance from the output in tokens: the mean over the texts that are that long. */
  readonly norms: readonly number[]
  /** Of the mean curve, in steps; null: beyond the texts. */
  readonly horizon: number | null
}

export interface GradientFlow {
  readonly curves: readonly GradientCurve[]
  readonly texts: number
}
