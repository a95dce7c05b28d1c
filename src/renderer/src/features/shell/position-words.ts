// Where a run stands, in words.
import { formatCount } from '#shared/domain/format'
import type { Position } from '#shared/domain/run'
import type { RunView } from '../../state/run-view.svelte'

/** "epoch 3, batch 41 of 157", or "epoch 3, before its first batch". */
export function positionWords({ epoch, stepInEpoch, stepsPerEpoch }: Position): string {
  if (stepInEpoch === 0) return `epoch ${formatCount(epoch)}, before its first batch`
  return `epoch ${formatCount(epoch)}, batch ${formatCount(stepInEpoch)} of ${formatCount(stepsPerEpoch)}`
}

type Standing = Pick<RunView, 'record' | 'position' | 'pausedReason'>

/** "Paused at epoch 3, batch 41 of 157", or why it holds by itself. */
export function pausedLine({ record, position, pausedReason }: Standing): string {
  const reason = pausedReason ?? record.message
  if (reason) return reason
  return position ? `Paused at ${positionWords(position)}` : 'Paused before the first batch'
}
