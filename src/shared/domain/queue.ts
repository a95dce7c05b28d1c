// The queue: experiments that wait for their turn to train, and runs that wait to be taken up again.
import { z } from 'zod'
import { groupSchema } from './run'

export const queueFormat = 'unroll-queue/1'

const waiting = {
  /** Names the entry; not the run's id, which comes when it starts. */
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  addedAt: z.string(),
}

export const queueEntrySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('experiment'),
    ...waiting,
    /** Checked again when its turn comes. */
    experiment: z.json(),
    group: groupSchema.nullable(),
    settings: z.record(z.string(), z.json()),
  }),
  /** A run to go on with from its last checkpoint. */
  z.object({ type: z.literal('resume'), ...waiting, run: z.string().min(1).max(4096) }),
])
export type QueueEntry = z.output<typeof queueEntrySchema>

/** `queue.json`: rewritten at each change. */
export const queueSchema = z.object({
  format: z.literal(queueFormat),
  entries: z.array(queueEntrySchema).max(10_000),
})

export interface QueueState {
  readonly entries: readonly QueueEntry[]
  /** Nothing starts until a person lets it go on: after a start of the lab, or when they held it. */
  readonly isHeld: boolean
  /** Why it is held by itself, or what became of a damaged queue, for people. */
  readonly notice?: string
}
