// `unroll race FILE`: trains two to four variants of a network in lockstep and tells how they compare.
import { join } from 'node:path'
import type { Race } from '#shared/domain/inside/race'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { readExperimentInput } from '../experiment-input'
import { interruptible } from '../interruptible'
import { variantsOf } from '../race-input'
import { JsonRacePrinter, TextRacePrinter } from '../race-printer'

export interface RaceArguments {
  readonly data?: string
  readonly set: readonly string[]
  readonly cells?: string
  readonly variant: readonly string[]
  readonly json?: boolean
}

const requestId = 'race'

/** Prints what was reached after each epoch and in the end; 130 when Ctrl-C stopped it, with the race kept. */
export async function race(context: Context, file: string, given: RaceArguments): Promise<number> {
  const { output, folder } = context
  const { set, data, json } = given
  const experiment = await readExperimentInput({ file, set, data, folder })
  if (!experiment.ok) return reportFailure(context, experiment)
  const variants = variantsOf(experiment.value, given)
  if (!variants.ok) return reportFailure(context, variants)
  const printer = json ? new JsonRacePrinter(output) : new TextRacePrinter(output)
  return withLab(context, async (lab) => {
    const release = lab.subscribe((event) => printer.take(event))
    const { name } = experiment.value
    const { answer } = await interruptible(lab, output, requestId, () =>
      lab.api.race({ requestId, name, variants: [...variants.value] }),
    )
    release()
    if (!answer.ok) return reportFailure(context, answer)
    printer.finish(answer.value)
    return end(context, answer.value)
  })
}

/** Says where the race is, and gives the exit status. */
function end({ output, home }: Context, { id, state, message }: Race): number {
  if (message !== null) output.note(message)
  if (state === 'failed') return exitCodes.failed
  const stopped = state === 'stopped' ? 'Stopped. ' : ''
  output.note(`${stopped}The race is kept in ${join(home, 'races', `${id}.json`)}.`)
  return state === 'stopped' ? exitCodes.stopped : exitCodes.done
}
