// `unroll runs delete RUN...`: moves runs to the system's trash, once a person has agreed.
import { plural } from '#shared/domain/format'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { readLines } from '../read-lines'
import { runReference } from '../run-argument'

/** Asks on a terminal; elsewhere it needs --yes. All runs go or, when one of them cannot, none. */
export async function deleteRuns(
  context: Context,
  runs: readonly string[],
  { yes, json }: { readonly yes?: boolean; readonly json?: boolean },
): Promise<number> {
  const { output, folder, input } = context
  const what = `${plural(runs.length, 'run')} (${runs.join(', ')})`
  if (!yes && !input.isTTY) {
    output.note(`Nobody can be asked here whether to delete ${what}. Say --yes to do it.`)
    return exitCodes.wrongInput
  }
  if (!yes && !(await agrees(context, `Move ${what} to the trash? Type y for yes:`))) {
    output.note('Nothing was deleted.')
    return exitCodes.done
  }
  return withLab(context, async (lab) => {
    const references = runs.map((run) => runReference(run, folder))
    const deleted = await lab.api.deleteRuns(references)
    if (!deleted.ok) return reportFailure(context, deleted)
    if (json) output.json({ type: 'deleted', runs })
    else output.line(`Moved ${what} to the trash.`)
    return exitCodes.done
  })
}

async function agrees({ output, input }: Context, question: string): Promise<boolean> {
  output.note(question)
  for await (const [answer] of readLines(input)) return /^\s*y(es)?\s*$/i.test(answer)
  return false
}
