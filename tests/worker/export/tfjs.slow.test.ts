// The exported folder runs in another process with plain tfjs and gives the same probabilities.
import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ExperimentInput } from '#shared/experiment/schema'
import { textSchema } from '#shared/experiment/text'
import { startBackend, tf } from '../../../src/worker/backend'
import textModule from '../../../src/worker/export/javascript/unroll-text.mjs?raw'
import { exportAs } from './runs'
import { releaseRun } from '../../../src/worker/inference/load-run'
import { batchOfTexts } from '../../../src/worker/text/batches'
import { encodeText } from '../../../src/worker/text/encode'
import { buildVocabulary, vocabularyToJson } from '../../../src/worker/text/vocabulary'
import { csvOf, experimentOn, trainIn } from '../trained-run'

const run = promisify(execFile)
const answerSchema = z.object({
  label: z.string(),
  probability: z.number(),
  probabilities: z.record(z.string(), z.number()),
})
const importMapSchema = z.object({ imports: z.object({ '@tensorflow/tfjs': z.string() }) })
const vectorsSchema = z.object({
  vectors: z.array(
    z.object({ text: z.string(), ids: z.array(z.int()), probabilities: z.array(z.number()) }),
  ),
})

let folder = ''
beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-export-'))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
})
afterEach(releaseRun)
afterAll(() => rm(folder, { recursive: true, force: true }))

type Changes = Partial<Omit<ExperimentInput, 'data'>>

const experiments: [string, readonly string[], Changes][] = [
  [
    'words, every layer that can be odd',
    ['negative', 'positive'],
    {
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'SpatialDropout1D', rate: 0.2 },
          { type: 'Bidirectional', layer: { type: 'LSTM', units: 4, returnSequences: true } },
          { type: 'TimeDistributed', layer: { type: 'LayerNormalization' } },
          { type: 'GRU', units: 5, dropout: 0.2, recurrentDropout: 0.2 },
          { type: 'Dense', units: 1, activation: 'sigmoid' },
        ],
      },
    },
  ],
  [
    'characters of any length, three classes',
    ['bad', 'good', 'fair'],
    {
      text: { level: 'character', lowercase: false, stripHtml: false, sequenceLength: null },
      model: {
        layers: [
          { type: 'Embedding', units: 6 },
          { type: 'SimpleRNN', units: 4, returnSequences: true },
          { type: 'GlobalMaxPooling1D' },
          { type: 'Dense', units: 3, activation: 'softmax' },
        ],
      },
    },
  ],
]

describe.each(experiments)('%s', (name, labels, changes) => {
  it('runs by the five lines of its README with plain tfjs in another process', async () => {
    const tensors = tf.memory().numTensors
    const place = await mkdtemp(join(folder, 'case-'))
    await writeFile(join(place, 'data.csv'), csvOf(120, labels))
    const { runFolder, outcome } = await trainIn(place, experimentOn(place, changes))
    if (!outcome.ok) throw new Error(outcome.message)
    const out = join(place, 'new', 'exported')
    const report = await exportAs('tfjs', runFolder, out)
    if (!report.ok) throw new Error(report.message)
    expect(report.value.files.map((file) => file.name).sort()).toEqual((await readdir(out)).sort())

    const readme = await readFile(join(out, 'README.md'), 'utf8')
    const lines = /```js\n([\s\S]*?)```/.exec(readme)?.[1].trim().split('\n') ?? []
    expect(lines).toHaveLength(5)
    const [, map] = /<script type="importmap">([\s\S]*?)<\/script>/.exec(readme) ?? []
    const { imports } = importMapSchema.parse(JSON.parse(map))
    await access(resolve(imports['@tensorflow/tfjs']))
    const vectors = vectorsSchema.parse(await readJson(join(out, 'test-vectors.json'))).vectors
    // The README's lines as they are, then the same for every test vector.
    const all = `for (const one of classify(${JSON.stringify(vectors.map(({ text }) => text))})) console.log(JSON.stringify(one))`
    await writeFile(join(out, 'try.mjs'), [...lines, all].join('\n'))
    const { stdout } = await run(process.execPath, [join(out, 'try.mjs')])
    const printed = stdout.split('\n').filter((line) => line.startsWith('{'))
    const answers = printed.map((line) => answerSchema.parse(JSON.parse(line)))
    expect(answers).toHaveLength(vectors.length + 1)
    for (const [index, { probabilities }] of [vectors[0], ...vectors].entries()) {
      expect(Object.keys(answers[index].probabilities)).toEqual([...labels].sort())
      for (const [place, value] of Object.values(answers[index].probabilities).entries()) {
        expect(Math.abs(value - probabilities[place])).toBeLessThan(1e-5)
      }
    }
    expect(await readFile(join(out, 'experiment.json'), 'utf8')).not.toContain(place)
    releaseRun()
    expect(tf.memory().numTensors).toBe(tensors)
    expect(name).not.toBe('')
  })
})

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'))
}

