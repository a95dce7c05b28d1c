// Finds out what a path is that is to be imported, by its names and its first bytes.
import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { parityFileName, parityFileSchema } from '#shared/domain/parity-file'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { listZip } from '../../files/unzip'
import { errorCode } from '../../files/write-file'
import { readJson } from './read-json'
import { runFiles } from './run-files'
import { runZipLimits, runZipName } from './run-zip'

/** `prefix`: the folder in the zip that the run is in, with its `/`; empty when it is at the top. */
export type Importable =
  | { readonly kind: 'run'; readonly folder: string }
  | { readonly kind: 'zip'; readonly file: string; readonly prefix: string }
  | { readonly kind: 'model'; readonly path: string }

const hdf5Signature = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])
const zipSignature = Buffer.from([0x50, 0x4b])
const kerasConfig = 'config.json'
/** Far more than a proof has. */
const mostProofBytes = 2 ** 16

/** Fails with `run-unreadable` when the path is not there, and with `model-refused` when it is nothing that the lab takes. */
export async function recogniseImport(path: string): Promise<Result<Importable>> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return await recogniseFolder(path)
    return found.isFile() ? await recogniseFile(path) : nothing(path)
  } catch (error) {
    const code = errorCode(error)
    if (code === undefined) throw error
    const reason =
      code === 'ENOENT' || code === 'ENOTDIR' ? 'is not there' : `could not be read (${code})`
    return failure('run-unreadable', `${path} ${reason}.`)
  }
}

async function recogniseFolder(folder: string): Promise<Result<Importable>> {
  const names = await readdir(folder)
  if (names.includes(parityFileName)) {
    const oneWay = await findOneWay(folder)
    if (oneWay) return oneWay
  }
  if (names.includes(runFiles.record)) return success({ kind: 'run', folder })
  if (names.includes(runZipName)) return recogniseFile(join(folder, runZipName))
  if (names.includes('model.json')) return success({ kind: 'model', path: folder })
  // As an export writes them, side by side: both hold the same model.
  const model =
    names.find((name) => name.endsWith('.keras')) ??
    names.find((name) => /\.(?:h5|hdf5)$/.test(name))
  return model === undefined ? nothing(folder) : recogniseFile(join(folder, model))
}

async function recogniseFile(path: string): Promise<Result<Importable>> {
  if (basename(path) === runFiles.record) return success({ kind: 'run', folder: dirname(path) })
  const start = await firstBytes(path)
  if (start.equals(hdf5Signature)) return success({ kind: 'model', path })
  if (start.subarray(0, 2).equals(zipSignature)) return recogniseZip(path)
  const isJson = /^\ufeff?\s*\{/.test(start.toString('utf8'))
  if (isJson && path.endsWith('.json')) return success({ kind: 'model', path })
  return notA(path, start) ?? nothing(path)
}

/** What a file is not that its name says it is. */
function notA(path: string, start: Buffer): Failure | null {
  if (start.length === 0)
    return failure(
      'model-refused',
      `${path} is empty. Copy or save it again, or name another file.`,
    )
  const kind = kindOfName(extname(path))
  return kind === null
    ? null
    : failure(
        'model-refused',
        `${path} is no ${kind}. Copy or save it again, or name another file.`,
      )
}

function kindOfName(extension: string): string | null {
  switch (extension) {
    case '.keras':
      return 'zip, as a .keras file is'
    case '.zip':
      return 'zip'
    case '.h5':
    case '.hdf5':
      return 'HDF5 file'
    default:
      return null
  }
}

/** The failure for an exported folder that the lab writes for other programs alone. */
async function findOneWay(folder: string): Promise<Failure | null> {
  const path = join(folder, parityFileName)
  const state = await stat(path)
  if (!state.isFile() || state.size > mostProofBytes) return null
  const proof = await readJson({ path, schema: parityFileSchema, format: 'unroll-parity/1' })
  const format = proof.ok ? proof.value?.exported : undefined
  if (format === undefined || ['unroll', 'keras', 'tfjs'].includes(format)) return null
  return failure(
    'model-refused',
    `${folder} is an export as ${format}, which the lab does not import. Export the run as unroll, keras or tfjs to import it.`,
  )
}

async function recogniseZip(file: string): Promise<Result<Importable>> {
  const names = await listZip(file, runZipLimits)
  if (!names.ok) return names
  const records = names.value.filter((name) => basename(name) === runFiles.record).toSorted(byDepth)
  // A zip that a person made of the folder has the run one folder down; one of an export's folder has run.zip, which is not looked for.
  const record = records.find((name) => name.split('/').length <= 2)
  if (record !== undefined)
    return success({ kind: 'zip', file, prefix: record.slice(0, -runFiles.record.length) })
  if (names.value.includes(kerasConfig)) return success({ kind: 'model', path: file })
  return failure(
    'model-refused',
    `${file} holds neither a run (${runFiles.record}) nor a Keras model (${kerasConfig}). If a model is in it, unpack it and import that.`,
  )
}

/** The one at the top before those in folders. */
function byDepth(one: string, other: string): number {
  return one.split('/').length - other.split('/').length
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(hdf5Signature.length),
      0,
      hdf5Signature.length,
      0,
    )
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function nothing(path: string): Result<never> {
  return failure(
    'model-refused',
    `${path} is nothing that the lab can import: neither a run folder, a ${runZipName}, a model.json of TensorFlow.js, nor a .keras or .h5 file.`,
  )
}
