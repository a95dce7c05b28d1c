// Exports, checks and imports that are stopped say which of them it was, and not which part of the work ended.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { failure } from '#shared/protocol/result'
import { dataFile, experimentOn, openLab, temporaryFolder, unwrap } from './sample'

/** A lab with a run, an export of it, and `stopNext`: what is told of next is stopped. */
async function exchanged() {
  const { lab, event, home } = openLab()
  const { runId } = unwrap(await lab.api.train(experimentOn(dataFile()), { out: null }))
  await event('run-ended')
  const folder = temporaryFolder()
  const exportTo = (out: string) =>
    lab.api.exportRun(runId, { requestId: 'export', format: 'unroll', out: join(folder, out) })
  unwrap(await exportTo('taken'))
  const stopNext = (): void =>
    void lab.subscribe((one) => {
      if (one.type === 'progress') void lab.api.stop(one.id)
    })
  return { api: lab.api, exportTo, stopNext, folder, taken: join(folder, 'taken'), home }
}

it('an export', async () => {
  const { exportTo, stopNext, folder } = await exchanged()
  stopNext()
  expect(await exportTo('again')).toEqual(failure('stopped', 'The export was stopped.'))
  expect(readdirSync(folder)).toEqual(['taken'])
})

it('a check', async () => {
  const { api, stopNext, taken } = await exchanged()
  stopNext()
  expect(await api.verifyExport(taken, 'verify')).toEqual(
    failure('stopped', 'The check was stopped.'),
  )
})

it('an import', async () => {
  const { api, stopNext, taken, home } = await exchanged()
  const before = readdirSync(join(home, 'runs'))
  stopNext()
  const options = { requestId: 'import', name: null, vocabulary: null, labels: null }
  expect(await api.importRun(taken, options)).toEqual(failure('stopped', 'The import was stopped.'))
  expect(readdirSync(join(home, 'runs'))).toEqual(before)
})
