// What is said of a run that can be taken up again.
import { formatCount } from '#shared/domain/format'
import { describePosition } from '#shared/domain/position'
import type { RunRecord } from '#shared/domain/run'

const states: Readonly<Record<RunRecord['state'], string>> = {
  running: 'Under way',
  paused: 'Paused',
  done: 'Ended',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
}

/** "Interrupted at epoch 3, batch 41 of 157. It goes on from there, up to epoch 10." */
export function resumeWords({
  record: { state, position, plannedEpochs },
}: {
  readonly record: Pick<RunRecord, 'state' | 'position' | 'plannedEpochs'>
}): string {
  if (!position) return `${states[state]}. It goes on from its last checkpoint.`
  const at = `${states[state]} at ${describePosition(position)}.`
  // What came after the last checkpoint is trained once more.
  const from = state === 'paused' || state === 'stopped' ? 'there' : 'the checkpoint there'
  return `${at} It goes on from ${from}, up to epoch ${formatCount(plannedEpochs)}.`
}
