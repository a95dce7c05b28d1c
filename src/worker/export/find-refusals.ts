// Finds out which formats cannot express a run, before anything is exported.
import { exportFormats, type ExportFormat, type ExportRefusals } from '#shared/domain/export'
import { success, type Result } from '#shared/protocol/result'
import { withRun } from '../inference/load-run'
import { exporterOf } from './exporters'

/** Why the run in `folder` cannot be expressed, by format; fails with `run-unreadable`. */
export function findRefusals(folder: string): Promise<Result<ExportRefusals>> {
  return withRun(folder, async (run) => {
    const found: [ExportFormat, string][] = []
    for (const format of exportFormats) {
      if (format === 'unroll') continue
      const refusal = (await exporterOf(format)).findRefusal(run)
      if (refusal) found.push([format, refusal.message])
    }
    return success(Object.fromEntries(found))
  })
}
