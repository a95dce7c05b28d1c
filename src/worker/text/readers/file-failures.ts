// Sentences for what the file system and zlib refuse.
import path from 'node:path'
import { failure, type Failure } from '#shared/protocol/result'
import { errorCode } from '../../../files/write-file'

/**
 * Turns an error of opening or reading `file` into a failure; an error that is none of the system's is thrown on.
 * `name` is what to call it where its bytes are damaged.
 */
export function describeReadError(
  error: unknown,
  file: string,
  name: string = path.basename(file),
): Failure {
  const code = errorCode(error)
  if (code === undefined) throw error
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return failure(
      'data-unreadable',
      `There is no file or folder ${file}; check the path, or choose the data again.`,
    )
  if (code === 'EACCES' || code === 'EPERM')
    return failure(
      'data-unreadable',
      `You have no permission to read ${file}; change its permissions or copy it to a place of your own.`,
    )
  if (code.startsWith('Z_'))
    return failure(
      'data-unreadable',
      `${name} is damaged or not complete: its gzip data cannot be unpacked; download or copy it again.`,
    )
  return failure(
    'data-unreadable',
    `${file} could not be read (${code}); check the disk, or copy the file to another place and try again.`,
  )
}
