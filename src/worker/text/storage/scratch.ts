// The temporary files of one dataset: out of sight once they are open, and gone whatever becomes of the process.
import { mkdirSync, openSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { threadId } from 'node:worker_threads'
import { formatBytes } from '#shared/domain/format'
import { homeFolderOf } from '#shared/domain/home-folder'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { errorCode, writeFailure } from '../../../files/write-file'
import { ScratchFile } from './scratch-file'

let opened = 0

/**
 * `scratch` in the lab's own folder: a system's folder for temporary files is often kept in memory, which is what
 * these files are to save.
 */
export function scratchFolder(): string {
  return path.resolve(
    homeFolderOf({ env: process.env, platform: process.platform, home: homedir() }),
    'scratch',
  )
}

export class Scratch {
  readonly #files: ScratchFile[] = []
  /** Names that could not be taken away while the file is open. */
  readonly #named: string[] = []

  private constructor(readonly folder: string) {}

  /** Makes the folder and clears what processes that ended have left in it; fails with `disk-full` or `write-failed`. */
  static open(folder: string): Result<Scratch> {
    try {
      mkdirSync(folder, { recursive: true })
      removeLeftOvers(folder)
      return success(new Scratch(folder))
    } catch (error) {
      return scratchFailure(folder, error)
    }
  }

  /** A new file without a name: what it takes on the disk is free once it is closed, or its process has ended. */
  createFile(): ScratchFile {
    const name = path.join(this.folder, `${process.pid}-${threadId}-${++opened}.tmp`)
    const descriptor = openSync(name, 'wx+', 0o600)
    try {
      rmSync(name)
    } catch {
      this.#named.push(name)
    }
    const file = new ScratchFile(descriptor)
    this.#files.push(file)
    return file
  }

  /** Gives a file's room back before the others'. */
  remove(file: ScratchFile): void {
    const index = this.#files.indexOf(file)
    if (index < 0) return
    this.#files.splice(index, 1)
    file.close()
  }

  /** Closes all files; may be called again. */
  close(): void {
    for (const file of this.#files.splice(0)) file.close()
    for (const name of this.#named.splice(0)) rmSync(name, { force: true })
  }

  /** The failure when the disk has clearly less room than `bytes`; undefined too where that cannot be told. */
  findLackOfRoom(bytes: number, name: string): Failure | undefined {
    const free = freeBytes(this.folder)
    if (free === undefined || free >= bytes) return undefined
    return failure(
      'disk-full',
      `${name} is kept in temporary files while it is in use, which need about ${formatBytes(bytes)}; the disk of ${this.folder} has ${formatBytes(free)} left. ` +
        'Free some space, set data.maximumRows to read fewer rows, or name a folder on another disk in UNROLL_HOME.',
    )
  }
}

/** The failure for an error while a temporary file is made or written. */
export function scratchFailure(folder: string, error: unknown): Failure {
  const failed = writeFailure(folder, error)
  return failed.code === 'disk-full'
    ? failure(
        'disk-full',
        `The disk of ${folder} became full while temporary files of the data were written; free some space, set data.maximumRows to read fewer rows, or name a folder on another disk in UNROLL_HOME.`,
      )
    : failed
}

function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}

/** Removes the files of processes that are not there any more. */
function removeLeftOvers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = /^(\d+)-\d+-\d+\.tmp$/.exec(name)?.[1]
    if (owner === undefined || isAlive(Number(owner))) continue
    rmSync(path.join(folder, name), { force: true })
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}
