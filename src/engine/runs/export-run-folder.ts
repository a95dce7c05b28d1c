// Exports a run as its own folder in one zip, for another lab to import.
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportReport, ExportRequest, Parity } from '#shared/domain/export'
import { parityFile } from '#shared/domain/parity-file'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { findTaken, makeFolder } from '../../files/new-folder'
import { visitZip } from '../../files/unzip'
import type { WorkControl } from '../../files/work-control'
import { writeWhole } from '../../files/write-file'
import { writeZip, type ZipSource } from '../../files/zip'
import type { ErrandControl } from '../errands'
import { readRecord, runFiles } from './run-files'
import { isLockAlive } from './run-lock'
import { unrollReadme } from './unroll-readme'
import { parityOf, runZipLimits, runZipName, runZipSources, vectorsName } from './run-zip'

export interface RunFolderExport {
  /** Of this lab. */
  readonly version: string
  readonly control: ErrandControl
  /** The test vectors of the run in a folder, as the content of a file. */
  readonly vectorsOf: (folder: string) => Promise<Result<string>>
}

/**
 * Writes `run.zip`, a README, the proof and, of a run with a model, test vectors into `request.out`, which must be new or empty; reads the zip back and compares every byte. Fails with
 * `busy` while the run trains, `run-unreadable`, `export-differs`, `stopped`, `disk-full` or `write-failed`.
 */
export async function exportRunFolder(
  folder: string,
  { out }: ExportRequest,
  lab: RunFolderExport,
): Promise<Result<ExportReport>> {
  const refused = (await findTaken(out, folder)) ?? (await findBusy(folder))
  if (refused) return refused
  const record = await readRecord(folder)
  if (!record.ok) return record
  const sources = await runZipSources(folder)
  if (!sources.ok) return sources
  const vectors = await findVectors(folder, sources.value, lab)
  if (!vectors.ok) return vectors
  const texts = [['README.md', unrollReadme(record.value)] as const, ...vectors.value]
  let report: ExportReport | undefined
  const failed = await makeFolder(out, async (partial) => {
    const packed = await pack(join(partial, runZipName), sources.value, lab)
    if (!packed.ok) return packed
    const { bytes, parity } = packed.value
    const all = [...texts, parityFile('unroll', parity)]
    for (const [name, content] of all) {
      const unwritten = await writeWhole(join(partial, name), content)
      if (unwritten) return unwritten
    }
    const files = all.map(([name, content]) => ({ name, bytes: Buffer.byteLength(content) }))
    report = {
      ...{ format: 'unroll', folder: out, parity },
      files: [{ name: runZipName, bytes }, ...files],
    }
    return null
  })
  if (failed) return failed
  if (!report) throw new Error('The folder was made without its report.')
  return success(report)
}

/** Of a run in which nothing was learned there are none. */
async function findVectors(
  folder: string,
  sources: readonly ZipSource[],
  { vectorsOf }: RunFolderExport,
): Promise<Result<(readonly [name: string, content: string])[]>> {
  const model = runFiles.model.replaceAll('\\', '/')
  if (!sources.some(({ name }) => name === model)) return success([])
  const vectors = await vectorsOf(folder)
  return vectors.ok ? success([[vectorsName, vectors.value]]) : vectors
}

async function findBusy(folder: string): Promise<Failure | null> {
  if (!(await isLockAlive(folder))) return null
  return failure('busy', `${folder} is still training. Export it when it has ended, or stop it.`)
}

async function pack(
  file: string,
  sources: readonly ZipSource[],
  { version, control }: RunFolderExport,
): Promise<Result<{ bytes: number; parity: Parity }>> {
  control.enter('exporting')
  const written = await writeZip(file, sources, control)
  if (!written.ok) return written
  control.enter('checking')
  const compared = await compare(file, sources, control)
  if (!compared.ok) return compared
  const found = { vectors: sources.length, numbers: compared.value, largestDifference: 0 }
  return success({ bytes: written.value, parity: parityOf(version, found) })
}

/** How many bytes of the zip are those of the sources, all of them; the failure names a file that is another. */
async function compare(
  zip: string,
  sources: readonly ZipSource[],
  control: WorkControl,
): Promise<Result<number>> {
  const missing = new Map(sources.map((source) => [source.name, source]))
  let bytes = 0
  const failed = await visitZip(
    zip,
    { file: zip, limits: runZipLimits, control },
    async (name, pieces) => {
      const source = missing.get(name)
      missing.delete(name)
      const same = source ? await countSame(source, pieces) : null
      if (same === null) return differs(name)
      if (!same.ok) return same
      bytes += same.value
      return null
    },
  )
  if (failed) return failed
  const [left] = missing.keys()
  return left === undefined ? success(bytes) : differs(left)
}

/** The bytes of a source, when the pieces are all of them; else null. */
async function countSame(
  source: ZipSource,
  pieces: AsyncIterable<Result<Buffer>>,
): Promise<Result<number> | null> {
  const original = await openSource(source)
  let done = 0
  try {
    for await (const piece of pieces) {
      if (!piece.ok) return piece
      const { length } = piece.value
      if (!piece.value.equals(await original.read(done, length))) return null
      done += length
    }
    return done === original.size ? success(done) : null
  } finally {
    await original.close()
  }
}

interface Original {
  readonly size: number
  read(from: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}

async function openSource(source: ZipSource): Promise<Original> {
  if (!('path' in source)) {
    const { content } = source
    const read = async (from: number, length: number): Promise<Uint8Array> =>
      content.subarray(from, from + length)
    return { size: content.length, read, close: async () => {} }
  }
  const handle = await open(source.path, 'r')
  const { size } = await handle.stat()
  return { size, read: (from, length) => readAt(handle, from, length), close: () => handle.close() }
}

async function readAt(handle: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
  return buffer.subarray(0, bytesRead)
}

function differs(name: string): Failure {
  return failure(
    'export-differs',
    `Nothing was exported: ${name} is not the same in the zip. If something has written to the run meanwhile, try again.`,
  )
}
