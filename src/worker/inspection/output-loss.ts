// What a network says at a step, and the loss of that: from where gradients start.
import {
  binaryCrossEntropy,
  binaryCrossEntropyOfLabels,
  crossEntropy,
  sigmoid,
  softmax,
  squaredError,
  type LossGradient,
} from '#shared/domain/reference/losses'
import { formatCount } from '#shared/domain/format'
import { failure, success, type Result } from '#shared/protocol/result'
import type { Subject } from './networks'
import { tokenIdOf, tokenName } from './read-text'
import { targetTextOf } from '#shared/experiment/text'

/** A loss with its gradient by the logits, and what it is of, in words after "the loss of". */
export interface OutputLoss extends LossGradient {
  readonly of: string
}

/** An output of which the loss is wanted. */
export interface AskedOutput {
  /** [width] */
  readonly logits: Float64Array
  /** Its place among the outputs, from 0, and how many there are. */
  readonly index: number
  readonly count: number
  /** The token after which it is said. */
  readonly after: string
  /** Of a decoder: the id that it wrote there or had to write; else null. */
  readonly written: number | null
}

/**
 * What logits come to: probabilities of the labels, tags or tokens, or of a number the one number that the model gives, standardised.
 * @param logits [width]
 */
export function answersOf({ experiment }: Subject, logits: Float64Array): Float64Array {
  if (experiment.task !== 'classification') return softmax(logits)
  switch (experiment.data.labelKind) {
    case 'number':
      return logits
    case 'labels':
      return logits.map(sigmoid)
    case 'class':
      return logits.length > 1
        ? softmax(logits)
        : Float64Array.of(sigmoid(-logits[0]), sigmoid(logits[0]))
  }
}

/**
 * The loss of an output against the right answer, or against what the model itself answers. Without an answer a number has no
 * loss: then it is the number itself, so that gradients tell what moves it.
 *
 * Fails with `data-unusable` for an answer that the model cannot give.
 */
export function outputLoss(
  subject: Subject,
  output: AskedOutput,
  answer: string | null,
): Result<OutputLoss> {
  switch (subject.experiment.task) {
    case 'classification':
      return classificationLoss(subject, output, answer)
    case 'tagging':
      return tagLoss(subject, output, answer)
    case 'language-model':
      return tokenLoss(subject, output, answer)
    case 'seq2seq':
      return writtenLoss(subject, output)
  }
}

function classificationLoss(
  subject: Subject,
  { logits }: AskedOutput,
  answer: string | null,
): Result<OutputLoss> {
  switch (subject.experiment.data.labelKind) {
    case 'number':
      return numberLoss(subject, logits, answer)
    case 'labels':
      return labelsLoss(subject, logits, answer)
    case 'class': {
      const label = labelId(subject, answer, () => largest(answersOf(subject, logits)), 'class')
      if (!label.ok) return label
      const id = label.value
      const loss =
        logits.length > 1 ? crossEntropy(logits, id) : binaryCrossEntropy(logits, id === 0 ? 0 : 1)
      return success({ ...loss, of: quoted(subject.labels[id]) })
    }
  }
}

function numberLoss(
  { scale }: Subject,
  logits: Float64Array,
  answer: string | null,
): Result<OutputLoss> {
  if (answer === null)
    return success({ loss: logits[0], gradient: Float64Array.of(1), of: 'the number itself' })
  const wanted = answer.trim() === '' ? Number.NaN : Number(answer)
  if (!Number.isFinite(wanted) || !scale)
    return unusable(`The right answer ${quoted(answer)} is no number; type one such as 3.5.`)
  const loss = squaredError(logits, (wanted - scale.mean) / scale.deviation)
  return success({ ...loss, of: `the number against ${wanted}` })
}

/** Several labels stand in an answer as in a cell of the data. */
function labelsLoss(
  subject: Subject,
  logits: Float64Array,
  answer: string | null,
): Result<OutputLoss> {
  const { labels, experiment } = subject
  const named =
    answer === null
      ? labels.filter((_, id) => logits[id] >= 0)
      : answer.split(experiment.data.labelSeparator).map((label) => label.trim())
  const chosen = named.filter((label) => label !== '')
  const strange = chosen.find((label) => !labels.includes(label))
  if (strange !== undefined) return noLabel(strange, labels, 'label')
  const wanted = labels.map((label) => (chosen.includes(label) ? 1 : 0))
  const of = chosen.length === 0 ? 'no label' : chosen.map(quoted).join(', ')
  return success({ ...binaryCrossEntropyOfLabels(logits, wanted), of })
}

/** An answer is one tag, or a tag for each token. */
function tagLoss(
  subject: Subject,
  { logits, index, count, after }: AskedOutput,
  answer: string | null,
): Result<OutputLoss> {
  const tags = answer?.trim().split(/\s+/) ?? []
  const own = tags.length === count ? tags[index] : answer
  const tag = labelId(subject, own, () => largest(logits), 'tag')
  if (!tag.ok) return tag
  const of = `${quoted(subject.labels[tag.value])} at ${quoted(after)}`
  return success({ ...crossEntropy(logits, tag.value), of })
}

/** Of a language model the right answer is the token that comes next. */
function tokenLoss(
  { vocabulary, experiment }: Subject,
  { logits, after }: AskedOutput,
  answer: string | null,
): Result<OutputLoss> {
  const id = answer === null ? largest(logits) : tokenIdOf(vocabulary, experiment.text, answer)
  if (id === null)
    return unusable(
      'The right answer has no token; type the token that comes next, or leave it out.',
    )
  const of = `${quoted(tokenName(vocabulary, id, experiment.text))} after ${quoted(after)}`
  return success({ ...crossEntropy(logits, id), of })
}

function writtenLoss(
  { targetVocabulary, vocabulary, experiment }: Subject,
  { logits, index, written }: AskedOutput,
): Result<OutputLoss> {
  const id = written ?? largest(logits)
  const name = tokenName(targetVocabulary ?? vocabulary, id, targetTextOf(experiment.text))
  const of = `${quoted(name)} as token ${formatCount(index + 1)} of what is written`
  return success({ ...crossEntropy(logits, id), of })
}

function labelId(
  { labels }: Subject,
  answer: string | null,
  own: () => number,
  kind: string,
): Result<number> {
  if (answer === null) return success(own())
  const id = labels.indexOf(answer.trim())
  return id < 0 ? noLabel(answer, labels, kind) : success(id)
}

function noLabel(answer: string, labels: readonly string[], kind: string): Result<never> {
  const shown = labels.slice(0, 12).map(quoted).join(', ')
  const more = labels.length > 12 ? ` and ${formatCount(labels.length - 12)} more` : ''
  return unusable(`${quoted(answer)} is no ${kind} of this run; it has ${shown}${more}.`)
}

/** The place of the largest value. */
export function largest(values: Float64Array): number {
  let best = 0
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index
  return best
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

function unusable(message: string): Result<never> {
  return failure('data-unusable', message)
}
