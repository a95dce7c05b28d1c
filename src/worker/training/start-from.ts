// Training that begins with a run's weights in place of initial ones, and reads its data with that run's vocabulary and labels.
import type { LayersModel } from '@tensorflow/tfjs'
import { basename } from 'node:path'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { tf } from '../backend'
import { readWords, releaseRun, withRun } from '../inference/load-run'
import { loadRequestOf, type LoadRequest } from '../tasks/task'

/**
 * What the experiment asks of its data, with the words of the run that it starts from. Fails with `run-unreadable`.
 * @param own a folder that has them already, that of a run which is taken up; else null
 */
export async function startRequestOf(
  experiment: Experiment,
  own: string | null = null,
): Promise<Result<LoadRequest>> {
  const { startFrom } = experiment.training
  const request = loadRequestOf(experiment)
  if (startFrom === null) return success(request)
  const folder = own ?? startFrom
  const words = await readWords(folder, experiment.task)
  return words.ok ? success({ ...request, known: { folder, ...words.value } }) : words
}

/**
 * Copies the weights of the run that the experiment starts from into a fresh network, layer by layer in their order; null when they are
 * in it, or the experiment starts from initial ones. Fails with `run-unreadable`, or with `experiment-invalid`, naming the layer that has
 * other weights there.
 */
export async function takeStartWeights(
  model: LayersModel,
  { training: { startFrom } }: Experiment,
): Promise<Failure | null> {
  if (startFrom === null) return null
  const taken = await withRun(startFrom, (run) =>
    Promise.resolve(copyWeights(run.model, model, basename(startFrom))),
  )
  // Nobody else in this thread asks for it.
  releaseRun()
  return taken.ok ? null : taken
}

function copyWeights(from: LayersModel, to: LayersModel, run: string): Result<null> {
  const [sources, targets] = [from.weights, to.weights]
  const wrong = targets.findIndex(({ shape }, index) => !isSame(shape, sources[index]?.shape))
  if (wrong >= 0 || sources.length !== targets.length) {
    const target = targets[wrong] ?? targets[targets.length - 1]
    const there = sources[wrong]
      ? `[${sources[wrong].shape.join(', ')}]`
      : 'another number of weights'
    return failure(
      'experiment-invalid',
      `training.startFrom: the weight ${target.originalName} is [${target.shape.join(', ')}] here and ${there} in the run "${run}". Both need the same layers.`,
    )
  }
  tf.tidy(() => {
    for (const [index, target] of targets.entries()) {
      // Copied: what trains may change its weights in place.
      const values = sources[index].read().dataSync().slice()
      target.write(tf.tensor(values, sources[index].shape.map(Number), 'float32'))
    }
  })
  return success(null)
}

function isSame(one: readonly (number | null)[], other?: readonly (number | null)[]): boolean {
  return one.length === other?.length && one.every((size, axis) => size === other[axis])
}
