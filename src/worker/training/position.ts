// Where training stands, and where it stands after a step and after an epoch.
import type { Position } from '#shared/domain/run'

export function startOfRun(stepsPerEpoch: number): Position {
  return { step: 0, epoch: 1, stepInEpoch: 0, stepsPerEpoch }
}

export function afterStep(position: Position): Position {
  const { step, stepInEpoch } = position
  return { ...position, step: step + 1, stepInEpoch: stepInEpoch + 1 }
}

/** The start of the next epoch, once the epoch is measured; after the last one too. */
export function afterEpoch(position: Position): Position {
  return { ...position, epoch: position.epoch + 1, stepInEpoch: 0 }
}

/** Whether all steps of the epoch under way are done, so that it is to be measured. */
export function isTrained({ stepInEpoch, stepsPerEpoch }: Position): boolean {
  return stepInEpoch === stepsPerEpoch
}
