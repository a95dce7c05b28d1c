// The presets and examples that tag beat their baselines clearly.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import { findPreset } from '#shared/experiment/presets'
import { trainIn } from '../../trained-run'

const root = resolve(import.meta.dirname, '../../../..')
const treebank = resolve(root, '../shared/data/en_ewt-ud-dev.conllu')
const folder = mkdtempSync(join(tmpdir(), 'unroll-tagging-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Trains and tells the last epoch beside the baseline. */
async function train(input: unknown, path: string, epochs: number) {
  const parsed = parseExperiment(input)
  if (!parsed.ok) throw new Error(parsed.message)
  const { data, training } = parsed.value
  const experiment = {
    ...parsed.value,
    data: { ...data, path },
    training: { ...training, epochs },
  }
  const { events, outcome } = await trainIn(folder, experiment)
  if (!outcome.ok) throw new Error(outcome.message)
  const baselines = events.flatMap((event) => (event.type === 'baselines' ? event.baselines : []))
  const baseline = baselines.find(({ name }) => name === 'most-frequent-tag')
  if (!baseline || !outcome.value.evaluation) throw new Error('Nothing was measured.')
  return { baseline, evaluation: outcome.value.evaluation }
}

describe('taggers', () => {
  it('the example finds names that are words too', { timeout: 180_000 }, async () => {
    const example: unknown = JSON.parse(readFileSync(join(root, 'examples/10-names.json'), 'utf8'))
    const path = join(root, 'examples/data/names.conll')
    const { baseline, evaluation } = await train(example, path, 8)
    if (evaluation.kind !== 'tagging') throw new Error('It does not tag.')
    expect(evaluation.accuracy).toBeGreaterThan(0.97)
    expect(evaluation.accuracy).toBeGreaterThan(baseline.accuracy + 0.05)
    expect(evaluation.entities?.f1).toBeGreaterThan((baseline.extras?.['valEntityF1'] ?? 1) + 0.1)
  })

  it.skipIf(!existsSync(treebank))(
    'the preset tags parts of speech',
    { timeout: 300_000 },
    async () => {
      const { baseline, evaluation } = await train(
        findPreset('tagger-bilstm')?.experiment,
        treebank,
        6,
      )
      expect(baseline.accuracy).toBeGreaterThan(0.83)
      expect(evaluation.accuracy).toBeGreaterThan(baseline.accuracy + 0.045)
    },
  )
})
