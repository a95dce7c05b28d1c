// Inputs with what the lab's model makes of them, to check an exported model in another runtime against.
import type { Tensor } from '@tensorflow/tfjs'
import { z } from 'zod'
import type { Prediction } from '#shared/domain/prediction'
import type { Generator } from '#shared/experiment/data'
import { tasks } from '#shared/experiment/schema'
import { targetTextOf, type TextOptions } from '#shared/experiment/text'
import { quoted } from '#shared/protocol/quoted'
import { failure, success, type Result } from '#shared/protocol/result'
import { tf } from '../../backend'
import { promptIds } from '../../generation/text-joiner'
import { Writer } from '../../generation/writer'
import { damaged } from '../../inference/read-file'
import type { LoadedRun } from '../../inference/load-run'
import type { ExportedModel } from '../exporter'
import { releaseMasks } from '../../model/dropout'
import { taskModule } from '../../tasks/index'
import { finished } from '../../tasks/seq2seq/data/encode-sequence'
import { generatePairs } from '../../tasks/seq2seq/generators/generate'
import { WordIds } from '../../tasks/tagging/word-ids'
import { batchOfTexts } from '../../text/batches'
import { joinTokens } from '../../text/detokenize'
import { encodeText, idsOf } from '../../text/encode'
import { createTokenizer } from '../../text/tokenizer'
import type { Vocabulary } from '../../text/vocabulary'

const vectorsFormat = 'unroll-test-vectors/2'

const ids = z.array(z.int().min(0)).min(1).max(100_000)
const inputsSchema = z.union([
  z.strictObject({ ids }),
  z.strictObject({ source: ids, target: ids }),
])
/** One example's token ids, as the model takes them: of an encoder-decoder the source, and what its decoder reads. */
export type ModelInputs = z.output<typeof inputsSchema>

/** What the model itself gives, before anything is made of it for people. */
const modelVectorSchema = z.object({
  inputs: inputsSchema,
  /** The steps whose outputs are given, from 0; null where the model has one output. */
  steps: z.array(z.int().min(0)).min(1).max(100_000).nullable(),
  /** After the last activation: a row for each of `steps`, else one row. */
  outputs: z.array(z.array(z.number()).min(1)).min(1),
})
export type ModelVector = z.output<typeof modelVectorSchema>

const vectorsSchema = z.object({
  format: z.literal(vectorsFormat),
  task: z.enum(tasks),
  /** What people see of the same, by task: text, probabilities, tags, what is written. */
  vectors: z
    .array(z.looseObject({ model: modelVectorSchema }))
    .min(1)
    .max(1000),
})
export type VectorsFile = z.output<typeof vectorsSchema>

/** Reads `test-vectors.json` of an exported folder, which may come from elsewhere. */
export function parseVectors(content: Uint8Array, file: string): Result<VectorsFile> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(content))
  } catch {
    return damaged(file, 'it is not JSON')
  }
  const parsed = vectorsSchema.safeParse(json)
  if (parsed.success) return success(parsed.data)
  const [issue] = parsed.error.issues
  return failure(
    'run-unreadable',
    `${file} is no list of test vectors that this version reads (${quoted(`${issue.path.join('.')}: ${issue.message}`)}). Export the run again.`,
  )
}

/** A text for models of English. */
export const englishText = 'A wonderful surprise from start to end.'

const reviews = [
  englishText,
  'Dull, slow and far too long; I wanted my evening back.',
  "It isn't bad at all!<br />Not perfect &amp; not cheap, but well worth it.",
  'Größe, naïve, 東京 - 42 % “quoted” words…',
  '',
]
/** So many tokens of the vocabulary are put together to texts that the model knows. */
const knownLength = 8
const writtenLength = 24
/** So many outputs of one vector are kept: of a large vocabulary not those of every step. */
const mostOutputs = 20_000

/** The vectors of a run. */
export async function testVectors(run: LoadedRun): Promise<Result<VectorsFile>> {
  const { task } = run.experiment
  const format = vectorsFormat
  if (task === 'language-model') return success({ format, task, vectors: writingVectors(run) })
  const texts = task === 'classification' ? reviews : knownTexts(run)
  const { predict } = await taskModule(task)
  const predictions = await predict(run, texts, { beams: 1 })
  if (!predictions.ok) return predictions
  const vectors = predictions.value.map((prediction) => vectorOf(run, prediction))
  return success({ format, task, vectors })
}

/** A source where the lab made the data, texts of the most frequent tokens, and one that is unknown. */
function knownTexts({ vocabulary, experiment }: LoadedRun): string[] {
  const { task, text, data } = experiment
  const first = task === 'tagging' ? firstWord(vocabulary, text) : vocabulary.reserved
  const known = vocabulary.tokens.slice(first, first + knownLength)
  // Tags are of tokens, which stand apart.
  const join = (some: readonly string[]): string =>
    task === 'tagging' ? some.join(' ') : joinTokens(some, text)
  const made = data.generator ? sourcesOf(data.generator, 1) : []
  return [...made, join(known), join(known.toReversed()), englishText]
}

/** Behind the shapes of words, unless there is nothing else. */
function firstWord(vocabulary: Vocabulary, text: TextOptions): number {
  const first = new WordIds(vocabulary, text).firstWord
  return first < vocabulary.tokens.length ? first : vocabulary.reserved
}

/** The first sources of data that the lab makes, each once. */
export function sourcesOf(generator: Generator, count: number): string[] {
  const sources = new Set<string>()
  for (const { source } of generatePairs(generator)) {
    sources.add(source)
    if (sources.size === count) break
  }
  return [...sources]
}

type Vector = VectorsFile['vectors'][number]

