// Says what training will cost on this machine, from a few real steps.
import { summarizeModel } from '#shared/domain/model-summary'
import type { Forecast } from '#shared/domain/forecast'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { startBackend, tf } from '../backend'
import { availableKernels } from '../kernels/available'
import { withData } from '../loaded-data'
import { releaseMasks } from '../model/dropout'
import type { Learner, TaskData } from '../tasks/task'
import type { LoadControl } from '../text/control'
import { estimateStepBytes, findMemoryProblem, machineMemory } from './memory'
import { Optimizer } from './optimizers'
import { startRequestOf } from './start-from'
import { trainStep } from './step'

/** The first one allocates and is left out. */
const measuredSteps = 3

/**
 * Reads the data, trains two steps and forgets what they learned. Fails with the codes of the data,
 * `experiment-invalid` or `stopped`. What does not fit in memory is no failure but told as the refusal.
 */
export async function forecast(
  experiment: Experiment,
  control: LoadControl,
): Promise<Result<Forecast>> {
  const environment = await startBackend()
  const request = await startRequestOf(experiment)
  if (!request.ok) return request
  return withData(request.value, control, async (data): Promise<Result<Forecast>> => {
    const problem = data.findProblem(experiment)
    if (problem) return failure('experiment-invalid', problem.message, [problem])
    const { batchSize, epochs } = experiment.training
    const known = {
      parameters: summarizeModel(experiment).total,
      bytes: estimateStepBytes(experiment, data.longest, availableKernels(environment.backend)),
      availableBytes: machineMemory(),
      stepsPerEpoch: Math.ceil(data.training / batchSize),
      epochs,
    }
    const refusal = findMemoryProblem(experiment, data.longest)?.message ?? null
    const unmeasured = { measuredBytes: null, secondsPerStep: null, secondsPerEpoch: null }
    if (refusal !== null) return success({ ...known, ...unmeasured, refusal })
    const learner = data.createLearner(experiment)
    if (!learner.ok) return learner
    try {
      const secondsPerStep = await measure(learner.value, data, experiment, control)
      if (secondsPerStep === null) return failure('stopped', 'The forecast was stopped.')
      // A forward pass takes about a third of a training step.
      const validation = Math.ceil(data.validation / batchSize) / 3
      const secondsPerEpoch = secondsPerStep * (known.stepsPerEpoch + validation)
      const measuredBytes = process.memoryUsage.rss()
      return success({ ...known, measuredBytes, secondsPerStep, secondsPerEpoch, refusal })
    } finally {
      learner.value.dispose()
    }
  })
}

/** Median seconds of a step; null when stopped. */
async function measure(
  learner: Learner,
  data: TaskData,
  { training }: Experiment,
  control: LoadControl,
): Promise<number | null> {
  const optimizer = new Optimizer(training.optimizer)
  const { variables, masks } = learner
  const settings = { variables, optimizer, clipNorm: null, clipValue: null }
  const order = learner.order(1)
  const seconds: number[] = []
  try {
    for (let step = 1; step <= measuredSteps; step++) {
      if (control.isStopped()) return null
      const started = performance.now()
      masks.beginStep(step)
      const from = ((step - 1) * training.batchSize) % data.training
      const batch = learner.batch(order.subarray(from, from + training.batchSize))
      const { loss, accuracy } = trainStep(settings, batch, training.optimizer.learningRate)
      tf.dispose([loss, accuracy])
      seconds.push((performance.now() - started) / 1000)
      await nextTurn()
    }
  } finally {
    releaseMasks(learner.model)
    optimizer.dispose()
  }
  const counted = seconds.slice(1).sort((one, other) => one - other)
  return (counted[0] + counted[counted.length - 1]) / 2
}
