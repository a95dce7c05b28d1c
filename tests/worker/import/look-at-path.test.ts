// What lies at a path is found out by its first bytes; what is no model is said to be none, and why.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { lookAtPath } from '../../../src/worker/import/look-at-path'

it.each([
  ['model.keras', '', 'it is empty'],
  ['model.json', '', 'it is empty'],
  ['model.keras', 'Just words.', 'it is no zip, as a .keras file is'],
  ['model.h5', 'Just words.', 'it is no HDF5 file'],
  ['model.txt', 'Just words.', 'it is no model of TensorFlow.js (model.json) and none of Keras'],
])('%s with %j', async (name, content, reason) => {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-look-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  await writeFile(path, content)
  const look = await lookAtPath(path)
  expect(look).toMatchObject({ ok: false, code: 'run-unreadable' })
  expect(look.ok ? '' : look.message).toContain(`${path} cannot be read: ${reason}`)
})
