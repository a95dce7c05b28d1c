// `unroll export RUN --format onnx --out DIR`: the trained model for elsewhere, with the proof that it computes the same.
import { join, resolve } from 'node:path'
import {
  exportFormats,
  parityWords,
  type ExportFormat,
  type ExportReport,
} from '#shared/domain/export'
import { formatBytes } from '#shared/domain/format'
import { failure, type Failure, type Result } from '#shared/protocol/result'
import type { Lab } from '../../engine/lab'
import { findTaken } from '../../engine/runs/find-taken'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { interruptible, type Interruptible } from '../interruptible'
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
    if (format === 'all') return exportAll(context, lab, run, { folder, print })
    const { answer } = await exportOne(context, lab, run, { format, folder })
    if (!answer.ok) return reportFailure(context, answer)
    print(answer.value)
    return exitCodes.done
  })
}

async function exportAll(
  context: Context,
  lab: Lab,
  run: string,
  { folder, print }: { readonly folder: string; readonly print: (report: ExportReport) => void },
): Promise<number> {
  // Asked once: afterwards each format finds a folder of its own that is new.
  const taken = await findTaken(folder, null)
  if (taken) return reportFailure(context, taken)
  const written: ExportFormat[] = []
  let isStopped = false
  for (const format of exportFormats) {
    if (isStopped) return reportFailure(context, withWritten(stopped, folder, written))
    const place = { format, folder: join(folder, format) }
    const { answer, isInterrupted } = await exportOne(context, lab, run, place)
    // One that was as good as written when Ctrl-C came is the last.
    isStopped = isInterrupted
    if (answer.ok) {
      print(answer.value)
      written.push(format)
    } else if (answer.code === 'model-refused') context.output.note(answer.message)
    else return reportFailure(context, withWritten(answer, folder, written))
  }
  return exitCodes.done
}

const stopped = failure('stopped', 'The export was stopped.')

/** After the sentence of what ended `all` stands what it leaves: nothing goes into a folder that has something in it. */
function withWritten(failed: Failure, folder: string, written: readonly ExportFormat[]): Failure {
  if (written.length === 0) return failed
  const left = `Written to ${folder} by then: ${written.join(', ')}. To export all formats again, name a new folder.`
  return { ...failed, message: `${failed.message} ${left}` }
}

function exportOne(
  context: Context,
  lab: Lab,
  run: string,
  { format, folder }: { readonly format: ExportFormat; readonly folder: string },
): Promise<Interruptible<Result<ExportReport>>> {
  const request = { requestId: `export-${format}`, format, out: folder }
  const reference = runReference(run, context.folder)
  return interruptible(lab, context.output, request.requestId, () =>
    lab.api.exportRun(reference, request),
  )
}

function printReport({ output }: Context, report: ExportReport, isJson: boolean): void {
  if (isJson) return output.json({ type: 'export', ...report })
  output.line(report.folder)
  for (const { name, bytes } of report.files) output.line(`  ${name}  ${formatBytes(bytes)}`)
  output.line(`Checked by ${parityWords(report.parity)}`)
}
