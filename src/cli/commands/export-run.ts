// `unroll export RUN --format onnx --out DIR`: the trained model for elsewhere, with the proof that it computes the same.
import { join, resolve } from 'node:path'
import {
  exportFormats,
  parityWords,
  type ExportFormat,
  type ExportReport,
} from '#shared/domain/export'
import { formatBytes } from '#shared/domain/format'
import type { Result } from '#shared/protocol/result'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { interruptible } from '../interruptible'
import { runReference } from '../run-argument'

export interface ExportArguments {
  readonly format: ExportFormat | 'all'
  readonly out: string
  readonly json?: boolean
}

/**
 * Writes the export and prints its files and its proof. Of `all` each format gets a folder of its own in `out`; what a format cannot
 * express is said, and the others are written.
 */
export function exportRun(
  context: Context,
  run: string,
  { format, out, json }: ExportArguments,
): Promise<number> {
  const folder = resolve(context.folder, out)
  return withLab(context, async (lab) => {
    const print = (report: ExportReport): void => printReport(context, report, json === true)
    if (format !== 'all') {
      const exported = await exportOne(context, lab, run, { format, folder })
      if (!exported.ok) return reportFailure(context, exported)
      print(exported.value)
      return exitCodes.done
    }
    for (const each of exportFormats) {
      const exported = await exportOne(context, lab, run, {
        ...{ format: each, folder: join(folder, each) },
      })
      if (exported.ok) print(exported.value)
      else if (exported.code === 'model-refused') context.output.note(exported.message)
      else return reportFailure(context, exported)
    }
    return exitCodes.done
  })
}

async function exportOne(
  context: Context,
  lab: Lab,
  run: string,
  { format, folder }: { readonly format: ExportFormat; readonly folder: string },
): Promise<Result<ExportReport>> {
  const request = { requestId: `export-${format}`, format, out: folder }
  const reference = runReference(run, context.folder)
  const { answer } = await interruptible(lab, context.output, request.requestId, () =>
    lab.api.exportRun(reference, request),
  )
  return answer
}

function printReport({ output }: Context, report: ExportReport, isJson: boolean): void {
  if (isJson) return output.json({ type: 'export', ...report })
  output.line(report.folder)
  for (const { name, bytes } of report.files) output.line(`  ${name}  ${formatBytes(bytes)}`)
  output.line(`Checked by ${parityWords(report.parity)}`)
}
