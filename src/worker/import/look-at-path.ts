// Finds the model at a path, by what is there and how it begins.
import { open, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { success, type Result } from '#shared/protocol/result'
import { errorCode } from '../../files/write-file'
import { unreadable } from './limits'

export interface ModelPath {
  readonly kind: 'tfjs' | 'keras' | 'h5'
  readonly path: string
  /** What lies beside the model is looked for here. */
  readonly folder: string
  /** For a run that nobody named: the file's name, or its folder's where that says more. */
  readonly name: string
}

/** In a folder the first of these is taken. */
const names = ['model.json', 'model.keras', 'model.h5'] as const

/** A model's file, or the first in a folder. Fails with `run-unreadable` when there is none. */
export async function lookAtPath(path: string): Promise<Result<ModelPath>> {
  const state = await stat(path).catch((error: unknown) => errorCode(error) ?? String(error))
  if (typeof state === 'string')
    return unreadable(path, state === 'ENOENT' ? 'it is not there' : state)
  if (!state.isDirectory()) return lookAtFile(path)
  for (const name of names) {
    const file = join(path, name)
    const isThere = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    )
    if (isThere) return lookAtFile(file)
  }
  return unreadable(path, `the folder holds none of ${names.join(', ')}`)
}

async function lookAtFile(path: string): Promise<Result<ModelPath>> {
  const begin = await firstBytes(path)
  if (!begin.ok) return begin
  const kind = kindOf(begin.value)
  if (!kind) return unreadable(path, notA(extname(path), begin.value))
  const folder = dirname(path)
  const own = basename(path, extname(path))
  const name = own === 'model' ? basename(folder) : own
  return success({ kind, path, folder, name })
}

function notA(extension: string, begin: Buffer): string {
  if (begin.length === 0) return 'it is empty'
  if (extension === '.keras') return 'it is no zip, as a .keras file is'
  if (extension === '.h5' || extension === '.hdf5') return 'it is no HDF5 file'
  return 'it is no model of TensorFlow.js (model.json) and none of Keras (.keras or .h5)'
}

const zip = Buffer.from('PK\u0003\u0004', 'latin1')
const hdf5 = Buffer.from('\u0089HDF\r\n\u001a\n', 'latin1')

function kindOf(begin: Buffer): ModelPath['kind'] | null {
  if (begin.subarray(0, zip.length).equals(zip)) return 'keras'
  if (begin.subarray(0, hdf5.length).equals(hdf5)) return 'h5'
  return begin
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('{')
    ? 'tfjs'
    : null
}

async function firstBytes(path: string): Promise<Result<Buffer>> {
  try {
    const state = await stat(path)
    if (!state.isFile()) return unreadable(path, 'it is no file')
    const handle = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0)
      return success(buffer.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  } catch (error) {
    return unreadable(path, errorCode(error) ?? String(error))
  }
}
