// What an attribution explains: one output of a run's own model as a function of its embedded text.
import type { LayersModel, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import type { AttributionRequest } from '#shared/domain/inside/words'
import { formatCount, plural } from '#shared/domain/format'
import { targetTextOf } from '#shared/experiment/text'
import { failure, success, type Result } from '#shared/protocol/result'
import { tf } from '../backend'
import { outputLogits } from '../generation/forward-from-state'
import type { LoadedRun } from '../inference/load-run'
import { decode, encodeEmbedded, networkOf, type Network } from '../tasks/seq2seq/network/network'
import { writeGreedily } from '../tasks/seq2seq/writing/write-greedily'
import { neverWritten, writingLimit } from '../tasks/seq2seq/writing/written'
import type { Vocabulary } from '../text/vocabulary'
import { readText, targetTokens, tokenName, type ReadText } from './read-text'

export interface ExplainedOutput {
  readonly read: ReadText
  /** What the network's Embedding gives for the steps of the text: [steps, width] */
  readonly embedded: Float32Array
  /** What it gives for padding: [width] */
  readonly padding: Float32Array
  readonly width: number
  /**
   * The log probability of each label, or the number in the unit of the data, for several versions of the embedded text. Runs on what
   * the model itself runs on; differentiable; call it inside a tidy.
   * @param embedded [batch, steps, width]
   * @returns [batch, labels]
   */
  logProbabilities(embedded: Tensor3D): Tensor2D
  /** The names of the labels in their order; null of a number. */
  readonly labels: ((id: number) => string) | null
  /** Added before the likeliest is taken: what is never written. [labels] */
  readonly allowed: readonly number[] | null
}

type Asked = Pick<AttributionRequest, 'text' | 'answer' | 'output'>

/** Fails with `data-unusable` for a text without tokens and an output that there is not. */
export function explainOutput(run: LoadedRun, asked: Asked): Result<ExplainedOutput> {
  const read = readText(run, asked.text)
  if (!read.ok) return read
  const { task } = run.experiment
  if (task === 'seq2seq') return explainWritten(run, read.value, asked)
  const outputs = task === 'classification' ? 1 : read.value.axis.tokens.length
  const output = placeOf(asked.output, outputs)
  if (!output.ok) return output
  const base = embeddedText(run, read.value)
  if (task === 'classification') return success({ ...base, ...explainLabel(run) })
  const row = read.value.axis.paddingBefore + output.value
  return success({ ...base, ...explainStep(run, row) })
}

type Embedded = Pick<ExplainedOutput, 'read' | 'embedded' | 'padding' | 'width'>
type Answer = Pick<ExplainedOutput, 'logProbabilities' | 'labels' | 'allowed'>

/** The first layer of every model is the Embedding that the text goes through. */
function embeddedText({ model, experiment }: LoadedRun, read: ReadText): Embedded {
  const first =
    experiment.task === 'seq2seq' ? networkOf(model, experiment.model).encoder[0] : model.layers[0]
  const table = first.weights[0].read() // an Embedding's one weight: [vocabulary, width]
  const width = table.shape[1] ?? 0
  const values = table.dataSync<'float32'>()
  const embedded = new Float32Array(read.ids.length * width)
  for (const [step, id] of read.ids.entries())
    embedded.set(values.subarray(id * width, (id + 1) * width), step * width)
  return { read, embedded, padding: values.slice(0, width), width }
}

function placeOf(asked: number | null, outputs: number): Result<number> {
  const place = asked ?? outputs - 1
  if (place >= 0 && place < outputs) return success(place)
  return failure(
    'data-unusable',
    `There is no output ${formatCount(place)}: this text has ${plural(outputs, 'output')}, counted from 0.`,
  )
}

function explainLabel(run: LoadedRun): Answer {
  const { model, labels, scale, experiment } = run
  const logitsOf = (embedded: Tensor3D) =>
    outputLogits(model, through(model, embedded) as Tensor2D, false) // findProblems saw to the rank
  if (experiment.data.labelKind === 'number') {
    const { mean, deviation } = scale ?? { mean: 0, deviation: 1 }
    const number = (embedded: Tensor3D): Tensor2D =>
      tf.add(tf.mul(logitsOf(embedded), deviation), mean)
    return { logProbabilities: number, labels: null, allowed: null }
  }
  const isEach = experiment.data.labelKind === 'labels'
  return {
    logProbabilities: (embedded) => logOf(logitsOf(embedded), isEach),
    labels: (id) => labels[id],
    allowed: null,
  }
}

/** @param isEach whether each logit is of a label of its own, by a sigmoid */
function logOf(logits: Tensor2D, isEach: boolean): Tensor2D {
  if (isEach) return logSigmoid(logits)
  if (logits.shape[1] > 1) return tf.logSoftmax(logits)
  return tf.concat([logSigmoid(tf.neg(logits)), logSigmoid(logits)], 1)
}

// tf.logSigmoid's own gradient reads a tensor that is gone by then.
function logSigmoid(logits: Tensor2D): Tensor2D {
  return tf.neg(tf.softplus(tf.neg(logits)))
}

/** Of a tagger or a language model: the answer at one step. */
function explainStep(run: LoadedRun, row: number): Answer {
  const { model, experiment, vocabulary, labels } = run
  const isWriting = experiment.task === 'language-model'
  const logProbabilities = (embedded: Tensor3D): Tensor2D => {
    // A language model reads forwards alone: what comes after the step cannot matter.
    const [batch, , width] = embedded.shape
    const seen = isWriting ? tf.slice(embedded, [0, 0, 0], [batch, row + 1, width]) : embedded
    const features = through(model, seen)
    const at = tf.slice(features, [0, row, 0], [batch, 1, -1])
    const flat: Tensor2D = tf.reshape(at, [batch, at.size / batch])
    return tf.logSoftmax(outputLogits(model, flat, experiment.model.tieEmbeddings))
  }
  const name = (id: number) => (isWriting ? tokenName(vocabulary, id, experiment.text) : labels[id])
  return { logProbabilities, labels: name, allowed: null }
}

/** From the Embedding to what the last layer reads. */
function through({ layers }: LayersModel, embedded: Tensor): Tensor {
  return layers
    .slice(1, -1)
    .reduce((input, layer) => layer.apply(input, { training: false }) as Tensor, embedded) // one tensor in, one tensor out
}

/** Of an encoder-decoder: the token at one target step, after those before it. */
function explainWritten(
  run: LoadedRun,
  read: ReadText,
  { answer, output }: Asked,
): Result<ExplainedOutput> {
  const target = run.targetVocabulary
  if (!target) return failure('run-unreadable', 'This run has no target vocabulary.')
  const network = networkOf(run.model, run.experiment.model)
  const written = answer === null ? write(run, network, target, read) : targetTokens(run, answer)
  const place = placeOf(output, written.length)
  if (!place.ok) return place
  const given = [target.start ?? 0, ...written].slice(0, place.value + 1)
  const text = targetTextOf(run.experiment.text)
  return success({
    ...embeddedText(run, read),
    logProbabilities: (embedded) => logTargets(network, read.ids, given, embedded),
    labels: (id) => tokenName(target, id, text),
    allowed: neverWrittenOf(target, network),
  })
}

function write(
  { experiment }: LoadedRun,
  network: Network,
  target: Vocabulary,
  { ids }: ReadText,
): readonly number[] {
  const limits = [writingLimit(experiment.text, ids.length)]
  return writeGreedily(network, target, { ids, length: ids.length, limits })[0].ids
}

function neverWrittenOf(target: Vocabulary, { decoder }: Network): number[] {
  const units = decoder[decoder.length - 1].outputShape
  const width = Array.isArray(units[0]) ? 0 : (units[units.length - 1] ?? 0)
  return tf.tidy(() => Array.from(neverWritten(target, Number(width)).dataSync()))
}

/** @param given the start and what was written before */
function logTargets(
  network: Network,
  source: Int32Array,
  given: readonly number[],
  embedded: Tensor3D,
): Tensor2D {
  const [batch] = embedded.shape
  const sources = tf.tile(tf.tensor2d(source, [1, source.length], 'int32'), [batch, 1])
  const targets = tf.tile(tf.tensor2d([...given], [1, given.length], 'int32'), [batch, 1])
  const { logits } = decode(network, targets, encodeEmbedded(network, sources, embedded), false)
  const width = logits.shape[2]
  const last = tf.slice(logits, [0, given.length - 1, 0], [batch, 1, width])
  const flat: Tensor2D = tf.reshape(last, [batch, width])
  return tf.logSoftmax(flat)
}
