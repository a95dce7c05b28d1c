// The sentence for a loss or gradient that is no longer a finite number.
import { formatCount } from '#shared/domain/format'
import type { Experiment } from '#shared/experiment/schema'
import { failure, type Failure } from '#shared/protocol/result'

/** `training-failed`, with where it happened and what usually mends it. */
export function notANumber(experiment: Experiment, epoch: number, step: number): Failure {
  const { learningRate } = experiment.training.optimizer
  return failure(
    'training-failed',
    `The loss stopped being a number in epoch ${formatCount(epoch)}, step ${formatCount(step)}: the weights grew without bound. ` +
      `Lower training.optimizer.learningRate (now ${learningRate}), for example to ${Number((learningRate / 10).toPrecision(2))}, and train again.`,
  )
}
