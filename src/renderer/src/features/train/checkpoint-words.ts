// Where training stood at a checkpoint, in words.
import { formatCount } from '#shared/domain/format'
import type { Position } from '#shared/domain/run'

/** "After epoch 5", "Epoch 6, batch 41 of 157". */
export function whereOf({ epoch, stepInEpoch, stepsPerEpoch }: Position): string {
  if (stepInEpoch > 0)
    return `Epoch ${formatCount(epoch)}, batch ${formatCount(stepInEpoch)} of ${formatCount(stepsPerEpoch)}`
  return epoch === 1 ? 'At the start' : `After epoch ${formatCount(epoch - 1)}`
}
