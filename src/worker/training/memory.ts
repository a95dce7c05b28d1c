// Estimates what a training step needs, since native TensorFlow ends the process when memory runs out.
import { totalmem } from 'node:os'
import { formatBytes, formatCount } from '#shared/domain/format'
import { summarizeModel } from '#shared/domain/model-summary'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { failure, type Failure } from '#shared/protocol/result'

const bytesPerNumber = 4

// Numbers that a step of tfjs's layers holds at its height, forward and backward pass together, for each unit (and
// input), row and time step: two thirds of what tf.profile counts, which is what the process grows by.
const keptPerUnit = { SimpleRNN: 18, LSTM: 64, GRU: 60 } as const
const keptPerInput = 6

/**
 * The failure when training needs clearly more than this machine has; undefined when it may fit.
 * @param length tokens of the longest batch
 */
export function findMemoryProblem(
  experiment: Experiment,
  length: number,
  available = machineMemory(),
): Failure | undefined {
  const needed = estimateStepBytes(experiment, length)
  if (needed <= available) return undefined
  const { batchSize } = experiment.training
  return failure(
    'experiment-invalid',
    `A training step would need about ${formatBytes(needed)} of memory and this machine has ${formatBytes(available)}. ` +
      `Lower training.batchSize (${formatCount(batchSize)}), text.sequenceLength (${formatCount(length)} tokens) or the layers' units.`,
  )
}

/** About how many bytes the weights, their gradients and slots, and the activations of one step take. */
function estimateStepBytes(experiment: Experiment, length: number): number {
  const summary = summarizeModel(experiment)
  const rows = experiment.training.batchSize * length
  const activations = experiment.model.layers.reduce((sum, layer, index) => {
    const inputs = summary.layers[index - 1]?.outputShape[2] ?? 0
    const outputs = summary.layers[index]?.outputShape[2] ?? 0
    return sum + rows * keptNumbers(layer, inputs, outputs)
  }, 0)
  // The weights, their gradients, two slots and two numbers on the way.
  return bytesPerNumber * (6 * summary.total + activations)
}

/** Per row and time step; vectors without a time axis do not count beside sequences. */
function keptNumbers(layer: LayerSpec, inputs: number, outputs: number): number {
  switch (layer.type) {
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return layer.units * keptPerUnit[layer.type] + inputs * keptPerInput
    case 'Bidirectional':
      return 2 * keptNumbers(layer.layer, inputs, outputs)
    default:
      return 3 * outputs
  }
}

/** The failure for an error that TensorFlow or V8 threw for want of memory; undefined for any other error. */
export function outOfMemory(experiment: Experiment, error: unknown): Failure | undefined {
  const reason = error instanceof Error ? error.message : String(error)
  if (!/OOM when allocating|resource exhausted|allocation failed|bad_alloc/i.test(reason)) {
    return undefined
  }
  return failure(
    'training-failed',
    `Memory ran out in a training step. Lower training.batchSize (${formatCount(experiment.training.batchSize)}), text.sequenceLength or the layers' units.`,
  )
}

function machineMemory(): number {
  // What a container or control group allows, where there is one; 0 or a huge number where there is none.
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