function vectorOf(run: LoadedRun, prediction: Prediction): Vector {
  const { text } = prediction
  const probabilitiesOf = (all: readonly { readonly probability: number }[]) =>
    all.map(({ probability }) => probability)
  switch (prediction.kind) {
    case 'class':
    case 'labels': {
      const read = paddedIds(run, text)
      const probabilities = probabilitiesOf(prediction.probabilities)
      return { text, ids: read, probabilities, model: modelVector(run, { ids: read }) }
    }
    case 'number': {
      const read = paddedIds(run, text)
      return { text, ids: read, value: prediction.value, model: modelVector(run, { ids: read }) }
    }
    case 'tags': {
      const tokens = prediction.tagged.map(({ token }) => token)
      const words = new WordIds(run.vocabulary, run.experiment.text)
      const read = tokens.map((token) => words.idOf(token))
      return {
        ...{ tokens, tags: prediction.tagged.map(({ tag }) => tag) },
        probabilities: probabilitiesOf(prediction.tagged),
        model: modelVector(run, { ids: read }),
      }
    }
    case 'sequence': {
      const { written, writtenTokens } = prediction
      return {
        ...{ text, written, probabilities: probabilitiesOf(writtenTokens) },
        model: modelVector(run, pairInputs(run, text, written)),
      }
    }
    case 'likelihood':
      throw new Error('a language model has vectors of its own')
  }
}

function paddedIds({ vocabulary, experiment }: LoadedRun, text: string): number[] {
  const sequence = encodeText(text, vocabulary, experiment.text)
  return [...batchOfTexts([sequence], experiment.text).ids]
}

/** A source, and the start with what was written for it. */
function pairInputs(run: LoadedRun, text: string, written: string): ModelInputs {
  const { experiment, vocabulary, targetVocabulary } = run
  if (!targetVocabulary) throw new Error('an encoder-decoder has a target vocabulary')
  const tokens = createTokenizer(experiment.text, vocabulary.merges)(text)
  const source = finished(idsOf(tokens, vocabulary), experiment.text, vocabulary)
  const targetText = targetTextOf(experiment.text)
  const target = createTokenizer(targetText, targetVocabulary.merges)(written)
  return {
    source: source.length > 0 ? [...source] : [0],
    target: [targetVocabulary.start ?? 0, ...idsOf(target, targetVocabulary)],
  }
}

/** Prompts, the probabilities of their tokens, and what is written after them when the most probable token is taken. */
function writingVectors(run: LoadedRun): Vector[] {
  const { vocabulary, experiment } = run
  return ['', ...knownTexts(run)].map((text) => {
    const read = [...promptIds(text, vocabulary, experiment.text)]
    return {
      ...{ text, ids: read },
      probabilities: readProbabilities(run, read),
      written: writtenIds(run, read),
      model: modelVector(run, { ids: read }),
    }
  })
}

/** Of each id but the first, after those before it. */
function readProbabilities(run: LoadedRun, read: readonly number[]): number[] {
  const { rows, width } = outputsOf(run, { ids: [...read] })
  return read.slice(1).map((id, place) => rows[place * width + id])
}

function writtenIds({ model, vocabulary, experiment }: LoadedRun, read: readonly number[]) {
  const writer = new Writer({ model, vocabulary, text: experiment.text, tied: false })
  const sampling = { temperature: 0, topK: null, topP: null, repetitionPenalty: 1, seed: 1 }
  const written: number[] = []
  writer.feed(read)
  while (written.length < writtenLength) {
    const { id } = writer.next(sampling)
    if (id < 0 || id === vocabulary.end) break
    written.push(id)
    writer.feed([id])
  }
  writer.dispose()
  return written
}

/** What the model gives for `inputs`, as the file has it. */
export function modelVector(run: LoadedRun, inputs: ModelInputs): ModelVector {
  const { rows, width, time } = outputsOf(run, inputs)
  const steps = time === null ? null : stepsOf(time, width)
  const outputs = (steps ?? [0]).map((step) =>
    Array.from(rows.subarray(step * width, (step + 1) * width), shortened),
  )
  return { inputs, steps, outputs }
}

/** All of them, or the last ones where there are too many outputs. */
function stepsOf(time: number, width: number): number[] {
  const count = Math.max(1, Math.min(time, Math.floor(mostOutputs / width)))
  return Array.from({ length: count }, (_, index) => time - count + index)
}

/** As few digits as tell a 32-bit number from its neighbours. */
function shortened(value: number): number {
  return Number(value.toPrecision(9))
}

interface Outputs {
  /** Row by row. */
  readonly rows: Float32Array
  readonly width: number
  /** Steps; null for a model with one output. */
  readonly time: number | null
}

function outputsOf({ model }: LoadedRun, inputs: ModelInputs): Outputs {
  const output = tf.tidy(() => {
    const tensors = Object.values(inputs).map((read) =>
      tf.tensor2d(read, [1, read.length], 'int32'),
    )
    return model.predict(tensors) as Tensor // one output
  })
  releaseMasks(model)
  const { shape } = output
  const rows = output.dataSync<'float32'>().slice()
  output.dispose()
  return { rows, width: shape[shape.length - 1], time: shape.length === 3 ? shape[1] : null }
}

/** The content of `test-vectors.json`. */
export function vectorsContent(vectors: VectorsFile): string {
  return `${JSON.stringify(vectors, null, 2)}\n`
}

/** A run on the lab's kernels, to be held against vectors as an exported model is. */
export function runAsExported(run: LoadedRun): ExportedModel {
  return {
    program: `Unroll on ${tf.getBackend()}`,
    compute: async (inputs, steps) => {
      const { rows, width } = outputsOf(run, inputs)
      return (steps ?? [0]).map((step) => rows.subarray(step * width, (step + 1) * width))
    },
    close: () => undefined,
  }
}
