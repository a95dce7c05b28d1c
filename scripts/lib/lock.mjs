// One set-up at a time: a lock file with the owner's pid, kept fresh while it works.
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { say } from './say.mjs'

const freshEveryMs = 5_000
const staleAfterMs = 120_000

/**
 * Runs `work` while holding the lock file; waits, with one message, while another process holds it.
 * A lock whose process is gone, or that was not touched for two minutes, is taken over.
 */
export async function withLock(file, work, { message, pollMs = 500 } = {}) {
  mkdirSync(path.dirname(file), { recursive: true })
  let told = false
  while (!tryLock(file)) {
    if (clearStale(file)) continue
    if (!told) say(message ?? `Waiting for another set-up (process ${ownerOf(file)}) to finish.`)
    told = true
    await wait(pollMs)
  }
  const release = hold(file)
  try {
    return await work()
  } finally {
    release()
  }
}

function tryLock(file) {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function hold(file) {
  const timer = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date())
    } catch {
      // Somebody took the lock over; the work goes on, and ends by its own checks.
    }
  }, freshEveryMs)
  timer.unref()
  const remove = () => {
    clearInterval(timer)
    process.off('exit', remove)
    if (ownerOf(file) === process.pid) rmSync(file, { force: true })
  }
  process.on('exit', remove)
  return remove
}

/** Removes a lock that nobody holds any more; true when the way may be free now. */
function clearStale(file) {
  const owner = ownerOf(file)
  if (owner === null) return false
  if (isAlive(owner) && ageOf(file) < staleAfterMs) return false
  // Renaming decides between several that noticed at once; only the one that moved the stale file deletes it.
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
    if (ownerOf(aside) !== owner) linkSync(aside, file)
    rmSync(aside, { force: true })
  } catch {
    return true
  }
  return true
}

function ownerOf(file) {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || 0
  } catch {
    return null
  }
}

function ageOf(file) {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}

function isAlive(pid) {
  // Zero is a lock whose owner had not written its number yet.
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
