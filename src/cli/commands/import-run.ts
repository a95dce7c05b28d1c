// `unroll runs import DIR`: copies a run folder into the store.
import { resolve } from 'node:path'
import { exitCodes, reportFailure, withLab, type Context } from '../context'

/** Prints the folder of the copy. */
export function importRun(
  context: Context,
  path: string,
  { json }: { readonly json?: boolean },
): Promise<number> {
  const { output, folder } = context
  return withLab(context, async (lab) => {
    const imported = await lab.api.importRun(resolve(folder, path))
    if (!imported.ok) return reportFailure(context, imported)
    const { runId, folder: copy } = imported.value
    if (json) output.json({ type: 'imported', run: copy, id: runId })
    else output.line(`Imported as ${runId}\n${copy}`)
    return exitCodes.done
  })
}
