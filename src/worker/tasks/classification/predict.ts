// What a trained classification run answers to texts: a class, labels, or a number.
import type { Tensor2D } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type {
  ClassPrediction,
  LabelProbability,
  LabelsPrediction,
  NumberPrediction,
} from '#shared/domain/prediction'
import { tf } from '../../backend'
import type { LoadedRun } from '../../inference/load-run'
import { releaseMasks } from '../../model/dropout'
import { logitsOf, probabilitiesOf } from '../../model/forward'
import { batchOfTexts } from '../../text/batches'
import { encodeText } from '../../text/encode'
import { createTokenizer } from '../../text/tokenizer'

export type ClassificationPrediction = ClassPrediction | LabelsPrediction | NumberPrediction

const batchSize = 128

/** One prediction for each text, in their order. */
export async function predictTexts(
  run: LoadedRun,
  texts: readonly string[],
): Promise<readonly ClassificationPrediction[]> {
  const encoded = texts.map((text) => encodeText(text, run.vocabulary, run.experiment.text))
  const rows = new Map<number, Float32Array>()
  for (const group of groupsOf(encoded, run)) {
    const answers = answersOfGroup(run, encoded, group)
    for (const [index, row] of group.entries()) rows.set(row, answers[index])
    await nextTurn()
  }
  return texts.map((text, row) =>
    describePrediction(run, text, rows.get(row) ?? new Float32Array()),
  )
}

// Without a fixed length only texts of the same length share a batch, so that no text is padded for another.
function groupsOf(encoded: readonly Int32Array[], { experiment }: LoadedRun): number[][] {
  const free = experiment.text.sequenceLength === null
  const byLength = new Map<number, number[]>()
  for (const [row, { length }] of encoded.entries()) {
    const key = free ? length : 0
    byLength.set(key, [...(byLength.get(key) ?? []), row])
  }
  return [...byLength.values()].flatMap((rows) =>
    Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, index) =>
      rows.slice(index * batchSize, (index + 1) * batchSize),
    ),
  )
}

function answersOfGroup(
  run: LoadedRun,
  encoded: readonly Int32Array[],
  group: readonly number[],
): Float32Array[] {
  const { model, experiment } = run
  const batch = batchOfTexts(
    group.map((row) => encoded[row]),
    experiment.text,
  )
  const [width, values] = tf.tidy(() => {
    const ids = tf.tensor2d(batch.ids, [batch.rows, batch.length], 'int32')
    const answers = answersOfLogits(run, logitsOf(model, ids, false)) // [batch, width]
    return [answers.shape[1], answers.dataSync<'float32'>()]
  })
  releaseMasks(model)
  return group.map((_, index) => values.slice(index * width, (index + 1) * width))
}

/** Probabilities of the labels, or the standardised number. Call it inside a tidy. */
export function answersOfLogits(
  { experiment }: Pick<LoadedRun, 'experiment'>,
  logits: Tensor2D,
): Tensor2D {
  switch (experiment.data.labelKind) {
    case 'class':
      return probabilitiesOf(logits)
    case 'labels':
      return tf.sigmoid(logits)
    case 'number':
      return logits
  }
}

/** The prediction of a text from probabilities by label, or from the standardised number. */
export function describePrediction(
  run: Pick<LoadedRun, 'labels' | 'vocabulary' | 'experiment' | 'scale'>,
  text: string,
  values: Float32Array,
): ClassificationPrediction {
  const { labels, vocabulary, experiment, scale } = run
  const tokens = createTokenizer(experiment.text, vocabulary.merges)(text)
  const unknown = tokens.filter((token) => vocabulary.idOf(token) === vocabulary.unknown).length
  const read = { text, tokens: tokens.length, unknown }
  if (scale !== null) {
    return { kind: 'number', ...read, value: values[0] * scale.deviation + scale.mean }
  }
  const probabilities = labels.map((label, index) => ({ label, probability: values[index] }))
  return experiment.data.labelKind === 'labels'
    ? { kind: 'labels', ...read, labels: likelyLabels(probabilities), probabilities }
    : { kind: 'class', ...read, ...likeliest(probabilities), probabilities }
}

function likelyLabels(probabilities: readonly LabelProbability[]): string[] {
  return probabilities.filter((one) => one.probability >= 0.5).map((one) => one.label)
}

function likeliest(probabilities: readonly LabelProbability[]): LabelProbability {
  return probabilities.reduce((a, b) => (b.probability > a.probability ? b : a))
}
