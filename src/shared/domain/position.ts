// Where a run stands, in words.
import { formatCount } from './format'
import type { Position } from './run'

/** For example "epoch 3, batch 41 of 157"; between two epochs "the end of epoch 2". */
export function describePosition({ epoch, stepInEpoch, stepsPerEpoch }: Position): string {
  if (stepInEpoch === 0)
    return epoch === 1 ? 'the start' : `the end of epoch ${formatCount(epoch - 1)}`
  return `epoch ${formatCount(epoch)}, batch ${formatCount(stepInEpoch)} of ${formatCount(stepsPerEpoch)}`
}

/** Whether the last of `epochs` is trained and measured; what is measured stands at the beginning of the next. */
export function isAtEnd({ epoch }: Position, epochs: number): boolean {
  return epoch > epochs
}
