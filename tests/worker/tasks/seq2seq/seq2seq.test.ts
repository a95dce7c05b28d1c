// An encoder-decoder from data to predictions: trained, saved, read again, measured on other data.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SequencePrediction } from '#shared/domain/prediction'
import { success, type Result } from '#shared/protocol/result'
import { releaseRun, withRun } from '../../../../src/worker/inference/load-run'
import { seq2seq } from '../../../../src/worker/tasks/seq2seq/index'
import { trainIn } from '../../trained-run'
import { tinyExperiment } from './tiny'

const quiet = { onProgress: () => {}, isStopped: () => false }
let folder = ''
let trained: Awaited<ReturnType<typeof trainIn>>

/** All sums of two digits, each trained on, some of them also validated on. */
async function sumsIn(path: string): Promise<void> {
  const rows = Array.from({ length: 100 }, (_, row) => {
    const [one, other] = [Math.floor(row / 10), row % 10]
    return `${one}+${other},${one + other}`
  })
  await writeFile(path, `source,target\n${rows.join('\n')}\n`)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seq2seq-'))
  const path = join(folder, 'sums.csv')
  await sumsIn(path)
  const experiment = tinyExperiment({
    ...{ attention: 'luong', isBidirectional: true, units: 16 },
    data: { path, validationPath: path },
    text: { level: 'character', vocabularySize: 16, target: { vocabularySize: 14 } },
    training: { epochs: 60, batchSize: 20, optimizer: { type: 'adam', learningRate: 0.02 } },
  })
  trained = await trainIn(folder, experiment)
})
afterAll(async () => {
  releaseRun()
  await rm(folder, { recursive: true })
})

function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.message)
  return result.value
}

function predict(texts: readonly string[], beams: number) {
  return withRun(trained.runFolder, async (run) => {
    const answers = valueOf(await seq2seq.predict(run, texts, { beams }))
    return success(answers as readonly SequencePrediction[]) // a seq2seq run gives no others
  })
}

describe('a trained encoder-decoder', () => {
  it('has learned what it was shown, and says so', () => {
    const { evaluation } = valueOf(trained.outcome)
    if (evaluation?.kind !== 'seq2seq') throw new Error('it was not measured')
    expect(evaluation).toMatchObject({ rows: 100, written: 100, tokens: 245, bleu: Number.NaN })
    expect(evaluation.exactMatch).toBeGreaterThan(0.9)
    expect(evaluation.accuracy).toBeGreaterThan(evaluation.exactMatch - 0.05)
    expect(evaluation.chrf).toBeGreaterThan(0.9)
    const last = trained.events.findLast((event) => event.type === 'epoch')
    expect(last?.metrics.extras?.['valExactMatch']).toBeGreaterThan(0.9)
  })

  it('writes the same from the run folder, one by one or with others, cut or not', async () => {
    const texts = ['3+4', '9+9', '', '12345+6']
    const together = valueOf(await predict(texts, 1))
    expect(together.map(({ text }) => text)).toEqual(texts)
    expect(together[0].written).toBe('7')
    expect(together[1].written).toBe('18')
    const [alone] = valueOf(await predict(['9+9'], 1))
    expect(alone.written).toBe(together[1].written)
    expect(alone.sourceTokens).toEqual(['9', '+', '9'])
    expect(alone.writtenTokens.map(({ token }) => token)).toEqual(['1', '8', '<end>'])
    expect(alone.attention).toHaveLength(3)
    for (const row of alone.attention ?? []) {
      expect(row).toHaveLength(3)
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4)
    }
  })

  it('tells of several candidates, the best first', async () => {
    const [prediction] = valueOf(await predict(['8+7'], 3))
    expect(prediction.candidates).toHaveLength(3)
    expect(prediction.candidates[0].text).toBe(prediction.written)
    expect(prediction.written).toBe('15')
    const scores = prediction.candidates.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((one, other) => other - one))
  })

  it('tells how much of a source the vocabulary does not know', async () => {
    const [prediction] = valueOf(await predict(['3?4'], 1))
    expect(prediction).toMatchObject({ tokens: 3, unknown: 1, sourceTokens: ['3', '?', '4'] })
  })

  it('is measured on other data', async () => {
    const path = join(folder, 'other.tsv')
    await writeFile(path, 'source\ttarget\n3+4\t7\n8+8\t16\n1+1\t3\n\t4\n')
    const answer = await withRun(trained.runFolder, async (run) =>
      seq2seq.evaluate(run, { ...run.experiment.data, path, validationPath: null }, quiet),
    )
    const { evaluation, baselines, skipped } = valueOf(answer)
    if (evaluation.kind !== 'seq2seq') throw new Error('it was not measured')
    expect(evaluation.exactMatch).toBeCloseTo(2 / 3, 10)
    expect(evaluation.examples[0]).toEqual({
      ...{ source: '1+1', target: '3', written: '2', isRight: false },
    })
    expect(baselines[0].name).toBe('copy')
    expect(skipped.count).toBe(1)
  })

  it('is refused with the vocabulary of another run', async () => {
    const path = join(trained.runFolder, 'target-vocabulary.json')
    const content = await readFile(path, 'utf8')
    const vocabulary = JSON.parse(content) as { tokens: string[] }
    const tokens = [...vocabulary.tokens, 'x', 'y', 'z']
    await writeFile(path, JSON.stringify({ ...vocabulary, tokens }))
    const answer = await predict(['1+1'], 1)
    expect(answer.ok ? '' : answer.message).toContain('target-vocabulary.json has 17')
    await writeFile(path, content)
  })
})
