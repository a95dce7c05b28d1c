// Makes a folder and those above it, a step at a time: mkdir's own `recursive` never ends where a system refuses with ENOENT, as /proc does.
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorCode } from './write-file'

/**
 * Makes `folder`, an absolute path, with the folders above it that are missing; one that is there is as good. Throws the file system's error,
 * or one whose sentence names the folder that takes no folders; `writeFailure` makes a failure of both.
 */
export async function makeFolders(folder: string): Promise<void> {
  const missing: string[] = []
  let above = folder
  while (!(await isThere(above)) && dirname(above) !== above) {
    missing.unshift(above)
    above = dirname(above)
  }
  for (const one of missing) await makeOne(one)
  if (missing.length === 0) await makeOne(folder)
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (await isFolder(folder)) return
    if (errorCode(error) !== 'ENOENT') throw error
    throw new Error(`no folder can be made in ${dirname(folder)}. Choose another folder`, {
      cause: error,
    })
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
