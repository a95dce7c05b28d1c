// Replaces a file in one step without waiting for the disk: after a power cut it may be damaged, which readers pass over.
import { rename, rm, writeFile } from 'node:fs/promises'
import { threadId } from 'node:worker_threads'
import type { Failure } from '#shared/protocol/result'
import { writeFailure } from '../../files/write-file'

/** Null when it is written; else `disk-full` or `write-failed`, naming the file, which is then as it was. */
export async function writeQuickly(
  file: string,
  content: string | Uint8Array,
): Promise<Failure | null> {
  const partial = `${file}.${process.pid}-${threadId}.partial`
  try {
    await writeFile(partial, content)
    await rename(partial, file)
    return null
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    return writeFailure(file, error)
  }
}
