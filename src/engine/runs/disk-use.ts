// How much room a run folder takes.
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The sizes of all files in a folder and its folders, in bytes; links are not followed, what goes meanwhile counts nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? folderBytes(path) : fileBytes(path)
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function fileBytes(path: string): Promise<number> {
  return lstat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
