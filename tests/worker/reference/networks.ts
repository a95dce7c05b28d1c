// Models of the lab with weights that are nowhere zero, and how far the reference's numbers are from theirs.
import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs'
import { expect } from 'vitest'
import { backwardFrom, decodeAll } from '#shared/domain/reference/encoder-decoder'
import { crossEntropy } from '#shared/domain/reference/losses'
import { backward, forward } from '#shared/domain/reference/network'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment, ExperimentInput } from '#shared/experiment/schema'
import { tf } from '../../../src/worker/backend'
import { logitsFromState } from '../../../src/worker/generation/forward-from-state'
import { encoderDecoderOf, networkOf } from '../../../src/worker/model/network-of'
import { buildModel } from '../../../src/worker/model/build'
import { logitsOf, sequenceLogitsOf } from '../../../src/worker/model/forward'
import { buildNetwork } from '../../../src/worker/tasks/seq2seq/network/build'
import * as seq2seq from '../../../src/worker/tasks/seq2seq/network/network'
import { trainableVariables } from '../../../src/worker/training/step'
import { numbers } from '../kernels/layer-pair'

export interface Differences {
  /** Of any logit, as a share of the largest where that is over 1. */
  readonly logits: number
  /** Of any number of dL/d(embedded), as a share of the largest; null where tfjs cannot tell. */
  readonly gradients: number | null
}

export function experimentOf(input: ExperimentInput): Experiment {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

/**
 * Reference against the lab's kernels.
 * @param ids each but 0 once, so that a row of the Embedding's gradient is that of a step
 */
export function compare(experiment: Experiment, ids: readonly number[]): Differences {
  if (experiment.task === 'seq2seq') return comparePair(experiment, ids)
  const { model } = buildModel(experiment)
  shake(model)
  const network = networkOf(model, experiment)
  const steps = Int32Array.from(ids)
  const trace = forward(network, steps)
  const { rows, width } = trace
  const run = () => modelLogits(model, experiment, tf.tensor2d([...ids], [1, ids.length], 'int32'))
  const logits = tf.tidy(() => run().dataSync())
  const row = Math.max(0, rows - 2)
  const { gradient } = lossGradient(trace.logits.subarray(row * width, (row + 1) * width))
  const { embedded } = backward(network, trace, row, gradient)
  const differences = {
    logits: apart(trace.logits, logits),
    gradients: !isGradientKnown(experiment)
      ? null
      : gradientsApart(model, 0, run, row, [steps, embedded]),
  }
  model.dispose()
  return differences
}

/** A tied output adds to the Embedding's gradient; tfjs has none of a LayerNormalization that only scales or only shifts. */
function isGradientKnown({ model }: Experiment): boolean {
  const normalizations = model.layers.map((layer) => ('layer' in layer ? layer.layer : layer))
  const isHalf = normalizations.some(
    (layer) => layer.type === 'LayerNormalization' && !(layer.center && layer.scale),
  )
  return !isHalf && !model.tieEmbeddings
}

function modelLogits(
  model: LayersModel,
  { task, model: options }: Experiment,
  ids: Tensor,
): Tensor {
  if (task === 'classification') return logitsOf(model, ids, false)
  if (task === 'tagging') return tf.squeeze(sequenceLogitsOf(model, ids, false), [0])
  return tf.squeeze(logitsFromState(model, ids, null, false, options.tieEmbeddings).logits, [0])
}

function comparePair(experiment: Experiment, ids: readonly number[]): Differences {
  const { model } = buildNetwork(experiment)
  shake(model)
  const network = encoderDecoderOf(model, experiment)
  const target = [1, 4, 2, 6, 5]
  const own = seq2seq.networkOf(model, experiment.model)
  const run = () => {
    const [source, written] = [[...ids], target].map((each) =>
      tf.tensor2d(each, [1, each.length], 'int32'),
    )
    const encoded = seq2seq.encode(own, source, false)
    return tf.squeeze(seq2seq.decode(own, written, encoded, false).logits, [0])
  }
  const [sourceIds, targetIds] = [Int32Array.from(ids), Int32Array.from(target)]
  const trace = decodeAll(network, sourceIds, targetIds)
  const { width } = trace
  const row = 3
  const { gradient } = lossGradient(trace.logits.subarray(row * width, (row + 1) * width))
  const back = backwardFrom(network, trace, row, gradient)
  const embeddings = model.layers.flatMap((layer, index) =>
    layer.getClassName() === 'Embedding' && layer.trainable ? [index] : [],
  )
  const first = model.layers.indexOf(own.encoder[0])
  const second = model.layers.indexOf(own.decoder[0])
  expect(embeddings).toEqual(expect.arrayContaining([first, second]))
  const differences = {
    logits: apart(
      trace.logits,
      tf.tidy(() => run().dataSync()),
    ),
    gradients: Math.max(
      gradientsApart(model, first, run, row, [sourceIds, back.encoder.embedded]),
      gradientsApart(model, second, run, row, [targetIds, back.decoder.embedded]),
    ),
  }
  model.dispose()
  return differences
}

/** Cross-entropy of the last class, or of a single unit its own value as the loss. */
function lossGradient(logits: Float64Array) {
  return logits.length === 1
    ? { loss: logits[0], gradient: Float64Array.of(1) }
    : crossEntropy(logits, logits.length - 1)
}

function gradientsApart(
  model: LayersModel,
  embedding: number,
  run: () => Tensor,
  row: number,
  [ids, expected]: readonly [Int32Array, Float64Array],
): number {
  const [variable] = model.layers[embedding].trainableWeights.map((weight) => weight.read())
  const { grads, value } = tf.variableGrads(() => {
    const logits = tf.slice(run(), [row, 0], [1, -1])
    const width = logits.shape[1] ?? 1
    if (width === 1) return tf.sum(logits)
    return tf.neg(tf.sum(tf.slice(tf.logSoftmax(logits), [0, width - 1], [1, 1])))
  }, [variable as Variable]) // what is trained is a variable
  const [gradient] = Object.values(grads)
  const table = gradient.dataSync()
  const width = gradient.shape[1] ?? 1
  tf.dispose([grads, value])
  let [most, scale] = [0, 1e-3]
  for (const [step, id] of ids.entries()) {
    if (id === 0) continue
    for (let column = 0; column < width; column++) {
      const [one, other] = [expected[step * width + column], table[id * width + column]]
      most = Math.max(most, Math.abs(one - other))
      scale = Math.max(scale, Math.abs(other))
    }
  }
  return most / scale
}

/** Adds seeded numbers to all that is trained: biases begin as zeros otherwise. */
function shake(model: LayersModel): void {
  for (const [index, variable] of trainableVariables(model).entries()) {
    const moved = tf.tidy(() => {
      const more = tf.mul(numbers(variable.shape, 500 + index), 0.1)
      return tf.add(variable, more)
    })
    const assigned = variable as Variable // as above
    assigned.assign(moved)
    moved.dispose()
  }
}

function apart(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length)
  let [most, scale] = [0, 1]
  for (let at = 0; at < one.length; at++) {
    const distance = Math.abs(one[at] - other[at])
    most = Math.max(most, Number.isNaN(distance) ? Infinity : distance)
    scale = Math.max(scale, Math.abs(other[at]))
  }
  return most / scale
}
