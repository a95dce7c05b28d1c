// Estimates what a training step needs, since native TensorFlow ends the process when memory runs out.
import { availableParallelism, totalmem } from 'node:os'
import { formatBytes, formatCount } from '#shared/domain/format'
import { summarizeModel, type ModelSummary } from '#shared/domain/model-summary'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import type { Experiment } from '#shared/experiment/schema'
import { failure, type Failure } from '#shared/protocol/result'
import { tf } from '../backend'
import { mostThreads } from '../kernels/addon'
import { availableKernels } from '../kernels/available'
import { chooseKernels, type AvailableKernels, type Implementation } from '../kernels/choose'
import { recurrenceOfSpec } from '../kernels/layer-table'
import type { Cell } from '../kernels/recurrence'

const bytesPerNumber = 4

/** Numbers that a step holds at its height, forward and backward pass together, for each row and time step. */
interface Kept {
  /** For each unit, and for each number of the layer's input. */
  readonly unit: Readonly<Record<Cell, number>>
  readonly input: number
  /** For each unit that a layer passes on as a sequence: the output and its gradient, on both sides of tfjs. */
  readonly passedOn: number
  /** Units and inputs are stored in rows of a multiple of so many. */
  readonly rowOf: number
}

// By the growth of a process in its steps (peak resident memory less that after a step of next to nothing), at two ratios
// of units to inputs, rounded up. The own kernels keep the states, an LSTM's four or a GRU's three gates and the input;
// BlockLSTMV2 seven tensors for each step, for a SimpleRNN as well; tfjs every result of every
// operation, which varies by a third.
const kept: Readonly<Record<Implementation, Kept>> = {
  native: { unit: { SimpleRNN: 1.25, LSTM: 6.5, GRU: 4.5 }, input: 1.25, passedOn: 8, rowOf: 16 },
  tensorflow: { unit: { SimpleRNN: 15, LSTM: 14, GRU: 9 }, input: 3.5, passedOn: 6, rowOf: 1 },
  stock: { unit: { SimpleRNN: 18, LSTM: 64, GRU: 70 }, input: 16, passedOn: 4, rowOf: 1 },
}

/**
 * The failure when training needs clearly more than this machine has; undefined when it may fit.
 * @param length tokens of the longest batch
 * @param available bytes
 * @param kernels what recurrent layers can run on; those of this thread when not given
 */
export function findMemoryProblem(
  experiment: Experiment,
  length: number,
  available = machineMemory(),
  kernels = availableKernels(tf.getBackend()),
): Failure | undefined {
  const needed = estimateStepBytes(experiment, length, kernels)
  if (needed <= available) return undefined
  const { batchSize } = experiment.training
  return failure(
    'experiment-invalid',
    `A training step would need about ${formatBytes(needed)} of memory and this machine has ${formatBytes(available)}. ` +
      `Lower training.batchSize (${formatCount(batchSize)}), text.sequenceLength (${formatCount(length)} tokens) or the layers' units.`,
  )
}

/** About how many bytes the weights, their gradients and slots, and the activations of one step take. */
export function estimateStepBytes(
  experiment: Experiment,
  length: number,
  kernels: AvailableKernels,
): number {
  const summary = summarizeModel(experiment)
  const { layers, decoder } = experiment.model
  const widthOf = (index: number) => summary.layers[index]?.outputShape[2] ?? 0
  const numbers = (layer: LayerSpec, row: number) =>
    keptNumbers(layer, widthOf(row - 1), widthOf(row), kernels)
  const first = summary.layers.findIndex(({ part }) => part === 'decoder')
  const perStep =
    layers.reduce((sum, layer, index) => sum + numbers(layer, index), 0) +
    (decoder?.layers ?? []).reduce((sum, layer, index) => sum + numbers(layer, first + index), 0)
  const activations = experiment.training.batchSize * length * perStep
  // The weights, their gradients, two slots and two numbers on the way.
  const weights = 6 * summary.total + embeddingCopies(experiment, summary, kernels)
  return bytesPerNumber * (weights + activations)
}

/** Per row and time step; vectors without a time axis do not count beside sequences. */
function keptNumbers(
  layer: LayerSpec,
  inputs: number,
  outputs: number,
  kernels: AvailableKernels,
): number {
  switch (layer.type) {
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU': {
      const { unit, input, passedOn, rowOf } = kept[implementationOf(layer, kernels)]
      const padded = (size: number) => Math.ceil(size / rowOf) * rowOf
      const sequence = layer.returnSequences ? layer.units * passedOn : 0
      return padded(layer.units) * unit[layer.type] + padded(inputs) * input + sequence
    }
    case 'Bidirectional':
      return 2 * keptNumbers(layer.layer, inputs, outputs, kernels)
    default:
      return 3 * outputs
  }
}

function implementationOf(layer: RecurrentSpec, kernels: AvailableKernels): Implementation {
  return chooseKernels(recurrenceOfSpec(layer), kernels).implementation
}

/** The own kernels add up an embedding's gradient in a copy for each thread. */
function embeddingCopies(
  { model: { layers } }: Experiment,
  summary: ModelSummary,
  kernels: AvailableKernels,
): number {
  const [embedding, next] = layers
  const recurrent = next?.type === 'Bidirectional' ? next.layer : next
  if (embedding?.type !== 'Embedding' || !recurrent || !isRecurrent(recurrent)) return 0
  if (implementationOf(recurrent, kernels) !== 'native') return 0
  return summary.layers[0].count * Math.min(availableParallelism(), mostThreads)
}

function isRecurrent(layer: LayerSpec): layer is RecurrentSpec {
  return layer.type === 'SimpleRNN' || layer.type === 'LSTM' || layer.type === 'GRU'
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

/** What a process may take, in bytes. */
export function machineMemory(): number {
  // What a container or control group allows, where there is one; 0 or a huge number where there is none.
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
