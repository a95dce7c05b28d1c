// What a network is held against: always the same answer, and a linear model on the bag of words.
import type { Baseline } from '#shared/domain/dataset'
import { plural } from '#shared/domain/format'
import { pacer, type LoadControl } from '../text/control'
import type { EncodedDataset, EncodedRows } from '../text/encoded'
import type { Targets } from '../text/targets'
import { bagOfWords, type FeatureOptions } from './bag-of-words'
import { LinearModel, type SparseRows } from './linear-model'
import { linearModelFor } from './linear-kinds'
import { mostSampledIds, sampleRows } from './sample-rows'
import { sameAnswerBaseline } from './same-answer'
import { createScores, type MeasuredScores } from './scores'

/** Bounds on the work, not on the time, so that the same data give the same result on every machine. */
const mostUpdates = 150_000_000
const mostWeights = 20_000_000
const mostEpochs = 10
const sampleSeed = 1
/** Validation rows that are features at the same time. */
const rowsAtOnce = 2048

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
  const { training, validation, targets, labels } = dataset
  const simple = sameAnswerBaseline(training.labels, validation.labels, targets, labels)
  const linear = await bagOfWordsBaseline(dataset, control, mostIds)
  return linear ? [simple, linear] : [simple]
}

/**
 * The baseline that needs no training rows, on rows that a model is evaluated on: the most frequent class of
 * these rows themselves, so the best that answering the same for every row can reach.
 */
export function evaluateBaselines(
  rows: EncodedRows,
  labels: readonly string[],
  targets: Targets = { kind: 'class' },
): readonly Baseline[] {
  return [sameAnswerBaseline(rows.labels, rows.labels, targets, labels)]
}

async function bagOfWordsBaseline(
  dataset: EncodedDataset,
  control: LoadControl,
  mostIds: number,
): Promise<Baseline | undefined> {
  const started = performance.now()
  const { training, vocabulary, targets, labels } = dataset
  const { outputs, title, ...kind } = linearModelFor(targets, labels)
  const { reserved } = vocabulary
  const features = Math.max(
    1,
    Math.min(vocabulary.size - reserved, Math.floor(mostWeights / outputs)),
  )
  const chosen = sampleRows(training, sampleSeed, mostIds)
  const rows = bagOfWords(training, chosen, { reserved, features })
  const model = new LinearModel({
    ...{ ...kind, features, outputs },
    steps: stepsFor(rows, outputs),
    learningRate: 0.5,
    decay: 1e-5,
    seed: 1,
  })
  const pace = pacer(control)
  const finished = await model.train(rows, (done, total) =>
    pace(() => ({ phase: 'baselines', done, total, unit: 'rows' })),
  )
  if (!finished) return undefined
  const scores = await measure(model, dataset, { reserved, features }, control)
  if (!scores) return undefined
  const units = { word: 'words', character: 'characters', bpe: 'pieces' }[vocabulary.level]
  const sampled = chosen.length < training.count ? ` on ${plural(chosen.length, 'drawn row')}` : ''
  return {
    name: 'bag-of-words',
    title: `Bag of ${units}, ${title}${sampled}`,
    ...scores,
    seconds: (performance.now() - started) / 1000,
  }
}

/** Every row several times, unless so many tokens and outputs would take too long. */
function stepsFor(rows: SparseRows, outputs: number): number {
  const updatesPerRow = Math.max(1, (rows.features.length / rows.count) * outputs)
  return Math.max(1, Math.min(mostEpochs * rows.count, Math.floor(mostUpdates / updatesPerRow)))
}

/** A piece of the validation rows at a time; undefined when stopped. */
async function measure(
  model: LinearModel,
  { validation: rows, targets, labels }: EncodedDataset,
  options: FeatureOptions,
  control: LoadControl,
): Promise<MeasuredScores | undefined> {
  const pace = pacer(control)
  const scores = createScores(targets, labels)
  for (let from = 0; from < rows.count; from += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, rows.count - from)
    const piece = bagOfWords(
      rows,
      Int32Array.from({ length }, (_, index) => from + index),
      options,
    )
    for (let row = 0; row < length; row++) scores.add(model.predict(piece, row), piece.labels[row])
    const progress = { phase: 'baselines', done: from, total: rows.count, unit: 'rows' } as const
    if (await pace(() => progress)) return undefined
  }
  return scores.finish()
}
