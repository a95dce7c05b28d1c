// Goes on with a run at the newest of its checkpoints that the trainer can read.
import type { Failure, Result } from '#shared/protocol/result'
import type { TrainOutcome } from '#shared/protocol/trainer-api'
import type { RunSession } from './run-session'
import type { ResumePlan } from './runs/resume-run'

/** How the training of a session came out. */
export interface Trained {
  readonly session: RunSession
  readonly outcome: Result<TrainOutcome>
}

/**
 * Trains; a checkpoint that turns out to be damaged is passed over for the one before it.
 * @param newest a session that begins at the newest checkpoint of the plan
 * @param openAt makes one that begins at another, by its index in the plan
 */
export async function trainFromNewest(
  plan: ResumePlan,
  newest: RunSession,
  openAt: (index: number) => Promise<Result<RunSession>>,
): Promise<Trained> {
  let session = newest
  let outcome = await session.train()
  for (let index = plan.checkpoints.length - 2; index >= 0 && isRefused(outcome); index--) {
    session.run.log('warning', `${outcome.message} The checkpoint before it is tried.`)
    await session.handOver()
    const earlier = await openAt(index)
    if (!earlier.ok) return { session, outcome: earlier }
    session = earlier.value
    outcome = await session.train()
  }
  return { session, outcome }
}

/** The trainer could not read the checkpoint that it was to go on from. */
function isRefused(outcome: Result<TrainOutcome>): outcome is Failure {
  return !outcome.ok && outcome.code === 'run-unreadable'
}
