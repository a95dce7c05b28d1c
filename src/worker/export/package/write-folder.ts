// Writes an exported folder whole or not at all.
import { dirname, join } from 'node:path'
import type { ExportReport } from '#shared/domain/export'
import { success, type Result } from '#shared/protocol/result'
import { makeFolders } from '../../../files/make-folders'
import { makeFolder } from '../../../files/new-folder'
import { writeWhole } from '../../../files/write-file'
import type { Content } from '../exporter'

/** Fails with `disk-full` or `write-failed`, after which nothing is left behind. */
export async function writeFolder(
  out: string,
  content: Content,
): Promise<Result<ExportReport['files']>> {
  const failed = await makeFolder(out, async (folder) => {
    for (const [name, data] of content) {
      await makeFolders(dirname(join(folder, name)))
      const unwritten = await writeWhole(join(folder, name), data)
      if (unwritten) return unwritten
    }
    return null
  })
  return (
    failed ?? success(content.map(([name, data]) => ({ name, bytes: Buffer.byteLength(data) })))
  )
}
