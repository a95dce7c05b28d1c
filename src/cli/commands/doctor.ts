// `unroll doctor`: what this machine has.
import { formatBytes } from '#shared/domain/format'
import type { LabDescription } from '#shared/protocol/lab-api'
import { exitCodes, withLab, type Context } from '../context'
import { describeElectron } from '../electron-presence'
import { formatBackend } from '../format/environment'

/** Prints the backend and its version, threads, Electron and paths. */
export function diagnose(context: Context, { json }: { readonly json?: boolean }): Promise<number> {
  const { output, root } = context
  return withLab(context, async (lab) => {
    const description = await lab.api.describe()
    const electron = describeElectron(root, process.env)
    const { environment } = description
    if (json)
      output.json({
        type: 'doctor',
        ...description,
        ...environment,
        version: description.version,
        backend: formatBackend(environment),
        kernels: environment.kernels ?? null,
        electron,
        installation: root,
      })
    else output.line(formatDescription(description, electron, root))
    if (!json && environment.warning) output.note(environment.warning)
    return exitCodes.done
  })
}

function formatDescription(lab: LabDescription, electron: string, root: string): string {
  const { environment } = lab
  const rows: [string, string][] = [
    ['Unroll', lab.version],
    ['Node', `${environment.node} on ${environment.platform}`],
    ['Backend', formatBackend(environment)],
    ['Kernels', environment.kernels ?? 'unknown'],
    ['Threads', String(environment.threads)],
    ['Memory', formatBytes(lab.memoryBytes)],
    ['Electron', electron],
    ['Runs', lab.home],
    ['Sample', lab.samplePath],
    ['Installed', root],
  ]
  return rows.map(([name, value]) => `${name.padEnd(10)} ${value}`).join('\n')
}
