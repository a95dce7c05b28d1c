// Reads the files of an exported folder, which may come from elsewhere: real files alone, of a bounded size.
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parityFileName } from '#shared/domain/parity-file'
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
    const code = errorCode(error)
    if (code === 'ENOTDIR')
      return failure('run-unreadable', `${folder} is a file; name the exported folder.`)
    const reason = code === 'ENOENT' ? 'it is not there' : (code ?? String(error))
    return failure('run-unreadable', `${folder} could not be read: ${reason}.`)
  }
}

/** The folders in `folder` that are exports, as `--format all` leaves them, sorted; none where it is one itself or cannot be read. */
export async function exportsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  if (entries.some(({ name }) => name === parityFileName)) return []
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const proofs = await Promise.all(
    names.map((name) => lstat(join(folder, name, parityFileName)).catch(() => null)),
  )
  return names.filter((_name, index) => proofs[index]?.isFile()).sort()
}

function tooMuch(folder: string, what: string): Result<ExportedFiles> {
  return failure(
    'run-unreadable',
    `${folder} holds ${what}, which no folder that the lab exported does.`,
  )
}
