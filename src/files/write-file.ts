// Writes files whole or not at all, and turns a full disk into a sentence; for every Node runtime.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { threadId } from 'node:worker_threads'
import { failure, type Failure } from '#shared/protocol/result'

let written = 0

/**
 * Replaces a file in one step: writes beside it, syncs and renames. Null when it is on disk; else `disk-full` or
 * `write-failed`, naming the file, which is then as it was.
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
): Promise<Failure | null> {
  const partial = partialOf(file)
  try {
    await writeSynced(partial, content)
    await rename(partial, file)
    return null
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    return writeFailure(file, error)
  }
}

/** The same without waiting, for the moment in which a window closes. */
export function writeWholeSync(file: string, content: string): Failure | null {
  const partial = partialOf(file)
  try {
    const descriptor = openSync(partial, 'wx')
    try {
      writeFileSync(descriptor, content)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(partial, file)
    return null
  } catch (error) {
    rmSync(partial, { force: true })
    return writeFailure(file, error)
  }
}

/** Replaces a file by a value as indented JSON; null when it is on disk. */
export function writeJson(file: string, value: unknown): Promise<Failure | null> {
  return writeWhole(file, `${JSON.stringify(value, null, 2)}\n`)
}

// Unique among processes, threads and the calls of one thread.
function partialOf(file: string): string {
  return `${file}.${process.pid}-${threadId}-${++written}.partial`
}

// A handle's writeFile goes on after a short write and so meets ENOSPC.
async function writeSynced(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The failure for an error of the file system while writing `file`. */
export function writeFailure(file: string, error: unknown): Failure {
  const code = errorCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failure(
      'disk-full',
      `${file} could not be written: the disk is full. Free some space and try again.`,
    )
  }
  return failure('write-failed', `${file} could not be written: ${reasonFor(code, error)}`)
}

function reasonFor(code: string | undefined, error: unknown): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'no permission. Choose another folder or change its permissions.'
    case 'ENOENT':
      return 'its folder is not there any more.'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file is in the way of a folder.'
    default:
      return `${error instanceof Error ? error.message : String(error)}.`
  }
}

/** The file system's name of an error, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
