// READMEs name a text that the model was made for: a date for a converter of dates, known words for a tagger.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { generatorSchema } from '#shared/experiment/data'
import { startBackend } from '../../../../src/worker/backend'
import type { ModelFormat } from '../../../../src/worker/export/exporters'
import { releaseRun } from '../../../../src/worker/inference/load-run'
import { generatePairs } from '../../../../src/worker/tasks/seq2seq/generators/generate'
import { isShape } from '../../../../src/worker/tasks/tagging/word-shape'
import { exportAs, trainedRun } from '../runs'

let place = ''
beforeAll(async () => {
  await startBackend()
  place = await mkdtemp(join(tmpdir(), 'unroll-readme-'))
})
afterEach(releaseRun)
afterAll(() => rm(place, { recursive: true, force: true }))

const lines: readonly (readonly [ModelFormat, RegExp])[] = [
  ['tfjs', /= (?:convert|tag)\(\[("[^"]*")\]\)/],
  ['onnx', /^node run\.mjs ("[^"]*")$/m],
  ['keras', /^python predict\.py ("[^"]*")$/m],
  ['pytorch', /^python predict\.py ("[^"]*")$/m],
]

const softmax = (units: number) =>
  ({ type: 'TimeDistributed', layer: { type: 'Dense', units, activation: 'softmax' } }) as const
const training = { epochs: 1, batchSize: 32, recorder: null } as const

/** The one text in the lines of the READMEs of every format that has such lines. */
async function textIn(runFolder: string, name: string): Promise<string> {
  const texts = new Set<string>()
  for (const [format, line] of lines) {
    const out = join(place, `${name}-${format}`)
    const report = await exportAs(format, runFolder, out)
    if (!report.ok) throw new Error(report.message)
    const [, text] = line.exec(await readFile(join(out, 'README.md'), 'utf8')) ?? []
    texts.add(z.string().parse(JSON.parse(text)))
  }
  expect(texts.size).toBe(1)
  return [...texts][0]
}

it('gives a converter of dates a date', async () => {
  const generator = generatorSchema.parse({ type: 'dates', rows: 200 })
  const decoded = { type: 'GRU', units: 6, returnSequences: true } as const
  const run = await trainedRun(join(place, 'dates'), {
    task: 'seq2seq',
    data: { generator },
    text: { level: 'character', vocabularySize: 60, sequenceLength: 40 },
    model: {
      layers: [{ type: 'Embedding', units: 4 }, decoded],
      decoder: {
        attention: 'none',
        layers: [{ type: 'Embedding', units: 4 }, decoded, softmax(60)],
      },
    },
    training,
  })
  const [first] = generatePairs(generator)
  expect(await textIn(run, 'dates')).toBe(first.source)
})

it('gives a tagger that knows shapes words', async () => {
  const file = join(place, 'data.tsv')
  const letters = Array.from('abcdefghijklmnop')
  const rows = letters.map((letter) => `the\tA\n${letter}walking\tB\n.\tC\n`)
  await writeFile(file, `${rows.join('\n')}\n`)
  const run = await trainedRun(join(place, 'words'), {
    task: 'tagging',
    data: { path: file },
    text: { vocabularySize: 40, sequenceLength: 6, wordShapes: true },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'GRU', units: 5, returnSequences: true },
        softmax(3),
      ],
    },
    training,
  })
  const vocabulary = await readFile(join(run, 'vocabulary.json'), 'utf8')
  expect(vocabulary).toContain('<-ing>')
  const tokens = (await textIn(run, 'words')).split(' ')
  expect(tokens).toContain('the')
  expect(tokens.filter(isShape)).toEqual([])
})
