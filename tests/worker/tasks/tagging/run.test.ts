// A tagger from file to run folder, and what the run answers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TagsPrediction } from '#shared/domain/prediction'
import { releaseRun, withRun, type LoadedRun } from '../../../../src/worker/inference/load-run'
import { tagging } from '../../../../src/worker/tasks/tagging/index'
import { success, type Result } from '#shared/protocol/result'
import { dataOptions, DataFiles, quiet } from '../../text/data-files'
import { trainIn } from '../../trained-run'
import { experimentOn, linesOf, recurrentLayers } from './sentences'

const files = new DataFiles()
let run = ''
let outcome: Awaited<ReturnType<typeof trainIn>>

beforeAll(async () => {
  const path = files.write('data.conll', linesOf(200))
  const experiment = experimentOn(path, recurrentLayers, {
    data: { validationRows: 'last' },
    training: { optimizer: { type: 'adam', learningRate: 0.02 }, batchSize: 8, epochs: 4 },
  })
  outcome = await trainIn(files.root, experiment)
  run = outcome.runFolder
})
afterAll(() => {
  releaseRun()
  files.remove()
})

function using<Value>(use: (run: LoadedRun) => Promise<Result<Value>>): Promise<Result<Value>> {
  return withRun(run, use)
}

async function tagsOf(...texts: string[]): Promise<TagsPrediction[]> {
  const predicted = await using((one) => tagging.predict(one, texts, { beams: 1 }))
  if (!predicted.ok) throw new Error(predicted.message)
  return predicted.value as TagsPrediction[] // what a tagger gives
}

describe('training', () => {
  it('tells epochs with the F1 of the tags, and keeps vocabulary and tags', () => {
    expect(outcome.outcome).toMatchObject({ ok: true, value: { state: 'done', epochs: 4 } })
    const epochs = outcome.events.flatMap((event) =>
      event.type === 'epoch' ? [event.metrics] : [],
    )
    expect(epochs[3].extras?.['valMacroF1']).toBeGreaterThan(0.9)
    expect(epochs[3].valAccuracy).toBeGreaterThan(0.95)
    const baselines = outcome.events.flatMap((event) =>
      event.type === 'baselines' ? event.baselines : [],
    )
    expect(baselines.map(({ name }) => name)).toEqual(['majority', 'most-frequent-tag'])
    const labels: unknown = JSON.parse(readFileSync(join(run, 'labels.json'), 'utf8'))
    expect(labels).toMatchObject({ labels: ['DET', 'NOUN', 'PRON', 'PUNCT', 'VERB'] })
  })
})

describe('predict', () => {
  it('tags the words of typed sentences by what stands before them', async () => {
    const [first, second] = await tagsOf('The run. They run!', 'they walk the walk')
    expect(first).toMatchObject({ kind: 'tags', tokens: 6, unknown: 1 })
    expect(first.tagged.map(({ token, tag }) => `${token}/${tag}`).slice(0, 5)).toEqual([
      ...['The/DET', 'run/NOUN', './PUNCT', 'They/PRON', 'run/VERB'],
    ])
    expect(first.tagged[5]).toMatchObject({ token: '!', isUnknown: true })
    expect(second.tagged.map(({ tag }) => tag)).toEqual(['PRON', 'VERB', 'DET', 'NOUN'])
    const { probabilities, probability } = second.tagged[1]
    expect(probabilities[0]).toEqual({ label: 'VERB', probability })
    expect(probabilities.reduce((sum, one) => sum + one.probability, 0)).toBeCloseTo(1, 5)
  })

  it('gives the same alone and beside others, and nothing for nothing', async () => {
    const [alone] = await tagsOf('they run')
    const [, beside, empty] = await tagsOf('the dog sees the cat', 'they run', '  ')
    expect(beside).toEqual(alone)
    expect(empty).toEqual({ kind: 'tags', text: '  ', tokens: 0, unknown: 0, tagged: [] })
  })
})

describe('evaluate', () => {
  it('measures other sentences, without those of unknown tags', async () => {
    const path = files.write('other.conll', `${linesOf(20, 9)}\nwow INTJ\n. PUNCT\n`)
    const answer = await using((one) => tagging.evaluate(one, dataOptions(path), quiet))
    if (!answer.ok) throw new Error(answer.message)
    const { evaluation, unknownLabels, baselines } = answer.value
    expect(evaluation).toMatchObject({ kind: 'tagging', rows: 20 })
    expect(evaluation.accuracy).toBeGreaterThan(0.9)
    expect(unknownLabels).toEqual({ count: 1, first: ['INTJ'] })
    expect(baselines[0].accuracy).toBeLessThan(evaluation.accuracy)
  })

  it('refuses sentences whose tags are all others', async () => {
    const path = files.write('strange.conll', 'a X\n\nb Y\n')
    const answer = await using((one) => tagging.evaluate(one, dataOptions(path), quiet))
    expect(answer).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^No sentence of strange\.conll has only tags .*holds X, Y/),
    })
  })
})

describe('findMismatch', () => {
  it('notices tags of another run', async () => {
    const file = join(run, 'labels.json')
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, JSON.stringify({ format: 'unroll-labels/1', labels: ['A', 'B'] }))
    const opened = await using(() => Promise.resolve(success(null)))
    writeFileSync(file, whole)
    expect(opened).toMatchObject({
      ok: false,
      code: 'run-unreadable',
      message: expect.stringContaining('it has 5 outputs, but labels.json has 2 tags'),
    })
  })
})
