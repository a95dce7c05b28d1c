// `checkpoints.json`: the checkpoints of a run that count, and the end of those that do not.
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Checkpoint } from '#shared/domain/run'
import type { Failure } from '#shared/protocol/result'
import { checkpointsFormat, runFiles } from './run-files'
import { writeJson } from '../../files/write-file'

/** So many of the newest are kept, and the best one beside them. */
const newestKept = 2

export class CheckpointIndex {
  readonly #folder: string
  #listed: readonly Checkpoint[]

  /** @param listed what the index of a resumed run holds, oldest first */
  constructor(folder: string, listed: readonly Checkpoint[] = []) {
    this.#folder = folder
    this.#listed = listed
  }

  /** Oldest first. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#listed
  }

  /** Makes a checkpoint count, once all metrics up to it are on disk. The same one can be given again after a failure. */
  async commit(checkpoint: Checkpoint): Promise<Failure | null> {
    const listed = keep(withCheckpoint(this.#listed, checkpoint))
    const failed = await writeIndex(this.#folder, listed)
    if (failed) return failed
    this.#listed = listed
    // The trainer may have written the next one already, which is not listed yet: only older ones go.
    await removeFiles(this.#folder, (name) => {
      const step = stepOf(name)
      return step !== null && step < checkpoint.step && !isListed(listed, name)
    })
    return null
  }
}

/** Makes exactly these count, before a run is taken up again: every other file in the folder goes. */
export async function resetCheckpoints(
  folder: string,
  listed: readonly Checkpoint[],
): Promise<Failure | null> {
  const failed = await writeIndex(folder, listed)
  if (!failed) await removeFiles(folder, (name) => !isListed(listed, name))
  return failed
}

/** A state that is saved again, as after a pause, takes its own place and stays the best if it was. */
function withCheckpoint(listed: readonly Checkpoint[], added: Checkpoint): readonly Checkpoint[] {
  const same = listed.find(({ file }) => file === added.file)
  const isBest = added.isBest || same?.isBest === true
  return [...listed.filter((one) => one !== same), { ...added, isBest }]
}

function keep(all: readonly Checkpoint[]): readonly Checkpoint[] {
  const newest = all.slice(-newestKept)
  const best = all.findLast(({ isBest }) => isBest)
  return all
    .filter((one) => one === best || newest.includes(one))
    .map((one) => (one === best ? one : { ...one, isBest: false }))
}

function writeIndex(folder: string, checkpoints: readonly Checkpoint[]): Promise<Failure | null> {
  const index = { format: checkpointsFormat, checkpoints }
  return writeJson(join(folder, runFiles.checkpoints), index)
}

/** A file that cannot be removed only takes room; the next commit tries again. */
async function removeFiles(folder: string, isDoomed: (name: string) => boolean): Promise<void> {
  const checkpoints = join(folder, runFiles.checkpointFolder)
  const names = await readdir(checkpoints).catch(() => [])
  for (const name of names.filter(isDoomed))
    await rm(join(checkpoints, name), { force: true }).catch(() => undefined)
}

function isListed(listed: readonly Checkpoint[], name: string): boolean {
  return listed.some(({ file }) => basename(file) === name)
}

function stepOf(name: string): number | null {
  const match = /^step-(\d+)(?:-unmeasured)?\.safetensors$/.exec(name)
  return match ? Number(match[1]) : null
}
