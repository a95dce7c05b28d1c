// Inputs with what the lab's model makes of them, to check an exported model in another runtime against.
import type { Prediction } from '#shared/domain/prediction'
import { success, type Result } from '#shared/protocol/result'
import { tf } from '../backend'
import { promptIds } from '../generation/text-joiner'
import { Writer } from '../generation/writer'
import type { LoadedRun } from '../inference/load-run'
import { releaseMasks } from '../model/dropout'
import { sequenceLogitsOf } from '../model/forward'
import { taskModule } from '../tasks/index'
import { batchOfTexts } from '../text/batches'
import { joinTokens } from '../text/detokenize'
import { encodeText } from '../text/encode'
import { readmeText } from './readme'

const reviews = [
  readmeText,
  'Dull, slow and far too long; I wanted my evening back.',
  "It isn't bad at all!<br />Not perfect &amp; not cheap, but well worth it.",
  'Größe, naïve, 東京 - 42 % “quoted” words…',
  '',
]
/** So many tokens of the vocabulary are put together to texts that the model knows. */
const knownLength = 8
const writtenLength = 24

/** `test-vectors.json`. */
export async function testVectors(run: LoadedRun): Promise<Result<object>> {
  const { task } = run.experiment
  const format = 'unroll-test-vectors/1'
  if (task === 'language-model') return success({ format, task, vectors: writingVectors(run) })
  const texts = task === 'classification' ? reviews : knownTexts(run)
  const { predict } = await taskModule(task)
  const predictions = await predict(run, texts, { beams: 1 })
  if (!predictions.ok) return predictions
  const vectors = predictions.value.map((prediction) => vectorOf(run, prediction))
  return success({ format, task, labels: run.labels, vectors })
}

/** Texts of the most frequent tokens, and one that is unknown. */
function knownTexts({ vocabulary, experiment }: LoadedRun): string[] {
  const { reserved, tokens } = vocabulary
  const known = tokens.slice(reserved, reserved + knownLength)
  // Tags are of tokens, which stand apart.
  const join = (some: readonly string[]): string =>
    experiment.task === 'tagging' ? some.join(' ') : joinTokens(some, experiment.text)
  return [join(known), join(known.toReversed()), readmeText]
}

function vectorOf(run: LoadedRun, prediction: Prediction): object {
  const { text } = prediction
  switch (prediction.kind) {
    case 'class':
    case 'labels':
      return {
        ...{ text, ids: paddedIds(run, text) },
        probabilities: prediction.probabilities.map(({ probability }) => probability),
      }
    case 'number':
      return { text, ids: paddedIds(run, text), value: prediction.value }
    case 'tags':
      return {
        tokens: prediction.tagged.map(({ token }) => token),
        tags: prediction.tagged.map(({ tag }) => tag),
        probabilities: prediction.tagged.map(({ probability }) => probability),
      }
    case 'sequence':
      return {
        ...{ text, written: prediction.written },
        probabilities: prediction.writtenTokens.map(({ probability }) => probability),
      }
    case 'likelihood':
      return {
        text,
        probabilities: prediction.probabilities.map(({ probability }) => probability),
      }
  }
}

function paddedIds({ vocabulary, experiment }: LoadedRun, text: string): number[] {
  const sequence = encodeText(text, vocabulary, experiment.text)
  return [...batchOfTexts([sequence], experiment.text).ids]
}

/** Prompts, the probabilities of their tokens, and what is written after them when the most probable token is taken. */
function writingVectors(run: LoadedRun): object[] {
  const { vocabulary, experiment } = run
  return ['', ...knownTexts(run)].map((text) => {
    const ids = promptIds(text, vocabulary, experiment.text)
    return { text, ids, probabilities: readProbabilities(run, ids), written: writtenIds(run, ids) }
  })
}

/** Of each id but the first, after those before it. */
function readProbabilities({ model }: LoadedRun, ids: readonly number[]): number[] {
  const values = tf.tidy(() => {
    const input = tf.tensor2d([...ids], [1, ids.length], 'int32')
    return tf.softmax(sequenceLogitsOf(model, input, false)).arraySync() as number[][][] // three axes
  })
  releaseMasks(model)
  return ids.slice(1).map((id, place) => values[0][place][id])
}

function writtenIds(
  { model, vocabulary, experiment }: LoadedRun,
  ids: readonly number[],
): number[] {
  const writer = new Writer({ model, vocabulary, text: experiment.text, tied: false })
  const sampling = { temperature: 0, topK: null, topP: null, repetitionPenalty: 1, seed: 1 }
  const written: number[] = []
  writer.feed(ids)
  while (written.length < writtenLength) {
    const { id } = writer.next(sampling)
    if (id < 0 || id === vocabulary.end) break
    written.push(id)
    writer.feed([id])
  }
  writer.dispose()
  return written
}