describe('the exported text rules', () => {
  const texts = [
    "A film. THE film! It’s “great”… isn't it?",
    'tags <br/><i>and</i> &amp; &lt;b&gt; &nbsp; &#39; &unknown; &constructor; a < b > c',
    '  spaced\tout\nlines\u2028and\u00a0more ',
    'Größe 東京 naïve 😀 e\u0301 $5 + 3 = 8 ^_^ a|b ~c `d`',
    'one two three four five six seven eight nine ten eleven twelve',
    '',
    '...',
  ]
  const options = [
    {},
    { lowercase: false },
    { stripHtml: false },
    { padding: 'post', truncating: 'post' },
    { sequenceLength: null },
    { level: 'character' },
    { level: 'character', lowercase: false, stripHtml: false, sequenceLength: null },
  ] as const

  it.each(options.map((option) => [JSON.stringify(option), option] as const))(
    'are those of the trainer: %s',
    async (_name, option) => {
      const text = textSchema.parse({ vocabularySize: 40, sequenceLength: 8, ...option })
      const counts = new Map<string, number>()
      for (const token of ['film', 'the', "it's", 'great', 'and', 'a', 'b', 'größe', '東京', 'e']) {
        counts.set(token, 1)
      }
      const vocabulary = buildVocabulary(counts, text)
      const file = join(folder, 'unroll-text.mjs')
      await writeFile(file, textModule)
      const { createEncoder } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
        createEncoder: (vocabulary: unknown) => (text: string) => number[] // the exported JavaScript
      }
      const encode = createEncoder(vocabularyToJson(vocabulary, text))
      for (const one of texts) {
        const expected = batchOfTexts([encodeText(one, vocabulary, text)], text).ids
        expect(encode(one)).toEqual([...expected])
      }
    },
  )
})

describe('where it may write', () => {
  let runFolder = ''
  beforeAll(async () => {
    const place = join(folder, 'refusals')
    await mkdir(place)
    await writeFile(join(place, 'data.csv'), csvOf(40))
    runFolder = (await trainIn(place, experimentOn(place, { training: { epochs: 1 } }))).runFolder
  })

  it('takes an empty folder', async () => {
    const out = join(folder, 'empty')
    await mkdir(out)
    expect(await exportAs('tfjs', runFolder, out)).toMatchObject({ ok: true })
  })

  it.each([
    ['a folder with something in it', 'full', 'is not empty; name a new folder'],
    ['a file', 'full/file.txt', 'is a file; name a new folder'],
    ['a place below a file', 'full/file.txt/deeper', 'could not be written'],
  ])('refuses %s', async (_name, place, message) => {
    await mkdir(join(folder, 'full'), { recursive: true })
    await writeFile(join(folder, 'full', 'file.txt'), 'precious')
    const result = await exportAs('tfjs', runFolder, join(folder, place))
    expect(result).toMatchObject({ ok: false, code: 'write-failed' })
    if (!result.ok) expect(result.message).toContain(message)
    expect(await readFile(join(folder, 'full', 'file.txt'), 'utf8')).toBe('precious')
    expect(await readdir(join(folder, 'full'))).toEqual(['file.txt'])
  })

  it('names what is missing in a folder that is no run', async () => {
    const result = await exportAs('tfjs', join(folder, 'nothing'), join(folder, 'out'))
    expect(result).toMatchObject({ ok: false, code: 'run-unreadable' })
  })
})
