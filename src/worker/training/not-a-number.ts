// The sentence for a loss or gradient that is no longer a finite number.
import { divergenceWords } from '#shared/domain/divergence'
import { formatCount } from '#shared/domain/format'
import type { Experiment } from '#shared/experiment/schema'
import { failure, type Failure } from '#shared/protocol/result'

/** Where it happened, and what there is from before. */
export interface Divergence {
  readonly epoch: number
  readonly step: number
  /** Of the newest checkpoint; 0 for none. */
  readonly checkpointStep: number
  /** Whose model is kept; null for none. */
  readonly keptEpoch: number | null
}

/** `training-failed`, with where it happened, what usually mends it and what is kept. */
export function notANumber({ training }: Experiment, where: Divergence): Failure {
  const { epoch, step } = where
  return failure(
    'training-failed',
    `${divergenceWords} in epoch ${formatCount(epoch)}, step ${formatCount(step)}: the weights grew without bound. ` +
      `${cure(training, where.checkpointStep)} ${whatIsKept(where)}`.trim(),
  )
}

function cure({ optimizer, clipNorm }: Experiment['training'], checkpointStep: number): string {
  const { learningRate } = optimizer
  const lower = `Lower training.optimizer.learningRate (now ${learningRate}), for example to ${Number((learningRate / 10).toPrecision(2))}`
  const clip =
    clipNorm === null ? 'set training.clipNorm to 1' : `lower training.clipNorm (now ${clipNorm})`
  const goOn =
    checkpointStep === 0
      ? 'train again'
      : `go on from the checkpoint of step ${formatCount(checkpointStep)} or train again`
  return `${lower}, or ${clip}, and ${goOn}.`
}

function whatIsKept({ keptEpoch }: Divergence): string {
  return keptEpoch === null ? '' : `The model of epoch ${formatCount(keptEpoch)} is kept.`
}
