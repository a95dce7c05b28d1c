// What in the data moves a unit: the tokens and contexts where its state changes most.
import { z } from 'zod'
import type { Direction } from './cells'

export const activityRequestSchema = z.strictObject({
  /** For progress events and `stop`. */
  requestId: z.string().min(1).max(100),
  layer: z.string().min(1).max(100),
  direction: z.enum(['forward', 'backward']).nullable().default(null),
  unit: z.int().min(0).max(1_000_000),
  /** How many texts of the data are read, drawn with the run's seed. */
  texts: z.int().min(1).max(10_000).default(200),
})
export type ActivityRequest = z.output<typeof activityRequestSchema>

/** A place where the unit moved far. */
export interface ActivityContext {
  /** Up to 8 tokens before, the token, up to 4 after. */
  readonly before: readonly string[]
  readonly token: string
  readonly after: readonly string[]
  /** h_t of the unit before and after the token. */
  readonly from: number
  readonly to: number
}

export interface UnitActivity {
  readonly layer: string
  readonly direction: Direction
  readonly unit: number
  /** Read, and left unread when it was stopped. */
  readonly texts: number
  readonly isComplete: boolean
  /** The places of the largest rise and fall of h_t, largest first, at most 20 each. */
  readonly rises: readonly ActivityContext[]
  readonly falls: readonly ActivityContext[]
  /** Tokens seen at least 3 times by their mean change of h_t, the strongest first, at most 20 each way. */
  readonly risingTokens: readonly TokenEffect[]
  readonly fallingTokens: readonly TokenEffect[]
}

export interface TokenEffect {
  readonly token: string
  readonly count: number
  readonly meanChange: number
}
