// `unroll runs note RUN`: what a person says of a run.
import type { RunNotes } from '#shared/domain/run'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { runReference } from '../run-argument'

export interface NoteArguments {
  readonly name?: string
  readonly notes?: string
  readonly tag: readonly string[]
  readonly star?: boolean
  readonly json?: boolean
}

/** Changes what is given and prints what the run says then; an empty text or tag takes away what was there. */
export async function noteRun(
  context: Context,
  run: string,
  { json, ...given }: NoteArguments,
): Promise<number> {
  const { output, folder } = context
  const change = changeOf(given)
  if (Object.keys(change).length === 0) {
    output.note('Nothing to note: give --name, --notes, --tag, --star or --no-star.')
    return exitCodes.wrongInput
  }
  return withLab(context, async (lab) => {
    const noted = await lab.api.updateRun(runReference(run, folder), change)
    if (!noted.ok) return reportFailure(context, noted)
    if (json) output.json({ type: 'notes', run, ...noted.value })
    else output.line(formatNotes(noted.value))
    return exitCodes.done
  })
}

function changeOf({ name, notes, tag, star }: NoteArguments): Partial<RunNotes> {
  return {
    ...(name === undefined ? {} : { name: name.trim() === '' ? null : name }),
    ...(notes === undefined ? {} : { notes }),
    ...(tag.length === 0 ? {} : { tags: [...tag] }),
    ...(star === undefined ? {} : { starred: star }),
  }
}

function formatNotes({ name, notes, tags, starred }: RunNotes): string {
  return [
    `Name   ${name ?? "the experiment's"}`,
    `Star   ${starred ? 'yes' : 'no'}`,
    `Tags   ${tags.length > 0 ? tags.join(', ') : 'none'}`,
    `Notes  ${notes === '' ? 'none' : notes}`,
  ].join('\n')
}
