// Whether an experiment's data may be read: by the window that asks, and at all.
import { access } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { allPathsOf, type DataOptions } from '#shared/experiment/data'
import { namedPathsOf } from '#shared/experiment/data-paths'
import { failure, type Failure } from '#shared/protocol/result'
import type { Grants } from './grants'

/** Why a window may not read one of the paths; null when it may read all of them, or when data are made by the lab. */
export async function refusedData(data: DataOptions, grants: Grants): Promise<Failure | null> {
  for (const path of allPathsOf(data)) {
    const refused = await grants.check(path, 'read')
    if (refused) return refused
  }
  return null
}

/** The failure for a path that is not absolute: what it is relative to is known only to whoever read the file. */
export function relativeData(data: DataOptions): Failure | null {
  const relative = namedPathsOf(data).find(({ path }) => !isAbsolute(path))
  if (!relative) return null
  const { key, path } = relative
  const problem = { path: key, message: `"${path}" is not an absolute path.` }
  return failure('experiment-invalid', `${key}: ${problem.message}`, [problem])
}

/** Why a run cannot go on whose data stayed on another computer: a run that was imported from a zip names them without their folders. */
export function absentData(data: DataOptions): Failure | null {
  const absent = namedPathsOf(data).find(({ path }) => !isAbsolute(path))
  if (!absent) return null
  return failure(
    'data-unusable',
    `The data of this run (${absent.path}) are not on this computer, so it cannot go on here. Train a new run from it, with other data.`,
  )
}

/** Why the data cannot be read at all; null when each path is there. */
export async function unreadableData(data: DataOptions): Promise<Failure | null> {
  for (const path of allPathsOf(data)) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    )
    if (!isThere)
      return failure(
        'data-unreadable',
        `${path} is not there or may not be read. Choose the data file or folder again.`,
      )
  }
  return null
}
