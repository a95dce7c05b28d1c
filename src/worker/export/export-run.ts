// Exports a run: writes the format's files, has them computed by a program that is not the lab's, and puts them in place.
import type { ExportReport, ExportRequest, Parity } from '#shared/domain/export'
import { formatDifference } from '#shared/domain/format'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { findTaken } from '../../files/new-folder'
import { withRun, type LoadedRun } from '../inference/load-run'
import { encoderDecoderOf, networkOf } from '../model/network-of'
import { stopped, type LoadControl } from '../text/control'
import type { Content, ExportedFiles, Exporter, ExportSubject } from './exporter'
import { exporterOf, type ModelFormat } from './exporters'
import { parityFile } from '#shared/domain/parity-file'
import { exampleOf } from './package/example'
import { exportReadme } from './package/readme'
import { proveFiles } from './verify-export'
import { sharedFiles } from './package/shared-files'
import { testVectors } from './package/vectors'
import { writeFolder } from './package/write-folder'

/**
 * Writes the export of the run in `folder` into `request.out`, which must be new or empty and not in that folder; it appears whole or not at all, and
 * only when it computes what the lab computes. Fails with `run-unreadable`, `model-refused`, `export-differs`, `stopped`, `disk-full` or
 * `write-failed`.
 */
export async function exportRun(
  folder: string,
  request: ExportRequest & { readonly format: ModelFormat },
  control: LoadControl,
): Promise<Result<ExportReport>> {
  return exportBy(await exporterOf(request.format), folder, request, control)
}

/** The same by an exporter at hand. */
export function exportBy(
  exporter: Exporter,
  folder: string,
  { format, out }: Pick<ExportRequest, 'format' | 'out'>,
  control: LoadControl,
): Promise<Result<ExportReport>> {
  return withRun(folder, async (run) => {
    const taken = await findTaken(out, folder)
    if (taken) return taken
    const content = await contentOf(run, exporter, control)
    if (!content.ok) return content
    const parity = await proof(content.value, exporter, control)
    if (!parity.ok) return parity
    const refused = findDifference(parity.value)
    if (refused) return refused
    if (control.isStopped()) return stopped('The export')
    const files = [...content.value, parityFile(format, parity.value)]
    const written = await writeFolder(out, files)
    return written.ok
      ? success({ format, folder: out, files: written.value, parity: parity.value })
      : written
  })
}

/** Every file but the proof. */
async function contentOf(
  run: LoadedRun,
  exporter: Exporter,
  control: LoadControl,
): Promise<Result<Content>> {
  const refused = exporter.findRefusal(run)
  if (refused) return refused
  control.onProgress({ phase: 'exporting', done: 0, total: null, unit: 'files' })
  const vectors = await testVectors(run)
  if (!vectors.ok) return vectors
  const subject = { run, network: subjectNetwork(run), vectors: vectors.value }
  const files = await exporter.files(subject)
  if (!files.ok) return files
  const readme = [
    'README.md',
    exportReadme(run, exporter.readme(run, exampleOf(vectors.value))),
  ] as const
  return success([...files.value, ...sharedFiles(subject), readme])
}

function subjectNetwork({ model, experiment }: LoadedRun): ExportSubject['network'] {
  return experiment.task === 'seq2seq'
    ? { kind: 'encoder-decoder', network: encoderDecoderOf(model, experiment) }
    : { kind: 'network', network: networkOf(model, experiment) }
}

async function proof(
  content: Content,
  exporter: Exporter,
  control: LoadControl,
): Promise<Result<Parity>> {
  const encoder = new TextEncoder()
  const files: ExportedFiles = new Map(
    content.map(([name, data]) => [name, typeof data === 'string' ? encoder.encode(data) : data]),
  )
  return proveFiles({ files, folder: 'the export', exporter }, control)
}

function findDifference({ program, largestDifference, limit }: Parity): Failure | null {
  if (largestDifference <= limit) return null
  return failure(
    'export-differs',
    `Nothing was exported: ${program} computes something else from the files, by up to ${formatDifference(largestDifference)} where ${formatDifference(limit)} is allowed. Export in another format, and report this with the experiment file.`,
  )
}
