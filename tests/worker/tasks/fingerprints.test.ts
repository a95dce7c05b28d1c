// Fingerprints stay what they were: a run in a folder goes on only with data of the fingerprint that its checkpoint holds.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseExperiment } from '#shared/experiment/parse'
import type { Experiment } from '#shared/experiment/schema'
import { taskModule } from '../../../src/worker/tasks/index'
import { loadRequestOf } from '../../../src/worker/tasks/task'
import { quiet } from '../text/data-files'
import { experimentOf, labelledCsv, pricedCsv } from './classification/task-data'
import { rhyme, textExperiment } from './language-model/tiny-text'
import { tinyInput } from './seq2seq/tiny'
import { experimentOn, linesOf } from './tagging/sentences'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'unroll-fingerprints-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function pairs(): Experiment {
  const generator = { type: 'dates', rows: 100, seed: 2 } as const
  const parsed = parseExperiment(tinyInput({ data: { generator } }))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.value
}

const sigmoid = { units: 3, activation: 'sigmoid' } as const
const linear = { units: 1, activation: 'linear' } as const

it.each<[string, () => Experiment, string]>([
  [
    'rows with several labels',
    () =>
      experimentOf(
        { path: fileOf('labels.csv', labelledCsv(40)), labelKind: 'labels', label: 'labels' },
        sigmoid,
      ),
    '519121209f3a115c13ba2e3747dbcc9589a4fe2b7b06e55d431b70757d349093',
  ],
  [
    'rows with a number',
    () =>
      experimentOf(
        { path: fileOf('prices.csv', pricedCsv(40)), labelKind: 'number', label: 'price' },
        linear,
      ),
    '998e46bdfb56ff3ccad94954592ba4a109aa0a0e38a41b127ed325dc199bd92e',
  ],
  [
    'a stream of tokens',
    () => textExperiment(fileOf('rhyme.txt', rhyme)),
    '6e2df6f74c66e9212f65fc77de0abb0836fe2544ded5616d5010e3b2cd4284a6',
  ],
  ['pairs', pairs, 'a9181ef4bcc281e2ea0ad6f497ee383fde62e9c43124ea74280ccf73c9e8d1ed'],
  [
    'tagged sentences',
    () => experimentOn(fileOf('tags.txt', linesOf(30))),
    'ceaa93ddd9a93a6f0a05c4a5d378c7a550e1d3f31fbda6dc0400ddd6db0871bb',
  ],
])('of %s', async (_what, experimentOfData, hash) => {
  const experiment = experimentOfData()
  const task = await taskModule(experiment.task)
  const data = await task.load(loadRequestOf(experiment), quiet)
  if (!data.ok) throw new Error(data.message)
  expect(data.value.fingerprint().hash).toBe(hash)
  data.value.close()
})
