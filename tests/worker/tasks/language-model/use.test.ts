// A trained language model is measured on other texts and tells how probable a text is.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Experiment } from '#shared/experiment/schema'
import { writeJson } from '../../../../src/files/write-file'
import { startBackend, tf } from '../../../../src/worker/backend'
import { releaseRun, withRun, type LoadedRun } from '../../../../src/worker/inference/load-run'
import { languageModel } from '../../../../src/worker/tasks/language-model/index'
import { RunControl } from '../../../../src/worker/training/run-control'
import { train } from '../../../../src/worker/training/train'
import { DataFiles, dataOptions, quiet } from '../../text/data-files'
import { rhyme, textExperiment } from './tiny-text'

const files = new DataFiles()
const path = files.write('rhyme.txt', rhyme)
const root = mkdtempSync(join(tmpdir(), 'unroll-lm-use-'))
beforeAll(startBackend)
afterAll(() => {
  releaseRun()
  files.remove()
  rmSync(root, { recursive: true })
})

async function trained(experiment: Experiment, folder = mkdtempSync(join(root, 'run-'))) {
  await writeJson(join(folder, 'experiment.json'), experiment)
  const request = { runId: 'run', experiment, folder, checkpoint: null }
  const outcome = await train(request, () => {}, new RunControl())
  if (!outcome.ok) throw new Error(outcome.message)
  return { folder, outcome: outcome.value }
}

async function use<Value>(folder: string, ask: (run: LoadedRun) => Promise<Value>): Promise<Value> {
  let answer: { readonly value: Value } | undefined
  const used = await withRun(folder, async (run) => {
    answer = { value: await ask(run) }
    return { ok: true, value: null }
  })
  if (!answer) throw new Error(used.ok ? 'nothing was asked' : used.message)
  return answer.value
}

const training = {
  ...{ stateful: true, epochs: 8, batchSize: 4 },
  optimizer: { type: 'adam', learningRate: 0.02 },
} as const

describe('a trained language model', () => {
  it('is measured on its own validation text as it was in training', async () => {
    const validationPath = files.write('valid.txt', rhyme.slice(0, 700))
    const experiment = textExperiment(path, { training, data: { validationPath } })
    const { folder, outcome } = await trained(experiment)
    const answer = await use(folder, (run) =>
      languageModel.evaluate(run, dataOptions(validationPath), quiet),
    )
    if (!answer.ok) throw new Error(answer.message)
    const { evaluation, baselines } = answer.value
    expect({ ...evaluation, seconds: 0 }).toEqual({ ...outcome.evaluation, seconds: 0 })
    expect(baselines.map(({ name }) => name)).toEqual(['uniform', 'unigram'])
    expect(evaluation.loss).toBeLessThan(baselines[1].loss)
  })

  it('with tied embeddings answers as it was measured', async () => {
    const validationPath = files.write('valid.txt', rhyme.slice(0, 700))
    const model = { tieEmbeddings: true }
    const experiment = textExperiment(path, { training, model, data: { validationPath } })
    const { folder, outcome } = await trained(experiment)
    const answer = await use(folder, (run) =>
      languageModel.evaluate(run, dataOptions(validationPath), quiet),
    )
    expect(answer.ok && answer.value.evaluation.loss).toBeCloseTo(outcome.evaluation?.loss ?? 0, 5)
  })

  it('finds a line of its text more probable than the same letters in another order', async () => {
    const { folder } = await trained(textExperiment(path, { training }))
    expect(readFileSync(join(folder, 'training-ngrams.bin')).length).toBeGreaterThan(rhyme.length)
    const line = 'line 3 goes up,\n'
    const mixed = [...line].toReversed().join('')
    const long = rhyme.slice(0, 600)
    const [good, bad, whole, none] = await use(folder, async (run) => {
      await languageModel.predict(run, [line], { beams: 1 })
      const before = tf.memory().numTensors
      const told = await languageModel.predict(run, [line, mixed, long, ''], { beams: 1 })
      expect(tf.memory().numTensors).toBe(before)
      if (!told.ok) throw new Error(told.message)
      return told.value.map((one) => {
        if (one.kind !== 'likelihood') throw new Error(one.kind)
        return one
      })
    })
    expect(good).toMatchObject({ text: line, tokens: line.length, unknown: 0 })
    expect(good.probabilities.map(({ token }) => token).join('')).toBe(line)
    expect(good.perplexity).toBeLessThan(bad.perplexity / 2)
    expect(whole.probabilities).toHaveLength(600)
    const mean =
      whole.probabilities.reduce((sum, { probability }) => sum - Math.log(probability), 0) / 600
    expect(Math.log(whole.perplexity)).toBeCloseTo(mean, 6)
    expect(none).toMatchObject({ tokens: 0, perplexity: Number.NaN })
  })
})

describe('data', () => {
  it('show what the network sees of a document', async () => {
    const { data, text } = textExperiment(files.write('look.txt', 'ab'.repeat(20)))
    const loaded = await languageModel.load({ task: 'language-model', data, text, seed: 1 }, quiet)
    if (!loaded.ok) throw new Error(loaded.message)
    const view = await loaded.value.view(0)
    expect(view?.sequences[0].counts).toMatchObject({ tokens: 42, unknown: 0 })
    expect(view?.sequences[0].tokens.slice(0, 3)).toMatchObject([
      { token: '<start>', id: 1, role: 'special' },
      { token: 'a', role: 'token' },
      { token: 'b', role: 'token' },
    ])
    expect(await loaded.value.view(1)).toBeNull()
  })

  it('tell what is wrong with them, and a mend makes it go', async () => {
    const odd = files.write(
      'odd.csv',
      `text\n${'the same row again\n'.repeat(10)}${'x'.repeat(50)}\n`,
    )
    const load = async (dropDuplicates: boolean) => {
      const { data, text } = textExperiment(odd, { data: { dropDuplicates } })
      const loaded = await languageModel.load(
        { task: 'language-model', data, text, seed: 1 },
        quiet,
      )
      if (!loaded.ok) throw new Error(loaded.message)
      return loaded.value.findings(quiet)
    }
    const [before, after] = [await load(false), await load(true)]
    expect(before.map(({ kind }) => kind)).toContain('duplicates')
    expect(before.find(({ kind }) => kind === 'duplicates')).toMatchObject({
      count: 9,
      mend: { settings: { 'data.dropDuplicates': true } },
    })
    expect(after.map(({ kind }) => kind)).not.toContain('duplicates')
  })
})
