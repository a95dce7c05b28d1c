// The exported folder of every task runs in another process with plain tfjs and gives what the lab gives.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseExperiment } from '#shared/experiment/parse'
import type { ExperimentInput } from '#shared/experiment/schema'
import { startBackend, tf } from '../../../src/worker/backend'
import { exportAs } from './runs'
import { releaseRun } from '../../../src/worker/inference/load-run'
import { trainIn } from '../trained-run'

const run = promisify(execFile)
/** Each case trains, and starts a process that loads tfjs. */
const patience = 180_000

let folder = ''
beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-export-tasks-'))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
})
afterEach(releaseRun)
afterAll(() => rm(folder, { recursive: true, force: true }))

const numbers = z.array(z.number())
type Numbers = readonly number[]

interface Case {
  readonly data: readonly [name: string, content: string]
  readonly experiment: Omit<ExperimentInput, 'data' | 'training'> & {
    readonly data?: Partial<ExperimentInput['data']>
  }
  /** Prints an answer for each vector, as a list of lists; `vectors` are there, and what the README's lines make. */
  readonly script: string
  /** What it should print. */
  expected(vector: unknown): { readonly numbers: Numbers; readonly words: readonly string[] }
}

const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('')

const words = ['one', 'two', 'three', 'four', 'five', 'six']
const wordAt = (index: number): string => words[index % words.length]

const softmax = (units: number) =>
  ({ type: 'TimeDistributed', layer: { type: 'Dense', units, activation: 'softmax' } }) as const
const probabilities = z.object({ probabilities: numbers })
const taggedSchema = z.object({ tags: z.array(z.string()), tokens: z.array(z.string()) })

// Whatever is drawn from the most probable token alone is what is written at temperature 0.
const writing = `vectors.map(({ text }) => {
  const written = (options) => write(text, { length: 24, ...options }).tokens.map(({ id }) => id).join(' ')
  return [read(text), [written({ temperature: 0 }), written({ topK: 1 }), written({ topP: 1e-9 })]]
})`

function expectedWriting(vector: unknown) {
  const written = z.object({ written: numbers }).parse(vector).written.join(' ')
  return { numbers: probabilities.parse(vector).probabilities, words: [written, written, written] }
}

const cases: Record<string, Case> = {
  'several labels a text': {
    data: [
      'data.csv',
      `text,label\n${rows(60, (index) => `${wordAt(index)} ${wordAt(index * 5)},"${['a', 'b', 'a,b', 'c'][index % 4]}"`)}`,
    ],
    experiment: {
      task: 'classification',
      data: { labelKind: 'labels' },
      text: { vocabularySize: 20, sequenceLength: 6 },
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'GRU', units: 6 },
          { type: 'Dense', units: 3, activation: 'sigmoid' },
        ],
      },
    },
    script: `classify(vectors.map(({ text }) => text)).map(({ probabilities }) => [Object.values(probabilities), []])`,
    expected: (vector) => ({ numbers: probabilities.parse(vector).probabilities, words: [] }),
  },
  'a number': {
    data: [
      'data.csv',
      `text,label\n${rows(60, (index) => `${wordAt(index)} ${wordAt(index * 5)},${index % 6}.5`)}`,
    ],
    experiment: {
      task: 'classification',
      data: { labelKind: 'number' },
      text: { vocabularySize: 20, sequenceLength: 6 },
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'LSTM', units: 6 },
          { type: 'Dense', units: 1 },
        ],
      },
    },
    script: `classify(vectors.map(({ text }) => text)).map(({ value }) => [[value], []])`,
    expected: (vector) => ({
      numbers: [z.object({ value: z.number() }).parse(vector).value],
      words: [],
    }),
  },
  tagging: {
    data: [
      'data.tsv',
      rows(40, (index) => `${wordAt(index)}\tA\n${wordAt(index + 1)}\tB\nthe\tC\n`),
    ],
    experiment: {
      task: 'tagging',
      text: { vocabularySize: 20, sequenceLength: 5 },
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'Bidirectional', layer: { type: 'LSTM', units: 5, returnSequences: true } },
          softmax(3),
        ],
      },
    },
    // What is typed falls into the same tokens.
    script: `vectors.map(({ tokens }) => {
  const [all, typed] = tag([tokens, tokens.join(' ').replace(' .', '.')])
  return [all.map(({ probability }) => probability), [...all.map(({ tag }) => tag), ...typed.map(({ token }) => token)]]
})`,
    expected: (vector) => ({
      numbers: probabilities.parse(vector).probabilities,
      words: Object.values(taggedSchema.parse(vector)).flat(),
    }),
  },
  'a language model of words': {
    data: [
      'data.txt',
      rows(60, (index) => `The ${wordAt(index)}, "${wordAt(index * 3)}" and ${wordAt(index + 2)}.`),
    ],
    experiment: {
      task: 'language-model',
      text: { level: 'word', vocabularySize: 30, sequenceLength: 10 },
      model: {
        layers: [
          { type: 'Embedding', units: 8 },
          { type: 'GRU', units: 7, returnSequences: true },
          { type: 'LSTM', units: 8, returnSequences: true },
          softmax(30),
        ],
      },
    },
    script: writing,
    expected: expectedWriting,
  },
  'a language model of byte pairs with tied embeddings': {
    data: [
      'data.txt',
      rows(60, (index) => `The ${wordAt(index)} and the größe ${wordAt(index + 2)}.`),
    ],
    experiment: {
      task: 'language-model',
      text: { level: 'bpe', vocabularySize: 290, sequenceLength: 10 },
      model: {
        tieEmbeddings: true,
        layers: [
          { type: 'Embedding', units: 8 },
          { type: 'SimpleRNN', units: 8, returnSequences: true },
          softmax(290),
        ],
      },
    },
    script: writing,
    expected: expectedWriting,
  },
  'seq2seq with attention': {
    data: [
      'data.csv',
      `source,target\n${rows(80, (index) => `${wordAt(index)} ${wordAt(index * 5)},${wordAt(index + 1).toUpperCase()}`)}`,
    ],
    experiment: {
      task: 'seq2seq',
      text: {
        ...{ level: 'character', vocabularySize: 30, sequenceLength: 12 },
        target: { sequenceLength: 7, lowercase: false },
      },
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'Bidirectional', layer: { type: 'LSTM', units: 4, returnSequences: true } },
        ],
        decoder: {
          attention: 'luong',
          layers: [
            { type: 'Embedding', units: 5 },
            { type: 'LSTM', units: 8, returnSequences: true },
            softmax(30),
          ],
        },
      },
    },
    script: `convert(vectors.map(({ text }) => text)).map(({ text, tokens }) => [tokens.map(({ probability }) => probability), [text]])`,
    expected: (vector) => ({
      numbers: probabilities.parse(vector).probabilities,
      words: [z.object({ written: z.string() }).parse(vector).written],
    }),
  },
}

