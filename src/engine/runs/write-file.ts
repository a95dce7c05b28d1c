// Writes JSON files whole or not at all, and says in a sentence why one could not be written.
import writeFileAtomic from 'write-file-atomic'
import { failure, type Failure } from '#shared/protocol/result'

/** Replaces a JSON file in one step; null when it is on disk. */
export async function writeJson(path: string, value: unknown): Promise<Failure | null> {
  try {
    await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`)
    return null
  } catch (error) {
    return writeFailure(path, error)
  }
}

/** The failure for an error of the file system while writing `path`. */
export function writeFailure(path: string, error: unknown): Failure {
  const code = errorCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failure('disk-full', `The disk is full: ${path} could not be written. Free some space.`)
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return failure(
      'write-failed',
      `${path} could not be written: no permission. Choose another folder or change its permissions.`,
    )
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return failure(
      'write-failed',
      `${path} could not be written: a file is in the way of a folder.`,
    )
  }
  return failure('write-failed', `${path} could not be written (${code ?? String(error)}).`)
}

/** The file system's name of an error, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
