// Moves run folders to the system's trash, where a person can take them back.
import { lstat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { moveToTrash } from '../move-to-trash'
import { runFiles } from './run-files'
import { isLockAlive } from './run-lock'

/**
 * All go or, when one of them trains or is no run folder, none: `busy` or `run-unreadable`. What the system's trash
 * does not take, e.g. where there is none, is left where it is and told of: `write-failed`. A folder that is gone
 * already is as good as deleted.
 */
export async function deleteRuns(folders: readonly string[]): Promise<Result<null>> {
  const there: string[] = []
  for (const folder of new Set(folders)) {
    if (!(await exists(folder))) continue
    const objection = await objectionTo(folder)
    if (objection) return objection
    there.push(folder)
  }
  if (there.length === 0) return success(null)
  const reason = await moveToTrash(there)
  const left: string[] = []
  for (const folder of there) if (await exists(folder)) left.push(folder)
  return left.length === 0 ? success(null) : notMoved(left, there.length, reason)
}

/** A folder is only deleted when it looks like a run, also like a damaged one. */
async function objectionTo(folder: string): Promise<Failure | null> {
  if (await isLockAlive(folder))
    return failure(
      'busy',
      `"${basename(folder)}" is still training. Stop it first, then delete it.`,
    )
  const isRun =
    (await exists(join(folder, runFiles.record))) ||
    ((await exists(join(folder, runFiles.experiment))) &&
      (await exists(join(folder, runFiles.summary))))
  return isRun
    ? null
    : failure('run-unreadable', `${folder} is not a run folder, so it is not deleted.`)
}

function notMoved(left: readonly string[], asked: number, reason: string | null): Failure {
  const others = left.length === 1 ? '' : ` and ${left.length - 1} more of ${asked} runs`
  return failure(
    'write-failed',
    `${left[0]}${others} could not be moved to the system's trash${reason ? ` (${reason})` : ''}. Nothing of it was deleted; to be rid of it, remove the folder yourself.`,
  )
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
