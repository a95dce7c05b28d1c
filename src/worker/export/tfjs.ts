// Exports a run as a folder that plain @tensorflow/tfjs runs.
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExportReport } from '#shared/domain/run'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import { writeFailure, writeWhole } from '../../files/write-file'
import { withRun } from '../inference/load-run'
import { exportContent, type Content } from './content'

/**
 * Writes the export into `out`, which must be new or empty; it appears whole or not at all.
 * Fails with `run-unreadable`, `disk-full` or `write-failed`.
 */
export function exportTfjs(folder: string, out: string): Promise<Result<ExportReport>> {
  return withRun(folder, async (run) => {
    const taken = await findTaken(out)
    if (taken) return taken
    const content = await exportContent(run)
    return content.ok ? writeFolder(out, content.value) : content
  })
}

async function findTaken(out: string): Promise<Failure | undefined> {
  const state = await stat(out).catch(() => undefined)
  if (!state) return undefined
  if (!state.isDirectory()) {
    return failure('write-failed', `${out} is a file; name a new folder to export to.`)
  }
  const names = await readdir(out).catch(() => ['?'])
  return names.length === 0
    ? undefined
    : failure('write-failed', `${out} is not empty; name a new folder to export to.`)
}

async function writeFolder(out: string, content: Content): Promise<Result<ExportReport>> {
  let partial: string | undefined
  try {
    await mkdir(dirname(out), { recursive: true })
    const name = `${out}.partial-${process.pid}-${Date.now().toString(36)}`
    await mkdir(name)
    partial = name
    for (const [name, data] of content) {
      const failed = await writeWhole(join(partial, name), data)
      if (failed) return failed
    }
    await rmdir(out).catch(() => {})
    await rename(partial, out)
    partial = undefined
  } catch (error) {
    return writeFailure(out, error)
  } finally {
    if (partial) await rm(partial, { recursive: true, force: true }).catch(() => {})
  }
  const files = content.map(([name, data]) => ({ name, bytes: Buffer.byteLength(data) }))
  return success({ format: 'tfjs', folder: out, files })
}
