// Takes a zipped run into the store: unpacked where nobody lists it, then looked at like any run folder from elsewhere.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '#shared/protocol/result'
import { makeFolders } from '../../files/make-folders'
import { extractZip } from '../../files/unzip'
import type { WorkControl } from '../../files/work-control'
import { writeFailure } from '../../files/write-file'
import { importUnpacked } from './import-run'
import { createRunId } from './run-id'
import { runZipLimits } from './run-zip'

/**
 * @param prefix the folder in the zip that the run is in; empty when it is at the top
 *
 * Fails with `run-unreadable`, `stopped`, `disk-full` or `write-failed`, after which nothing is left in the store.
 */
export async function importZip(
  { file, prefix }: { readonly file: string; readonly prefix: string },
  storeFolder: string,
  control: WorkControl,
): Promise<Result<{ id: string; folder: string }>> {
  const draft = join(storeFolder, `.import-${createRunId('zip')}`)
  try {
    await makeFolders(storeFolder)
    const extracted = await extractZip(file, draft, { limits: runZipLimits, control })
    if (!extracted.ok) return extracted
    const imported = await importUnpacked(join(draft, prefix), storeFolder)
    // A sentence that names a file of the draft is about that of the zip.
    return imported.ok
      ? imported
      : { ...imported, message: imported.message.replaceAll(draft, file) }
  } catch (error) {
    return writeFailure(draft, error)
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined)
  }
}
