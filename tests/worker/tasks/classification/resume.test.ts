// Networks of several labels and of numbers that were stopped and taken up again go on as if they had never stopped.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Experiment } from '#shared/experiment/schema'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { startBackend } from '../../../../src/worker/backend'
import { trainIn } from '../../trained-run'
import { experimentOf, labelledCsv, pricedCsv } from './task-data'

let folder = ''

beforeAll(async () => {
  await startBackend()
  folder = await mkdtemp(path.join(tmpdir(), 'unroll-resume-kinds-'))
  await writeFile(path.join(folder, 'rooms.csv'), labelledCsv(100))
  await writeFile(path.join(folder, 'prices.csv'), pricedCsv(100))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const labelled = (): Experiment =>
  experimentOf(
    { path: path.join(folder, 'rooms.csv'), labelKind: 'labels', labelSeparator: ';' },
    { units: 3, activation: 'sigmoid' },
  )
const priced = (): Experiment =>
  experimentOf(
    { path: path.join(folder, 'prices.csv'), labelKind: 'number', label: 'price' },
    { units: 1, activation: 'linear' },
  )

/** What was measured of each epoch, and at the end; all but the time. */
function measuredOf(events: readonly TrainerEvent[]) {
  return events.flatMap((event) =>
    event.type === 'epoch' ? [{ ...event.metrics, seconds: 0 }] : [],
  )
}

it.each([
  ['several labels', labelled],
  ['a number', priced],
])('%s', async (name, experiment) => {
  const [whole, parts] = ['whole', 'parts'].map((one) => path.join(folder, `${name} ${one}`))
  await Promise.all([whole, parts].map((one) => mkdir(one)))
  const undisturbed = await trainIn(whole, experiment())
  const first = await trainIn(parts, experiment(), (event, control) => {
    if (event.type === 'steps' && event.steps.first >= 7) control.stop()
  })
  const checkpoint = first.events.findLast((event) => event.type === 'checkpoint')
  if (!checkpoint) throw new Error('no checkpoint')
  expect(first.outcome).toMatchObject({ ok: true, value: { state: 'stopped' } })
  const rest = await trainIn(parts, experiment(), () => {}, checkpoint.checkpoint.file)
  if (!rest.outcome.ok || !undisturbed.outcome.ok) throw new Error('not trained')
  const resumed = measuredOf(rest.events)
  expect(resumed).toEqual(measuredOf(undisturbed.events).slice(-resumed.length))
  expect({ ...rest.outcome.value.evaluation, seconds: 0 }).toEqual({
    ...undisturbed.outcome.value.evaluation,
    seconds: 0,
  })
})
