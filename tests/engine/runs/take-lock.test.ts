// Taking a run for this process: one of several gets it, and a dead process does not keep it.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isLockAlive, removeLock, takeLock } from '../../../src/engine/runs/run-lock'
import { temporaryFolder } from '../sample'

it('gives a run to one of several that want it, and to the next when it is free', async () => {
  const folder = temporaryFolder()
  const answers = await Promise.all([1, 2, 3].map(() => takeLock(folder)))
  expect(answers.filter((answer) => answer === null)).toHaveLength(1)
  expect(await isLockAlive(folder)).toBe(true)
  expect(await takeLock(folder)).toMatchObject({
    code: 'busy',
    message: expect.stringContaining('is being trained by another window or command'),
  })
  await removeLock(folder)
  expect(await takeLock(folder)).toBeNull()
})

it.each(['', 'half a lo'])('takes over what a process left that is gone: %j', async (torn) => {
  const folder = temporaryFolder()
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const lock = { format: 'unroll-lock/1', pid, host: hostname(), processStart: null }
  const left = torn || JSON.stringify({ ...lock, writtenAt: new Date().toISOString() })
  writeFileSync(join(folder, 'running.json'), left)
  expect(await takeLock(folder)).toBeNull()
  expect(await isLockAlive(folder)).toBe(true)
})

it('says why a folder cannot be taken', async () => {
  expect(await takeLock('/proc/nothing')).toMatchObject({ ok: false, code: 'write-failed' })
})