const vectorsSchema = z.object({ vectors: z.array(z.unknown()).min(3) })
const printedSchema = z.array(z.tuple([numbers, z.array(z.string())]))

describe.each(Object.entries(cases))('%s', (_name, { data, experiment, script, expected }) => {
  it(
    'runs with plain tfjs in another process by the lines of its README',
    async () => {
      const tensors = tf.memory().numTensors
      const place = await mkdtemp(join(folder, 'case-'))
      await writeFile(join(place, data[0]), data[1])
      const out = await exportedRun(place, {
        ...experiment,
        data: { ...experiment.data, path: join(place, data[0]) },
        training: { epochs: 2, batchSize: 8, sample: { length: 5 } },
      })
      const lines = readmeLines(await readFile(join(out, 'README.md'), 'utf8'))
      expect(lines).toHaveLength(5)
      const vectorsFile = join(out, 'test-vectors.json')
      const { vectors } = vectorsSchema.parse(JSON.parse(await readFile(vectorsFile, 'utf8')))
      const more = [
        "import { readFileSync } from 'node:fs'",
        "import * as model from './unroll-model.mjs'",
        `const { vectors } = JSON.parse(readFileSync(${JSON.stringify(vectorsFile)}, 'utf8'))`,
        'const read = await model.loadReader?.(tf)',
        `console.log(JSON.stringify(${script}))`,
      ]
      await writeFile(join(out, 'try.mjs'), [...lines, ...more].join('\n'))
      const { stdout } = await run(process.execPath, [join(out, 'try.mjs')])
      const printed = printedSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
      expect(printed).toHaveLength(vectors.length)
      for (const [index, vector] of vectors.entries()) {
        const wanted = expected(vector)
        const [answers, written] = printed[index]
        expect(written).toEqual(wanted.words)
        expect(answers).toHaveLength(wanted.numbers.length)
        for (const [at, value] of answers.entries())
          expect(Math.abs(value - wanted.numbers[at])).toBeLessThan(1e-5)
      }
      expect(await readFile(join(out, 'experiment.json'), 'utf8')).not.toContain(place)
      releaseRun()
      expect(tf.memory().numTensors).toBe(tensors)
    },
    patience,
  )
})

/** Trains in a folder, exports, and gives the exported folder. */
async function exportedRun(place: string, input: ExperimentInput): Promise<string> {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(parsed.message)
  const { runFolder, outcome } = await trainIn(place, parsed.value)
  if (!outcome.ok) throw new Error(outcome.message)
  const out = join(place, 'exported')
  const report = await exportAs('tfjs', runFolder, out)
  if (!report.ok) throw new Error(report.message)
  return out
}

function readmeLines(readme: string): readonly string[] {
  return /```js\n([\s\S]*?)```/.exec(readme)?.[1].trim().split('\n') ?? []
}
