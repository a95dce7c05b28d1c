// Labels and probabilities of texts by a trained run.
import type { Prediction } from '#shared/domain/run'
import { success, type Result } from '#shared/protocol/result'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { tf } from '../backend'
import { releaseMasks } from '../model/dropout'
import { logitsOf, probabilitiesOf } from '../model/forward'
import { batchOfTexts } from '../text/batches'
import { encodeText } from '../text/encode'
import { createTokenizer } from '../text/tokenizer'
import { unknownId } from '../text/vocabulary'
import { withRun, type LoadedRun } from './load-run'

const batchSize = 128

/** One prediction per text, in their order. Fails with `run-unreadable`. */
export function predict(
  folder: string,
  texts: readonly string[],
): Promise<Result<readonly Prediction[]>> {
  return withRun(folder, async (run) => success(await predictTexts(run, texts)))
}

/** The predictions of a run that is loaded. */
export async function predictTexts(
  run: LoadedRun,
  texts: readonly string[],
): Promise<readonly Prediction[]> {
  const encoded = texts.map((text) => encodeText(text, run.vocabulary, run.experiment.text))
  const rows = new Map<number, Float32Array>()
  for (const group of groupsOf(encoded, run)) {
    const probabilities = probabilitiesOfGroup(run, encoded, group)
    for (const [index, row] of group.entries()) rows.set(row, probabilities[index])
    await nextTurn()
  }
  return texts.map((text, row) => describe(run, text, rows.get(row) ?? []))
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

function probabilitiesOfGroup(
  { model, experiment }: LoadedRun,
  encoded: readonly Int32Array[],
  group: readonly number[],
): Float32Array[] {
  const batch = batchOfTexts(
    group.map((row) => encoded[row]),
    experiment.text,
  )
  const [classes, values] = tf.tidy(() => {
    const ids = tf.tensor2d(batch.ids, [batch.rows, batch.length], 'int32')
    const probabilities = probabilitiesOf(logitsOf(model, ids, false)) // [batch, classes]
    return [probabilities.shape[1], probabilities.dataSync<'float32'>()]
  })
  releaseMasks(model)
  return group.map((_, index) => values.slice(index * classes, (index + 1) * classes))
}

function describe(run: LoadedRun, text: string, values: ArrayLike<number>): Prediction {
  const { labels, vocabulary, experiment } = run
  const probabilities = labels.map((label, index) => ({ label, probability: values[index] }))
  const best = probabilities.reduce((a, b) => (b.probability > a.probability ? b : a))
  const tokens = createTokenizer(experiment.text)(text)
  const unknown = unknownId(experiment.text.level)
  return {
    text,
    ...best,
    probabilities,
    tokens: tokens.length,
    unknown: tokens.filter((token) => vocabulary.idOf(token) === unknown).length,
  }
}
