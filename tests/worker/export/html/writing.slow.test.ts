// The page writes what the lab writes with the same seed, whatever its tokens are, and tags what the lab tags.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { generationRequestSchema } from '#shared/domain/generation'
import type { LayerInput } from '#shared/experiment/layers'
import type { ExperimentInput } from '#shared/experiment/schema'
import { startBackend } from '../../../../src/worker/backend'
import { generateText } from '../../../../src/worker/generation/generate'
import { releaseRun, withRun } from '../../../../src/worker/inference/load-run'
import { predictTags } from '../../../../src/worker/tasks/tagging/predict'
import { success } from '../../../../src/shared/protocol/result'
import { quiet, trainedRun } from '../runs'
import { exportedPage } from './page-file'

let folder = ''
beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(join(tmpdir(), 'unroll-page-writing-'))
})
afterEach(releaseRun)
afterAll(() => rm(folder, { recursive: true, force: true }))

const words = ['one', 'two', '東京', 'four', 'größe', 'six']
const softmax = (units: number): LayerInput => ({
  type: 'TimeDistributed',
  layer: { type: 'Dense', units, activation: 'softmax' },
})

async function writerOf(text: ExperimentInput['text'], model: ExperimentInput['model']) {
  const place = await mkdtemp(join(folder, 'case-'))
  const lines = Array.from(
    { length: 80 },
    (_, row) =>
      `The ${words[row % 6]}, "${words[(row * 5) % 6]}" and (a ${words[(row + 2) % 6]}).\n`,
  )
  await writeFile(join(place, 'data.txt'), lines.join(''))
  return trainedRun(place, {
    ...{ task: 'language-model', data: { path: join(place, 'data.txt') }, text, model },
    training: { epochs: 1, batchSize: 4, sample: { length: 5 }, recorder: null },
  })
}

const cases: Record<string, [ExperimentInput['text'], ExperimentInput['model']]> = {
  'words, a normalization and two cells': [
    { level: 'word', vocabularySize: 30, sequenceLength: 10 },
    {
      layers: [
        { type: 'Embedding', units: 8 },
        { type: 'GRU', units: 7, returnSequences: true },
        { type: 'LayerNormalization' },
        { type: 'SimpleRNN', units: 8, returnSequences: true },
        softmax(30),
      ],
    },
  ],
  'byte pairs with tied embeddings': [
    { level: 'bpe', vocabularySize: 290, sequenceLength: 10, lowercase: false },
    {
      tieEmbeddings: true,
      layers: [
        { type: 'Embedding', units: 8 },
        { type: 'LSTM', units: 8, returnSequences: true },
        softmax(290),
      ],
    },
  ],
}

describe.each(Object.entries(cases))('%s', (_name, [text, model]) => {
  it('is written token by token as in the lab', async () => {
    const runFolder = await writerOf(text, model)
    const { modules, data, network, parity } = await exportedPage(runFolder, `${runFolder}-page`)
    expect(parity.largestDifference).toBeLessThan(1e-6)
    const begin = modules.writer.createWriter(data, network)
    for (const [seed, prompt] of ['', 'The six, "', 'größe unseen 東'].entries()) {
      const sampling = { temperature: 1.2, topK: 200, seed }
      const request = generationRequestSchema.parse({
        ...{ requestId: 'lab', prompt, length: 50, sampling, alternatives: 5 },
      })
      const lab = await withRun(runFolder, (run) => generateText(run, request, quiet, () => {}))
      if (!lab.ok) throw new Error(lab.message)
      const written = begin(prompt)
      for (const { text: piece, probability, alternatives } of lab.value.tokens) {
        const token = modules.network.finish(written.next(sampling))
        expect(token?.text).toBe(piece)
        expect(Math.abs((token?.probability ?? 0) - probability)).toBeLessThan(1e-6)
        expect(token?.alternatives.length).toBe(alternatives.length)
      }
      if (lab.value.endedBy === 'end-token')
        expect(modules.network.finish(written.next(sampling))).toBeNull()
    }
  })
})

it('tags words with shapes as the lab does', async () => {
  const place = await mkdtemp(join(folder, 'case-'))
  const names = Array.from({ length: 90 }, (_, row) => `N${row}ame`)
  const lines = names.map(
    (name, row) => `${words[row % 6]}\tA\nwalked${row}ing\tB\n${name}\tC\n.\tD\n\n`,
  )
  await writeFile(join(place, 'data.tsv'), lines.join(''))
  const runFolder = await trainedRun(place, {
    ...{ task: 'tagging', data: { path: join(place, 'data.tsv') } },
    text: { vocabularySize: 80, lowercase: false, wordShapes: true, sequenceLength: 4 },
    model: {
      layers: [
        { type: 'Embedding', units: 6 },
        {
          type: 'Bidirectional',
          mergeMode: 'sum',
          layer: { type: 'GRU', units: 5, returnSequences: true },
        },
        softmax(4),
      ],
    },
    training: { epochs: 1, batchSize: 8 },
  })
  const { modules, data, network } = await exportedPage(runFolder, `${runFolder}-page`)
  const tag = modules.tagger.createTagger(data, network)
  const text = 'One two, N5ame (Unseen) sleeping: 1984 größe. Was unknown-word <9> <Xx-ing>'
  const lab = await withRun(runFolder, async (run) => success(predictTags(run, [text])))
  if (!lab.ok) throw new Error(lab.message)
  const [{ tagged }] = lab.value
  const ours = modules.network.finish(tag(text))
  expect(ours.map(({ token, isUnknown }) => [token, isUnknown])).toEqual(
    tagged.map(({ token, isUnknown }) => [token, isUnknown]),
  )
  expect(new Set(ours.map(({ isUnknown }) => isUnknown)).size).toBe(2)
  for (const [index, { probabilities }] of ours.entries())
    expect(Math.abs(Math.max(...probabilities) - tagged[index].probability)).toBeLessThan(1e-6)
})
