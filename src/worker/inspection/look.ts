// Looks at what a network does with a text by the reference implementation: states, gates, answers and gradients.
import type {
  Axis,
  InspectedLayer,
  InspectedOutput,
  Inspection,
  InspectionRequest,
} from '#shared/domain/inside/inspection'
import { formatBytes, formatCount, formatScore } from '#shared/domain/format'
import { targetTextOf } from '#shared/experiment/text'
import { gatesOf } from '#shared/domain/inside/cells'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { mostProbable } from '../generation/sampler'
import { inspectedLayer } from './inspected-layer'
import { recurrentPlaces, type Networks, type Subject } from './networks'
import { answersOf, outputLoss, type OutputLoss } from './output-loss'
import { logitsAt, runPass, type OutputPlace, type Pass } from './pass'
import { prepareSurgery } from './prepare-surgery'
import { tokenName, type ReadText } from './read-text'

/** What is to be looked at; see `InspectionRequest`. */
export type LookOptions = Pick<InspectionRequest, 'answer' | 'output' | 'surgery'>

/** What an inspection says of the network itself. */
export interface Look {
  readonly source: Axis
  readonly target: Axis | null
  readonly layers: readonly InspectedLayer[]
  readonly outputs: readonly InspectedOutput[]
  readonly gradient: Inspection['gradient']
  readonly pass: Pass
}

/** The most labels or tokens that an output names. */
const mostNamed = 8
/** What traces of one text may take. */
const mostBytes = 600_000_000

/** A pass over a text, and the way back from the loss of one of its outputs. */
export interface GradientPass {
  readonly pass: Pass
  /** Index into the pass's outputs. */
  readonly output: number
  readonly loss: OutputLoss
  /** dL/dh_t of each of the pass's recurrent layers: [steps, units] */
  readonly gradients: readonly Float64Array[]
}

/**
 * Runs a network over a text that was read, and back from the loss of one output. Fails with `data-unusable` and a sentence for an
 * answer, an output or an operation that the network does not have.
 */
export function runThereAndBack(
  subject: Subject,
  networks: Networks,
  read: ReadText,
  { answer, output, surgery }: LookOptions,
): Result<GradientPass> {
  const tooLong = findTooLong(networks, read)
  if (tooLong) return tooLong
  const prepared = prepareSurgery(surgery, networks, read.axis)
  if (!prepared.ok) return prepared
  const pass = runPass(subject, networks, read, { surgery: prepared.value, answer })
  const index = output ?? pass.outputs.length - 1
  const loss = lossAt(subject, pass, index, answer)
  if (!loss.ok) return loss
  const gradients = pass.backward(pass.outputs[index].row, loss.value.gradient)
  return success({ pass, output: index, loss: loss.value, gradients })
}

/** The same as people look at it. Fails likewise. */
export function look(
  subject: Subject,
  networks: Networks,
  read: ReadText,
  options: LookOptions,
): Result<Look> {
  const found = runThereAndBack(subject, networks, read, options)
  if (!found.ok) return found
  const { pass, output, loss, gradients } = found.value
  return success({
    ...{ source: read.axis, target: pass.target?.axis ?? null, pass },
    layers: pass.recurrent.map((trace, index) =>
      inspectedLayer(trace, axisOf(pass, trace), gradients[index]),
    ),
    outputs: pass.outputs.map((place) => describeOutput(subject, pass, place)),
    gradient: { output, of: loss.of, loss: loss.loss },
  })
}

/** What a recurrent layer of a pass steps over. */
export function axisOf({ source, target }: Pass, { axis }: Pick<OutputPlace, 'axis'>): Axis {
  return (axis === 'target' && target ? target : source).axis
}

function lossAt(
  subject: Subject,
  pass: Pass,
  index: number,
  answer: string | null,
): Result<OutputLoss> {
  const place = pass.outputs[index] as OutputPlace | undefined // the index came from outside
  const count = pass.outputs.length
  if (!place)
    return failure(
      'data-unusable',
      `There is no output ${formatCount(index)}: this text has ${formatCount(count)}, counted from 0.`,
    )
  const after = axisOf(pass, place).tokens[place.at].token
  const { written } = place
  const logits = logitsAt(pass, place.row)
  return outputLoss(subject, { logits, index, count, after, written }, answer)
}

function describeOutput(
  subject: Subject,
  pass: Pass,
  { axis, at, row }: OutputPlace,
): InspectedOutput {
  const answers = answersOf(subject, logitsAt(pass, row))
  if (subject.scale) {
    const { mean, deviation } = subject.scale
    const label = formatScore(answers[0] * deviation + mean)
    return { axis, at, top: [{ label, probability: null }] }
  }
  const best = mostProbable(answers, mostNamed, () => true)
  const top = best.map((id) => ({ label: nameOf(subject, id), probability: answers[id] }))
  return { axis, at, top }
}

/** The label, tag or token of an id. */
function nameOf({ experiment, labels, vocabulary, targetVocabulary }: Subject, id: number): string {
  switch (experiment.task) {
    case 'classification':
    case 'tagging':
      return labels[id] ?? `id ${id}`
    case 'language-model':
      return tokenName(vocabulary, id, experiment.text)
    case 'seq2seq':
      return tokenName(targetVocabulary ?? vocabulary, id, targetTextOf(experiment.text))
  }
}

/** A trace holds x, h, c and two numbers for each gate of every unit and step, and the way back about as much. */
function findTooLong(networks: Networks, { ids }: ReadText): Failure | undefined {
  const numbers = recurrentPlaces(networks).reduce(
    (sum, { weights: { cell, inputs, units } }) =>
      sum + 2 * inputs + units * (4 + 2 * gatesOf[cell].length),
    0,
  )
  const bytes = numbers * ids.length * Float64Array.BYTES_PER_ELEMENT
  if (bytes <= mostBytes) return undefined
  return failure(
    'data-unusable',
    `The states of ${formatCount(ids.length)} steps would take ${formatBytes(bytes)}, more than the ${formatBytes(mostBytes)} that one text may take; look at a run with a shorter text.sequenceLength.`,
  )
}
