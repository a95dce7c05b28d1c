// The exit status for how a run ended, and the last words about it.
import { dirname, join } from 'node:path'
import { describePosition, isAtEnd } from '#shared/domain/position'
import { exitCodes, type Context } from './context'
import type { EndedRun } from './follow-run'

type Place = Pick<EndedRun, 'record' | 'folder'>

/** Says why a run is not done, and how to go on where it can. */
export function exitCodeOf(context: Pick<Context, 'output' | 'home'>, run: EndedRun): number {
  const { output, home } = context
  const { record, folder } = run
  if (record.state === 'done') return exitCodes.done
  if (record.state === 'stopped') output.note(stoppedSentence(run))
  else output.note(record.message ?? `The run in ${folder} did not finish.`)
  if (record.state !== 'failed' && canGoOn(record))
    output.note(`To go on: ${resumeCommand(home, run)}`)
  return record.state === 'stopped' ? exitCodes.stopped : exitCodes.failed
}

/** The command that takes a run up again. */
export function resumeCommand(home: string, { record, folder }: Place): string {
  return `unroll train --resume ${runArgument(home, { record, folder })}`
}

/** How a run is named on the command line: by its id where the store has it, else by its folder. */
export function runArgument(home: string, { record, folder }: Place): string {
  if (dirname(folder) === join(home, 'runs')) return record.id
  return /^[\w./:\\-]+$/.test(folder) ? folder : `"${folder}"`
}

/** Whether the record tells of a checkpoint with epochs left. */
export function canGoOn({ position, plannedEpochs }: EndedRun['record']): boolean {
  return position !== null && !isAtEnd(position, plannedEpochs)
}

function stoppedSentence({ record, folder, evaluation }: EndedRun): string {
  if (record.position)
    return `Stopped at ${describePosition(record.position)}. The run is kept in ${folder}.`
  return evaluation !== null || record.epochs > 0
    ? `Stopped. The run is kept in ${folder}.`
    : `Stopped before anything was learned. What there is of the run is in ${folder}.`
}
