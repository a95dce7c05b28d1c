// Removes a file of a run folder that no longer says what is so.
import { rm } from 'node:fs/promises'
import type { Failure } from '#shared/protocol/result'
import { writeFailure } from '../../files/write-file'

/** Null when the file is gone, or was never there. */
export async function removeFile(path: string): Promise<Failure | null> {
  return rm(path, { force: true }).then(
    () => null,
    (error: unknown) => writeFailure(path, error),
  )
}
