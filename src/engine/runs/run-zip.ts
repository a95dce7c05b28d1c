// `run.zip`: a run folder packed for another lab.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parityLimit, type Parity } from '#shared/domain/export'
import { withoutPlaces } from '#shared/experiment/without-places'
import { success, type Result } from '#shared/protocol/result'
import type { ZipLimits } from '../../files/unzip'
import type { ZipSource } from '../../files/zip'
import { listImportFiles } from './import-files'
import { readText } from './read-json'
import { readExperiment, runFiles } from './run-files'
import { hidingPlaces } from './hidden-places'

export const runZipName = 'run.zip'
/** Beside it. */
export const vectorsName = 'test-vectors.json'

/** More than any run has; a zip that holds more was made to fill a disk. */
export const runZipLimits: ZipLimits = { entries: 200_000, bytes: 64 * 1024 ** 3 }

/** Files of text that may name places of this computer. */
const telling: readonly string[] = [runFiles.record, runFiles.report, runFiles.log]

/**
 * What is packed of a run folder: the files that belong to a run, those that tell where things lie without that. Left out is the training
 * text of a language model, which is kept to look for copies in: whoever gives a model away need not give the data away.
 */
export async function runZipSources(folder: string): Promise<Result<ZipSource[]>> {
  const files = await listImportFiles(folder)
  if (!files.ok) return files
  const experiment = await readExperiment(folder)
  if (!experiment.ok) return experiment
  const hide = hidingPlaces(folder, experiment.value)
  const sources: ZipSource[] = []
  for (const file of files.value.filter((one) => one !== runFiles.ngrams)) {
    const name = file.replaceAll('\\', '/')
    const path = join(folder, file)
    if (file === runFiles.experiment) {
      const content = encoded(`${JSON.stringify(withoutPlaces(experiment.value), null, 2)}\n`)
      sources.push({ name, content })
    } else if (telling.includes(file)) {
      const text = await readText(path)
      if (!text.ok) return text
      sources.push({ name, content: encoded(hide(text.value ?? '')) })
    } else sources.push({ name, path })
  }
  return success(sources)
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Whether a folder is an exported run folder: one that holds run.zip, and neither a run nor a model beside it. */
export async function isRunZipFolder(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => [])
  return names.includes(runZipName) && !names.includes(runFiles.record)
}

/** The proof of a zip that was read back. */
export function parityOf(
  version: string,
  found: Pick<Parity, 'vectors' | 'numbers' | 'largestDifference'>,
): Parity {
  return { program: `Unroll ${version}, reading the zip back`, ...found, limit: parityLimit }
}
