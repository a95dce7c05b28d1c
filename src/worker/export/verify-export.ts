// Runs an exported folder's test vectors through its own files, which may come from elsewhere.
import { join } from 'node:path'
import type { z } from 'zod'
import type { Parity, VerifyReport } from '#shared/domain/export'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { startBackend } from '../backend'
import { withRun } from '../inference/load-run'
import { damaged } from '../inference/read-file'
import type { LoadControl } from '../text/control'
import type { ExportedFiles, ExportedModel, Exporter } from './exporter'
import { exporterOf } from './exporters'
import { parityFileName, parityFileSchema } from '#shared/domain/parity-file'
import { measureParity } from './package/parity'
import { exportsIn, readFolder } from './package/read-folder'
import {
  parseVectors,
  runAsExported,
  testVectors,
  vectorsContent,
  type VectorsFile,
} from './package/vectors'

/**
 * What the files in `folder` compute, held against the outputs that the lab wrote beside them. Fails with `run-unreadable`, naming the
 * file that is missing, damaged or crafted, and with `stopped`.
 */
export async function verifyExport(
  folder: string,
  control: LoadControl,
): Promise<Result<VerifyReport>> {
  const inside = await exportsIn(folder)
  if (inside.length > 0) return severalExports(folder, inside)
  const files = await readFolder(folder)
  if (!files.ok) return files
  const format = formatOf(files.value, folder)
  if (!format.ok) return format
  if (format.value === 'unroll') return notWhole(folder)
  await startBackend()
  const exporter = await exporterOf(format.value)
  const parity = await proveFiles({ files: files.value, folder, exporter }, control)
  if (!parity.ok) return parity
  const isWithin = parity.value.largestDifference <= parity.value.limit
  return success({ format: format.value, folder, parity: parity.value, isWithin })
}

function severalExports(folder: string, names: readonly string[]): Failure {
  return failure(
    'run-unreadable',
    `${folder} is no export itself but holds some: ${names.join(', ')}. Name one of these folders, such as ${join(folder, names[0])}.`,
  )
}

function notWhole(folder: string): Failure {
  return failure(
    'run-unreadable',
    `${folder} is an exported run without its run.zip. Export it again.`,
  )
}

interface Proof {
  readonly files: ExportedFiles
  /** As sentences name it. */
  readonly folder: string
  readonly exporter: Exporter
}

/** Computes the test vectors among the files from the others. */
export async function proveFiles(
  { files, folder, exporter }: Proof,
  control: LoadControl,
): Promise<Result<Parity>> {
  const vectors = readVectors(files, folder)
  if (!vectors.ok) return vectors
  const opened = await exporter.open(files)
  return opened.ok ? compute(opened.value, vectors.value, folder, control) : opened
}

async function compute(
  model: ExportedModel,
  { vectors }: VectorsFile,
  folder: string,
  control: LoadControl,
): Promise<Result<Parity>> {
  try {
    return await measureParity(
      model,
      vectors.map(({ model: one }) => one),
      control,
    )
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return failure(
      'run-unreadable',
      `${folder} could not be computed: ${reason.replace(/\.$/, '')}.`,
    )
  } finally {
    model.close()
  }
}

function readVectors(files: ExportedFiles, folder: string): Result<VectorsFile> {
  const file = join(folder, 'test-vectors.json')
  const content = files.get('test-vectors.json')
  return content
    ? parseVectors(content, file)
    : failure('run-unreadable', `${file} is missing: this is no folder that the lab exported.`)
}

function formatOf(
  files: ExportedFiles,
  folder: string,
): Result<z.output<typeof parityFileSchema>['exported']> {
  const file = join(folder, parityFileName)
  const content = files.get(parityFileName)
  if (!content)
    return failure('run-unreadable', `${file} is missing: this is no folder that the lab exported.`)
  try {
    const parsed = parityFileSchema.safeParse(JSON.parse(new TextDecoder().decode(content)))
    if (parsed.success) return success(parsed.data.exported)
    const [issue] = parsed.error.issues
    return damaged(file, `${issue.path.join('.')}: ${issue.message}`)
  } catch {
    return damaged(file, 'it is not JSON')
  }
}

/** The test vectors of the run in `folder`, as the content of a file. */
export function vectorsOf(folder: string): Promise<Result<string>> {
  return withRun(folder, async (run) => {
    const vectors = await testVectors(run)
    return vectors.ok ? success(vectorsContent(vectors.value)) : vectors
  })
}

/**
 * What the run in `folder`, which may come from elsewhere, makes of test vectors from elsewhere, on this computer's kernels.
 * @param file of the vectors, as sentences name it
 */
export function verifyRun(
  folder: string,
  { content, file }: { readonly content: string; readonly file: string },
  control: LoadControl,
): Promise<Result<Parity>> {
  return withRun(folder, async (run) => {
    const vectors = parseVectors(new TextEncoder().encode(content), file)
    if (!vectors.ok) return vectors
    return compute(runAsExported(run), vectors.value, folder, control)
  })
}
