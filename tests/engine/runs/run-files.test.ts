// The files of runs of every task: what was written is read back, numbers that JSON cannot hold included.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Evaluation } from '#shared/domain/evaluation'
import { importRun } from '../../../src/engine/runs/import-run'
import { readEvaluation, readReport, readTestEvaluation } from '../../../src/engine/runs/run-files'
import { evaluations } from '../../evaluations'
import { languageModelOn, temporaryFolder, unwrap } from '../sample'
import { change, openStore, write, writeOldRun, writeRun } from './sample-run'

const old = () => writeOldRun(join(temporaryFolder(), 'run'))
const report = (folder: string) => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))

describe('evaluation.json', () => {
  it.each(Object.values(evaluations).map((one) => [one.kind, one] as const))(
    'holds that of %s',
    async (_kind, evaluation: Evaluation) => {
      const folder = old()
      for (const file of ['evaluation.json', 'test-evaluation.json'])
        write(folder, file, { format: 'unroll-evaluation/1', ...evaluation })
      expect(unwrap(await readEvaluation(folder))).toEqual(evaluation)
      expect(unwrap(await readTestEvaluation(folder))).toEqual(evaluation)
    },
  )

  it('of runs from before there were other tasks is of classification', async () => {
    const folder = old()
    expect(unwrap(await readEvaluation(folder))).toMatchObject({ kind: 'classification', rows: 10 })
    expect(unwrap(await readTestEvaluation(folder))).toBeNull()
  })

  it.each([
    [{ format: 'unroll-evaluation/2' }, /has the format "unroll-evaluation\/2"/],
    [{ kind: 'dreams' }, /evaluation\.json is damaged at kind/],
    [{ loss: 'low' }, /evaluation\.json is damaged at loss/],
  ])('with %j is refused', async (values, message) => {
    const folder = old()
    change(folder, 'evaluation.json', values)
    expect(await readEvaluation(folder)).toMatchObject({
      ok: false,
      message: expect.stringMatching(message),
    })
  })
})

describe('report.json', () => {
  it('holds what a task tells beside, with no number where there is none', async () => {
    const folder = old()
    const { format, report: plain } = report(folder)
    const { length, truncatedShare, vocabulary } = plain
    const told = {
      ...plain,
      columns: { text: 'text', label: null },
      classes: [],
      tokens: { training: 800, validation: 200 },
      characters: { training: 4000, validation: 1000 },
      target: { length, truncatedShare, vocabulary },
      numbers: { minimum: -1, maximum: 5, mean: 2, deviation: 1 },
    }
    const trigram = {
      name: 'trigram',
      title: 'Trigram',
      accuracy: null,
      loss: 2,
      extras: { valPerplexity: 7.4, valBitsPerCharacter: null },
      seconds: 1,
    }
    write(folder, 'report.json', { format, report: told, baselines: [trigram] })
    const read = unwrap(await readReport(folder))
    expect(read?.report).toEqual(told)
    expect(read?.baselines).toEqual([
      {
        ...trigram,
        accuracy: Number.NaN,
        extras: { valPerplexity: 7.4, valBitsPerCharacter: Number.NaN },
      },
    ])
  })
})

describe('a run of another task', () => {
  /** A language model's: no labels, but texts that it wrote and what it learned from in short. */
  async function languageModel() {
    const folder = await writeRun(temporaryFolder(), 'writer', { task: 'language-model' })
    write(folder, 'experiment.json', languageModelOn('/data.txt'))
    write(folder, 'evaluation.json', {
      format: 'unroll-evaluation/1',
      ...evaluations.languageModel,
    })
    rmSync(join(folder, 'labels.json'))
    writeFileSync(join(folder, 'training-ngrams.bin'), 'ngrams')
    writeFileSync(
      join(folder, 'samples.jsonl'),
      '{"type":"format","format":"unroll-samples/1"}\n{"epoch":1,"step":3,"prompt":"","text":"x"}\n',
    )
    return folder
  }

  it('is imported with all of its files', async () => {
    const store = openStore()
    const { folder } = unwrap(await importRun(await languageModel(), store.folder))
    expect(readFileSync(join(folder, 'training-ngrams.bin'), 'utf8')).toBe('ngrams')
    expect(unwrap(await store.detail(folder)).samples).toMatchObject([{ text: 'x' }])
  })

  it.each([
    ['labels.json', 'tagging'],
    ['target-vocabulary.json', 'seq2seq'],
  ])('is refused without its %s', async (file, task) => {
    const source = await writeRun(temporaryFolder(), 'other')
    rmSync(join(source, 'labels.json'))
    write(source, 'experiment.json', experiments[task as keyof typeof experiments]) // as listed
    expect(await importRun(source, openStore().folder)).toMatchObject({
      code: 'run-unreadable',
      message: `${join(source, file)} is missing.`,
    })
  })
})

const timeDistributed = {
  type: 'TimeDistributed',
  layer: { type: 'Dense', units: 20, activation: 'softmax' },
}
const layers = [
  { type: 'Embedding', units: 2 },
  { type: 'LSTM', units: 2, returnSequences: true },
  timeDistributed,
]
const experiments = {
  tagging: { task: 'tagging', data: { path: '/data.conllu' }, model: { layers } },
  seq2seq: {
    task: 'seq2seq',
    data: { path: '/data.csv' },
    text: { vocabularySize: 20, target: { vocabularySize: 20 } },
    model: {
      layers: [
        { type: 'Embedding', units: 2 },
        { type: 'LSTM', units: 2 },
      ],
      decoder: { layers },
    },
  },
}

describe('the index of runs', () => {
  it('keeps the headline, by which the curve of a run is drawn', async () => {
    const home = temporaryFolder()
    const store = openStore(home)
    mkdirSync(store.folder, { recursive: true })
    const headline = { name: 'valPerplexity', best: 8, last: 9 } as const
    const folder = await writeRun(store.folder, 'writer', { headline })
    const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').split('\n')
    const withExtras = lines.map((line) =>
      line.includes('"epoch"') && line.includes('valLoss')
        ? JSON.stringify({
            ...JSON.parse(line),
            extras: { valPerplexity: JSON.parse(line).epoch * 2 },
          })
        : line,
    )
    writeFileSync(join(folder, 'metrics.jsonl'), withExtras.join('\n'))
    for (const one of [store, openStore(home)]) {
      const { runs } = unwrap(await one.list())
      expect(runs).toMatchObject([{ headline, curve: [2, 4] }])
      await one.settled()
    }
  })
})
