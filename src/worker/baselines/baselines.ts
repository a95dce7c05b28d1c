// What a network is held against: the majority class, and a linear model on the bag of words.
import type { Baseline } from '#shared/domain/dataset'
import { pacer, type LoadControl } from '../text/control'
import type { EncodedDataset, EncodedRows } from '../text/encoded'
import { reservedIds } from '../text/vocabulary'
import { bagOfWords } from './bag-of-words'
import { LogisticRegression, type SparseRows } from './logistic-regression'

/** Bounds on the work, not on the time, so that the same data give the same result on every machine. */
const mostUpdates = 150_000_000
const mostWeights = 20_000_000
const mostEpochs = 10
/** Keras clips probabilities so in its cross-entropies, and so does the training loop. */
const smallest = 1e-7

/**
 * Trains the baselines on the training rows and measures them on the validation rows, in a few seconds.
 * When stopped, only those that were finished.
 */
export async function computeBaselines(
  dataset: EncodedDataset,
  control: LoadControl,
): Promise<readonly Baseline[]> {
  const classes = dataset.labels.length
  const majority = majorityBaseline(dataset.training.labels, dataset.validation.labels, classes)
  const linear = await bagOfWordsBaseline(dataset, control)
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
): Promise<Baseline | undefined> {
  const started = performance.now()
  const { training, validation, vocabulary } = dataset
  const classes = dataset.labels.length
  const reserved = reservedIds(vocabulary.level)
  const features = Math.max(
    1,
    Math.min(vocabulary.size - reserved, Math.floor(mostWeights / classes)),
  )
  const rows = bagOfWords(training, reserved, features)
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
  const scores = measure(model, bagOfWords(validation, reserved, features))
  return {
    name: 'bag-of-words',
    title: `Bag of ${vocabulary.level === 'word' ? 'words' : 'characters'}, logistic regression`,
    ...scores,
    seconds: secondsSince(started),
  }
}

/** Every row several times, unless so many tokens and classes would take too long. */
function stepsFor(rows: SparseRows, classes: number): number {
  const updatesPerRow = Math.max(1, (rows.features.length / rows.count) * classes)
  return Math.max(1, Math.min(mostEpochs * rows.count, Math.floor(mostUpdates / updatesPerRow)))
}

function measure(model: LogisticRegression, rows: SparseRows): Pick<Baseline, 'accuracy' | 'loss'> {
  let right = 0
  let loss = 0
  for (let row = 0; row < rows.count; row++) {
    const probabilities = model.predict(rows, row)
    const label = rows.labels[row]
    if (likeliest(probabilities) === label) right++
    loss -= Math.log(Math.max(smallest, probabilities[label]))
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
