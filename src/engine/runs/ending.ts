// How a run's record reads when it has ended.
import { describePosition } from '#shared/domain/position'
import type { RunRecord } from '#shared/domain/run'
import type { Failure, Result } from '#shared/protocol/result'
import type { TrainOutcome } from '#shared/protocol/trainer-api'

/** `for-later`: its lab closes, and it goes on when a person says so. */
export type Ending = 'for-good' | 'for-later'

/**
 * What changes in the record.
 *
 * @param unwritten why a file of the run could not be written, if so
 */
export function endingOf(
  record: RunRecord,
  outcome: Result<TrainOutcome>,
  ending: Ending,
  unwritten: Failure | null,
): Partial<RunRecord> {
  if (ending === 'for-later') return { state: 'paused', message: null }
  const finishedAt = new Date().toISOString()
  if (unwritten && unwritten.code !== 'disk-full')
    return { state: 'failed', finishedAt, message: unwritten.message }
  if (outcome.ok) {
    const { state, message, seconds } = outcome.value
    return {
      state,
      finishedAt,
      seconds: Math.max(seconds, record.seconds),
      message: unwritten?.message ?? message,
    }
  }
  return { finishedAt, ...endingAfter(outcome, record) }
}

/** The log's last line. */
export function sentenceOf({ state, epochs, position, message }: RunRecord): string {
  const reason = message ? ` ${message}` : ''
  switch (state) {
    case 'done':
      return `Done after ${count(epochs, 'epoch')}.${reason}`
    case 'paused':
      return `The lab was closed; paused${position ? ` at ${describePosition(position)}` : ''}.`
    case 'stopped':
      return `Stopped after ${count(epochs, 'whole epoch')}.${reason}`
    case 'interrupted':
      return `Interrupted.${reason}`
    default:
      return `Failed.${reason}`
  }
}

function endingAfter(
  { code, message }: Failure,
  { position }: RunRecord,
): Pick<RunRecord, 'state' | 'message'> {
  if (code === 'stopped') return { state: 'stopped', message }
  if (code !== 'trainer-died') return { state: 'failed', message }
  const way = position ? ` It can go on from ${describePosition(position)}.` : ''
  return { state: 'interrupted', message: `${message}${way}` }
}

function count(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`
}
