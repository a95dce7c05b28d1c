// What is said of a run that holds.
import { describePosition } from '#shared/domain/position'
import type { RunView } from '../../state/run-view.svelte'

type Standing = Pick<RunView, 'record' | 'position' | 'pausedReason'>

/** "Paused at epoch 3, batch 41 of 157", or why it holds by itself. */
export function pausedLine({ record, position, pausedReason }: Standing): string {
  const reason = pausedReason ?? record.message
  if (reason) return reason
  return position ? `Paused at ${describePosition(position)}` : 'Paused before the first batch'
}
