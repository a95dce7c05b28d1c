// What a file or folder would be imported as, by its looks alone: decides what the page asks for; the engine finds out what it is.
import { existsSync, readdirSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { ImportLook } from '#shared/protocol/desktop-api'

const modelEndings = ['.keras', '.h5', '.hdf5']
/** Their names in the list at a zip's end say that it is a run. */
const namesOfRun = ['run.json', 'experiment.json']
/** Of a zip's end; a run's list of files is shorter. */
const tailBytes = 128_000

/** Null for what looks like neither a run nor a model. */
export async function lookAtImport(path: string): Promise<ImportLook | null> {
  try {
    return (await stat(path)).isDirectory() ? lookAtFolder(path) : await lookAtFile(path)
  } catch {
    return null
  }
}

function lookAtFolder(folder: string): ImportLook | null {
  const names = readdirSync(folder)
  if (names.includes('run.json') || names.includes('run.zip')) return 'run'
  return names.some(isModel) ? lookOfModel(folder) : null
}

async function lookAtFile(file: string): Promise<ImportLook | null> {
  const ending = extname(file).toLowerCase()
  if (ending === '.zip') return (await isZippedRun(file)) ? 'run' : null
  return isModel(basename(file)) ? lookOfModel(dirname(file)) : null
}

function isModel(name: string): boolean {
  return name.toLowerCase() === 'model.json' || modelEndings.includes(extname(name).toLowerCase())
}

// As the lab exports it.
function lookOfModel(folder: string): ImportLook {
  const files = ['experiment.json', 'vocabulary.json']
  return files.every((name) => existsSync(join(folder, name))) ? 'described-model' : 'bare-model'
}

async function isZippedRun(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, tailBytes)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    const tail = buffer.subarray(0, bytesRead)
    return namesOfRun.every((name) => tail.includes(name, 0, 'latin1'))
  } finally {
    await handle.close()
  }
}
