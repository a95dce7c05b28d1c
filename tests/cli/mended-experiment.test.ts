// A mended experiment can be trained as it is: what depends on a mended setting follows it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Finding } from '#shared/domain/findings'
import { parseExperimentText } from '#shared/experiment/parse'
import { writeMended } from '../../src/cli/mended-experiment'

const folder = mkdtempSync(join(tmpdir(), 'unroll-mended-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('gives the last layer of a language model a unit for each id of the mended vocabulary', async () => {
  writeFileSync(join(folder, 'log.txt'), 'one two three')
  const experiment = {
    task: 'language-model',
    data: { path: 'log.txt' },
    text: { level: 'word', vocabularySize: 200 },
    model: {
      layers: [
        { type: 'Embedding', units: 4 },
        { type: 'LSTM', units: 4, returnSequences: true },
        { type: 'TimeDistributed', layer: { type: 'Dense', units: 200, activation: 'softmax' } },
      ],
    },
  }
  writeFileSync(join(folder, 'file.json'), JSON.stringify(experiment))
  const finding: Finding = {
    ...{ kind: 'unknown-tokens', severity: 'warning', title: 'Unknown words', detail: '' },
    ...{ count: 1, share: 0.2, examples: [] },
    mend: { label: 'Take more words', settings: { 'text.vocabularySize': 400 } },
  }
  const out = join(folder, 'mended.json')
  const written = await writeMended({ file: 'file.json', set: [], folder }, [finding], out)
  expect(written).toEqual({ ok: true, value: { 'text.vocabularySize': 400 } })
  const mended = parseExperimentText(readFileSync(out, 'utf8'), 'mended.json')
  expect(mended).toMatchObject({
    ok: true,
    value: {
      text: { vocabularySize: 400 },
      model: { layers: [{}, {}, { layer: { units: 400 } }] },
    },
  })
})
