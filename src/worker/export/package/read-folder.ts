// Reads the files of an exported folder, which may come from elsewhere: real files alone, of a bounded size.
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../../files/write-file'
import type { ExportedFiles } from '../exporter'

const mostFiles = 200
const mostBytes = 4 * 2 ** 30

/** The files in `folder` and its folders, by name; other things in it, links above all, are passed over. */
export async function readFolder(folder: string): Promise<Result<ExportedFiles>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    if (names.length > mostFiles) return tooMuch(folder, `${names.length} files`)
    const sizes = await Promise.all(names.map(async (name) => (await lstat(name)).size))
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    if (bytes > mostBytes) return tooMuch(folder, `${bytes} bytes`)
    const files = new Map<string, Uint8Array>()
    for (const name of names)
      files.set(name.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(name))
    return success(files)
  } catch (error) {
    const reason =
      errorCode(error) === 'ENOENT' ? 'it is not there' : (errorCode(error) ?? String(error))
    return failure('run-unreadable', `${folder} could not be read: ${reason}.`)
  }
}

function tooMuch(folder: string, what: string): Result<ExportedFiles> {
  return failure(
    'run-unreadable',
    `${folder} holds ${what}, which no folder that the lab exported does.`,
  )
}
