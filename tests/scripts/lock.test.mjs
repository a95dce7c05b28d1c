// The set-up lock: one at a time, and no lock outlives its owner.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { withLock } from '../../scripts/lib/lock.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { temporaryFolder } from './temporary.mjs'

const lockModule = path.join(root, 'scripts', 'lib', 'lock.mjs')

/** Takes the lock in a process of its own and notes when it came and went. */
function visitor(folder) {
  const code = `
    import { appendFileSync } from 'node:fs'
    import { withLock } from ${JSON.stringify(lockModule)}
    const note = (word) => appendFileSync(${JSON.stringify(path.join(folder, 'log'))}, word + '\\n')
    await withLock(${JSON.stringify(path.join(folder, 'lock'))}, async () => {
      note('in')
      await new Promise((resolve) => setTimeout(resolve, 150))
      note('out')
    }, { pollMs: 20 })`
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
}

it('lets one process in at a time, and tells the others to wait', async () => {
  const folder = temporaryFolder()
  const outcomes = await Promise.all([visitor(folder), visitor(folder), visitor(folder)])
  const log = readFileSync(path.join(folder, 'log'), 'utf8').trim().split('\n')
  expect(log).toEqual(['in', 'out', 'in', 'out', 'in', 'out'])
  const waited = outcomes.filter(({ stderr }) =>
    /^Waiting for another set-up \(process \d+\)/.test(stderr),
  )
  expect(waited.length).toBeGreaterThan(0)
  expect(existsSync(path.join(folder, 'lock'))).toBe(false)
})

it('takes over the lock of a process that is gone', async () => {
  const file = path.join(temporaryFolder(), 'lock')
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(file, `${gone}\n`)
  expect(await withLock(file, () => 'done')).toBe('done')
  expect(existsSync(file)).toBe(false)
})

it('takes over a lock that was not touched for minutes, whoever has its number now', async () => {
  const file = path.join(temporaryFolder(), 'lock')
  writeFileSync(file, `${process.ppid}\n`)
  const longAgo = new Date(Date.now() - 10 * 60_000)
  utimesSync(file, longAgo, longAgo)
  expect(await withLock(file, () => 'done')).toBe('done')
})

it('is free again after a failure', async () => {
  const file = path.join(temporaryFolder(), 'lock')
  await expect(withLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(existsSync(file)).toBe(false)
})
