// A test file of its own: the kept model is measured on it when training has ended.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBackend } from '../../../../src/worker/backend'
import { trainIn } from '../../trained-run'
import { experimentOf } from './task-data'

let folder = ''

beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(path.join(tmpdir(), 'unroll-test-file-'))
  for (const [part, count] of [
    ['train', 12],
    ['test', 4],
  ] as const)
    for (const label of ['neg', 'pos']) {
      const place = path.join(folder, 'data', part, label)
      await mkdir(place, { recursive: true })
      for (let row = 0; row < count; row++)
        await writeFile(path.join(place, `${row}.txt`), `a ${label} text ${row} of ${part}`)
    }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('is the part test of the folder that is trained on', async () => {
  const data = path.join(folder, 'data')
  const experiment = experimentOf(
    { path: data, testPath: data },
    { units: 1, activation: 'sigmoid' },
    { epochs: 30 },
  )
  const { events, outcome } = await trainIn(folder, experiment)
  expect(outcome).toMatchObject({ ok: true, value: { state: 'done' } })
  const tested = events.filter((event) => event.type === 'tested')
  expect(tested).toMatchObject([{ evaluation: { kind: 'classification', rows: 8, accuracy: 1 } }])
})
