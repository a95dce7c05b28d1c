// `unroll export RUN --format tfjs --out DIR`: the trained model for elsewhere.
import { resolve } from 'node:path'
import { formatBytes } from '#shared/domain/format'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { runReference } from '../run-argument'

export interface ExportArguments {
  readonly format: 'tfjs'
  readonly out: string
  readonly json?: boolean
}

/** Writes the export and prints its files. */
export function exportRun(
  context: Context,
  run: string,
  { format, out, json }: ExportArguments,
): Promise<number> {
  const { output, folder } = context
  return withLab(context, async (lab) => {
    const reference = runReference(run, folder)
    const exported = await lab.api.exportRun(reference, format, resolve(folder, out))
    if (!exported.ok) return reportFailure(context, exported)
    const { value } = exported
    if (json) output.json({ type: 'export', ...value })
    else {
      output.line(value.folder)
      for (const { name, bytes } of value.files) output.line(`  ${name}  ${formatBytes(bytes)}`)
    }
    return exitCodes.done
  })
}
