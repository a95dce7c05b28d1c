// `unroll sweep FILE`: trains each run of a sweep, one after the other, and tells which was the best.
import { join, resolve } from 'node:path'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { canGoOn, resumeCommand } from '../exit-code'
import { followSweep, type SweepOutcome } from '../follow-sweep'
import { JsonSweepPrinter, sweepJson } from '../json-sweep-printer'
import type { PlannedRun, SweepPrinter, SweptRun } from '../sweep-printer'
import { readSweepInput } from '../sweep-input'
import { formatPlan, TextSweepPrinter } from '../text-sweep-printer'

export interface SweepArguments {
  readonly data?: string
  readonly set: readonly string[]
  readonly out?: string
  readonly from: number
  readonly dryRun?: boolean
  readonly json?: boolean
}

interface Plan {
  readonly name: string
  readonly runs: readonly PlannedRun[]
}

/** 0 when every run is done; 1 when one failed, with the others trained all the same; 130 after Ctrl-C. */
export async function sweep(
  context: Context,
  file: string,
  given: SweepArguments,
): Promise<number> {
  const { output, folder } = context
  const read = await readSweepInput({ file, set: given.set, data: given.data, folder })
  if (!read.ok) return reportFailure(context, read)
  const { name } = read.value
  const all = read.value.runs.map((run, index) => ({ ...run, number: index + 1 }))
  const plan = { name, runs: all.slice(given.from - 1) }
  if (plan.runs.length === 0) {
    output.note(`--from ${given.from}: the sweep has only ${all.length} runs.`)
    return exitCodes.wrongInput
  }
  if (given.dryRun) return printPlan(context, plan, given)
  return trainAll(context, plan, file, given)
}

function printPlan({ output }: Context, { name, runs }: Plan, { json }: SweepArguments): number {
  if (json) output.json(sweepJson({ id: null, name }, runs))
  else output.line(formatPlan(runs))
  return exitCodes.done
}

function trainAll(
  context: Context,
  plan: Plan,
  file: string,
  given: SweepArguments,
): Promise<number> {
  const { output, folder, home } = context
  const printer: SweepPrinter = given.json
    ? new JsonSweepPrinter(output, plan.runs)
    : new TextSweepPrinter(output, plan.runs)
  const runsFolder = given.out === undefined ? join(home, 'runs') : resolve(folder, given.out)
  const train: Parameters<typeof withLab>[1] = async (lab) => {
    const followed = await followSweep(lab, output, plan, printer)
    if (!followed.ok) return reportFailure(context, followed)
    const waiting = plan.runs.slice(followed.value.runs.length)
    printer.finish(followed.value.runs, waiting)
    if (followed.value.notice) output.note(followed.value.notice)
    tellHowToGoOn(context, followed.value, waiting, file, given)
    return exitCodeOf(followed.value, waiting)
  }
  return withLab(context, train, { runsFolder })
}

function exitCodeOf({ runs, isInterrupted }: SweepOutcome, waiting: readonly unknown[]): number {
  if (isInterrupted) return exitCodes.stopped
  const isDone = waiting.length === 0 && runs.every(({ state }) => state === 'done')
  return isDone ? exitCodes.done : exitCodes.failed
}

/** Those that had no turn, and the one that was stopped before it had learned anything to go on with. */
export function findUntrained(
  runs: readonly SweptRun[],
  waiting: readonly PlannedRun[],
): readonly PlannedRun[] {
  const empty = runs.filter(({ state, record }) => state === 'stopped' && !record?.position)
  return [...empty, ...waiting]
}

/** The commands for the run that was stopped and for those that had no turn. */
function tellHowToGoOn(
  { output, home }: Context,
  { runs }: SweepOutcome,
  waiting: readonly PlannedRun[],
  file: string,
  given: SweepArguments,
): void {
  for (const { state, record, folder } of runs)
    if (state !== 'done' && state !== 'failed' && record && folder && canGoOn(record))
      output.note(`To go on with "${record.name}": ${resumeCommand(home, { record, folder })}`)
  const untrained = findUntrained(runs, waiting)
  if (untrained.length === 0) return
  const hasMore = given.data !== undefined || given.out !== undefined || given.set.length > 0
  const same = hasMore ? ', with the same --data, --set and --out' : ''
  const { length } = untrained
  const runsLeft = length === 1 ? 'run was' : `${length} runs were`
  output.note(
    `The last ${runsLeft} not trained. To train what is left${same}: unroll sweep ${file} --from ${untrained[0].number}`,
  )
}
