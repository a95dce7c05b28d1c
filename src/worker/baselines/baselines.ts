// What a network is held against: the majority class, and a linear model on the bag of words.
import type { Baseline } from '#shared/domain/dataset'
import { plural } from '#shared/domain/format'
import { pacer, type LoadControl } from '../text/control'
import type { EncodedDataset, EncodedRows } from '../text/encoded'
import { reservedIds } from '../text/vocabulary'
import { bagOfWords, type FeatureOptions } from './bag-of-words'
import { LogisticRegression, type SparseRows } from './logistic-regression'
import { mostSampledIds, sampleRows } from './sample-rows'

/** Bounds on the work, not on the time, so that the same data give the same result on every machine. */
const mostUpdates = 150_000_000
const mostWeights = 20_000_000
const mostEpochs = 10
const sampleSeed = 1
/** Validation rows that are features at the same time. */
const rowsAtOnce = 2048
/** Keras clips probabilities so in its cross-entropies, and so does the training loop. */
const smallest = 1e-7

/**
 * Trains the baselines on the training rows and measures them on the validation rows, in a few seconds.
 * When stopped, only those that were finished. Of data that do not stay in memory the linear model sees a sample,
 * and its title says so.
 * @param mostIds token ids of training rows beyond which rows are drawn
 */
export async function computeBaselines(
  dataset: EncodedDataset,
  control: LoadControl,
  mostIds = mostSampledIds,
): Promise<readonly Baseline[]> {
  const classes = dataset.labels.length
  const majority = majorityBaseline(dataset.training.labels, dataset.validation.labels, classes)
  const linear = await bagOfWordsBaseline(dataset, control, mostIds)
  return linear ? [majority, linear] : [majority]
}

/**
 * The baseline that needs no training rows, on rows that a model is evaluated on: the most frequent class of
 * these rows themselves, so the best that answering the same for every row can reach.
 */
export function evaluateBaselines(
  rows: EncodedRows,
  labels: readonly string[],
): readonly Baseline[] {
  return [majorityBaseline(rows.labels, rows.labels, labels.length)]
}

/** Always answers the most frequent class of `known`, with the classes' shares as probabilities. */
function majorityBaseline(known: Int32Array, measured: Int32Array, classes: number): Baseline {
  const started = performance.now()
  const counts = new Int32Array(classes)
  for (const label of known) counts[label]++
  const majority = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0))
  let right = 0
  let loss = 0
  for (const label of measured) {
    if (label === majority) right++
    loss -= Math.log(Math.max(smallest, counts[label] / known.length))
  }
  return {
    name: 'majority',
    title: 'Majority class',
    accuracy: right / measured.length,
    loss: loss / measured.length,
    seconds: secondsSince(started),
  }
}

async function bagOfWordsBaseline(
  dataset: EncodedDataset,
  control: LoadControl,
  mostIds: number,
): Promise<Baseline | undefined> {
  const started = performance.now()
  const { training, validation, vocabulary } = dataset
  const classes = dataset.labels.length
  const reserved = reservedIds(vocabulary.level)
  const features = Math.max(
    1,
    Math.min(vocabulary.size - reserved, Math.floor(mostWeights / classes)),
  )
  const chosen = sampleRows(training, sampleSeed, mostIds)
  const rows = bagOfWords(training, chosen, { reserved, features })
  const model = new LogisticRegression({
    features,
    classes,
    steps: stepsFor(rows, classes),
    learningRate: 0.5,
    decay: 1e-5,
    seed: 1,
  })
  const pace = pacer(control)
  const finished = await model.train(rows, (done, total) =>
    pace(() => ({ phase: 'baselines', done, total, unit: 'rows' })),
  )
  if (!finished) return undefined
  const scores = await measure(model, validation, { reserved, features }, control)
  if (!scores) return undefined
  const kind = vocabulary.level === 'word' ? 'words' : 'characters'
  const sampled = chosen.length < training.count ? ` on ${plural(chosen.length, 'drawn row')}` : ''
  return {
    name: 'bag-of-words',
    title: `Bag of ${kind}, logistic regression${sampled}`,
    ...scores,
    seconds: secondsSince(started),
  }
}

/** Every row several times, unless so many tokens and classes would take too long. */
function stepsFor(rows: SparseRows, classes: number): number {
  const updatesPerRow = Math.max(1, (rows.features.length / rows.count) * classes)
  return Math.max(1, Math.min(mostEpochs * rows.count, Math.floor(mostUpdates / updatesPerRow)))
}

/** A piece of the rows at a time; undefined when stopped. */
async function measure(
  model: LogisticRegression,
  rows: EncodedRows,
  options: FeatureOptions,
  control: LoadControl,
): Promise<Pick<Baseline, 'accuracy' | 'loss'> | undefined> {
  const pace = pacer(control)
  let right = 0
  let loss = 0
  for (let from = 0; from < rows.count; from += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, rows.count - from)
    const piece = bagOfWords(
      rows,
      Int32Array.from({ length }, (_, index) => from + index),
      options,
    )
    for (let row = 0; row < length; row++) {
      const probabilities = model.predict(piece, row)
      const label = piece.labels[row]
      if (likeliest(probabilities) === label) right++
      loss -= Math.log(Math.max(smallest, probabilities[label]))
    }
    const progress = { phase: 'baselines', done: from, total: rows.count, unit: 'rows' } as const
    if (await pace(() => progress)) return undefined
  }
  return { accuracy: right / rows.count, loss: loss / rows.count }
}

function likeliest(probabilities: Float64Array): number {
  let best = 0
  for (let label = 1; label < probabilities.length; label++)
    if (probabilities[label] > probabilities[best]) best = label
  return best
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000
}
