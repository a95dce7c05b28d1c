// `running.json` in a run folder tells which process trains the run, so that another can see that it is gone.
import { readFileSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { failure, type Failure } from '#shared/protocol/result'
import { errorCode, writeFailure, writeJson } from '../../files/write-file'

const lockSchema = z.object({
  format: z.literal('unroll-lock/1'),
  pid: z.int(),
  host: z.string(),
  /** When the process started, as the system counts it; null where it does not tell. */
  processStart: z.string().nullable(),
  writtenAt: z.string(),
})
type Lock = z.output<typeof lockSchema>

const lockFile = (folder: string): string => join(folder, 'running.json')

/** Marks a new run folder, which nobody else knows yet, as being trained by this process. */
export function writeLock(folder: string): Promise<Failure | null> {
  return writeJson(lockFile(folder), ownLock())
}

/** Marks a run that is to be taken up again; `busy` when another process trains it or has just begun to. */
export async function takeLock(folder: string): Promise<Failure | null> {
  if (await isLockAlive(folder)) return taken(folder)
  await removeLock(folder)
  try {
    const file = await open(lockFile(folder), 'wx')
    try {
      await file.writeFile(JSON.stringify(ownLock()))
    } finally {
      await file.close()
    }
    return null
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? taken(folder) : writeFailure(lockFile(folder), error)
  }
}

function ownLock(): Lock {
  return {
    format: 'unroll-lock/1',
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    writtenAt: new Date().toISOString(),
  }
}

function taken(folder: string): Failure {
  return failure(
    'busy',
    `${folder} is being trained by another window or command. Stop it there first.`,
  )
}

/** Takes the mark away; a mark that cannot be removed is found dead later. */
export async function removeLock(folder: string): Promise<void> {
  await rm(lockFile(folder), { force: true }).catch(() => undefined)
}

/** Whether the process that trains this run still lives; false without a mark. */
export async function isLockAlive(folder: string): Promise<boolean> {
  const lock = await readLock(folder)
  if (!lock) return false
  if (lock.host !== hostname()) return true // nobody here can tell, so it is left alone
  if (Date.parse(lock.writtenAt) < Date.now() - uptime() * 1000 - clockSlackMs) return false
  return isProcessAlive(lock.pid) && processStart(lock.pid) === lock.processStart
}

/** The clock may be set while the machine runs. */
const clockSlackMs = 60_000

async function readLock(folder: string): Promise<Lock | null> {
  try {
    const lock = lockSchema.safeParse(JSON.parse(await readFile(lockFile(folder), 'utf8')))
    return lock.success ? lock.data : null
  } catch {
    return null
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

// Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets, so count from its end.
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
