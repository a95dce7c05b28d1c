// Makes a folder whole or not at all.
import { mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'
import { failure, type Failure } from '#shared/protocol/result'
import { makeFolders } from './make-folders'
import { isInside, realLocation } from './real-location'
import { writeFailure } from './write-file'

/**
 * Why nothing can be written to `out`; null when it is new or empty.
 * @param runFolder the run folder that is exported, into which nothing goes; null where none is
 */
export async function findTaken(out: string, runFolder: string | null): Promise<Failure | null> {
  if (runFolder !== null && (await leadsInto(runFolder, out))) {
    return failure(
      'write-failed',
      `${out} is in the folder of the run itself; name a new folder elsewhere to export to.`,
    )
  }
  const state = await stat(out).catch(() => undefined)
  if (!state) return null
  if (!state.isDirectory()) {
    return failure('write-failed', `${out} is a file; name a new folder to export to.`)
  }
  const names = await readdir(out).catch(() => ['?'])
  return names.length === 0
    ? null
    : failure('write-failed', `${out} is not empty; name a new folder to export to.`)
}

async function leadsInto(folder: string, out: string): Promise<boolean> {
  const place = await realLocation(out)
  return place !== null && isInside(await realpath(folder).catch(() => folder), place)
}

let made = 0

/**
 * Has `fill` write into a folder beside `out`, which takes its place once it is full. Null when it has; else what `fill` answered,
 * `disk-full` or `write-failed`, after which nothing is left behind. Sentences name `out`, never the folder beside it.
 */
export async function makeFolder(
  out: string,
  fill: (folder: string) => Promise<Failure | null>,
): Promise<Failure | null> {
  let partial: string | undefined
  try {
    await makeFolders(dirname(out))
    const name = `${out}.${process.pid}-${threadId}-${++made}.partial`
    await mkdir(name)
    partial = name
    const failed = await fill(partial)
    if (failed) return { ...failed, message: failed.message.replaceAll(partial, out) }
    await rmdir(out).catch(() => {})
    await rename(partial, out)
    partial = undefined
    return null
  } catch (error) {
    return writeFailure(out, error)
  } finally {
    if (partial) await rm(partial, { recursive: true, force: true }).catch(() => {})
  }
}
