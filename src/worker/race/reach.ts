// How far back a network's loss reaches: gradient norms by distance from the last token, by the reference implementation.
import { summarizeModel } from '#shared/domain/model-summary'
import { backwardFrom, decodeAll } from '#shared/domain/reference/encoder-decoder'
import { backward, forward } from '#shared/domain/reference/network'
import type {
  NetworkGradients,
  NetworkTrace,
  ReferenceEncoderDecoder,
  ReferenceNetwork,
} from '#shared/domain/reference/types'
import type { Experiment } from '#shared/experiment/schema'
import { encoderDecoderOf, networkOf } from '../model/network-of'
import type { TaskData, ValidationExample } from '../tasks/task'
import { answerLoss } from './answer-loss'
import type { Lane } from './lane'

/** So many validation rows are looked at, evenly over all of them, for the longest. */
const candidates = 256
const mostExamples = 8
/** Longer ones are left out where there are shorter ones. */
const mostSteps = 512
/** Multiplications and additions for each variant and epoch: about a second. */
const budget = 5e8

/** A few long validation examples, the same for all variants; fewer of large networks. At least one. */
export function chooseExamples(
  data: TaskData,
  variants: readonly { readonly experiment: Experiment }[],
): readonly ValidationExample[] {
  const count = Math.min(candidates, data.validation)
  const found = Array.from({ length: count }, (_, index) =>
    data.validationExample(Math.floor((index * data.validation) / count)),
  )
  const short = found.filter(({ ids }) => ids.length <= mostSteps)
  const sorted =
    short.length > 0
      ? short.toSorted((one, other) => tokensOf(other) - tokensOf(one))
      : found.toSorted((one, other) => one.ids.length - other.ids.length)
  const perStep = Math.max(...variants.map(({ experiment }) => operationsOf(experiment)))
  const chosen: ValidationExample[] = []
  let spent = 0
  for (const example of sorted.slice(0, mostExamples)) {
    spent += perStep * (example.ids.length + (example.targetIds?.length ?? 0))
    if (chosen.length > 0 && spent > budget) break
    chosen.push(example)
  }
  return chosen
}

/** Forward and backward for one step: each weight but the table's is multiplied and added three times. */
function operationsOf(experiment: Experiment): number {
  const { layers } = summarizeModel(experiment)
  return layers.reduce((sum, { type, count }) => sum + (type === 'Embedding' ? 0 : 6 * count), 0)
}

function tokensOf({ ids, paddingBefore, paddingAfter }: ValidationExample): number {
  return ids.length - paddingBefore - paddingAfter
}

/**
 * Norms of dL/dh_t of the first recurrent layer, where it reads forward, by distance from the token it read last: the mean
 * over the examples, as far as the shortest of them goes. L is the loss of the last output. Empty of a network without such a layer.
 */
export function gradientReach(
  { learner: { model }, experiment }: Pick<Lane, 'learner' | 'experiment'>,
  examples: readonly ValidationExample[],
): number[] {
  const normsOf =
    experiment.task === 'seq2seq'
      ? encoderNorms(encoderDecoderOf(model, experiment))
      : networkNorms(networkOf(model, experiment))
  return meanByDistance(examples.map(normsOf))
}

type NormsOf = (example: ValidationExample) => number[]

function networkNorms(network: ReferenceNetwork): NormsOf {
  return (example) => {
    const trace = forward(network, example.ids)
    const { gradient } = answerLoss(lastLogits(trace), example.answer)
    return firstNorms(trace, backward(network, trace, trace.rows - 1, gradient), example)
  }
}

function encoderNorms(network: ReferenceEncoderDecoder): NormsOf {
  return (example) => {
    const trace = decodeAll(network, example.ids, example.targetIds ?? new Int32Array(1))
    const { gradient } = answerLoss(lastLogits(trace), example.answer)
    const { encoder } = backwardFrom(network, trace, trace.rows - 1, gradient)
    return firstNorms(trace.encoder, encoder, example)
  }
}

function lastLogits({
  logits,
  rows,
  width,
}: Pick<NetworkTrace, 'logits' | 'rows' | 'width'>): Float64Array {
  return logits.slice((rows - 1) * width)
}

function firstNorms(
  { recurrent }: Pick<NetworkTrace, 'recurrent'>,
  { hidden }: Pick<NetworkGradients, 'hidden'>,
  { ids, paddingBefore, paddingAfter }: ValidationExample,
): number[] {
  const index = recurrent.findIndex(({ direction }) => direction !== 'backward')
  if (index < 0) return []
  const { weights, trace } = recurrent[index]
  const norms: number[] = []
  for (let step = paddingBefore; step < ids.length - paddingAfter; step++)
    norms.push(lengthOf(hidden[index].subarray(step * weights.units, (step + 1) * weights.units)))
  return trace.goesBackwards ? norms : norms.reverse()
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
}

// Beyond the shortest of them the mean would be of other texts, and would jump.
function meanByDistance(curves: readonly (readonly number[])[]): number[] {
  const shortest = curves.length === 0 ? 0 : Math.min(...curves.map(({ length }) => length))
  return Array.from(
    { length: shortest },
    (_, distance) => curves.reduce((sum, curve) => sum + curve[distance], 0) / curves.length,
  )
}
