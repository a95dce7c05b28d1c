// Begins a run and follows it to its end, with Ctrl-C saving it after the step under way.
import type { Evaluation } from '#shared/domain/evaluation'
import type { RunRecord } from '#shared/domain/run'
import type { Lab } from '../engine/lab'
import type { LabApi, LabEvent } from '#shared/protocol/lab-api'
import { success, type Result } from '#shared/protocol/result'
import { onInterrupt } from './interrupt'
import type { Output } from './output'

export interface EndedRun {
  readonly record: RunRecord
  readonly folder: string
  readonly evaluation: Evaluation | null
}

/** Said at the first Ctrl-C. */
export const interruptedNote =
  'Stopping after this step and saving, so that the run can go on later. Ctrl-C again ends at once.'

/**
 * Tells each event to `listener`; settles when the run folder is complete, or when the run could not begin.
 *
 * @param begin starts a run or takes one up
 */
export async function followRun(
  lab: Lab,
  output: Output,
  begin: (api: LabApi) => ReturnType<LabApi['train']>,
  listener: (event: LabEvent) => void,
): Promise<Result<EndedRun>> {
  let runId: string | null = null
  let interrupted = false
  const ended = new Promise<EndedRun>((resolve) => {
    lab.subscribe((event) => {
      listener(event)
      if (event.type === 'run-ended') resolve(event)
    })
  })
  const release = onInterrupt(() => {
    interrupted = true
    output.note(interruptedNote)
    if (runId) void lab.api.stop(runId)
  })
  try {
    const begun = await begin(lab.api)
    if (!begun.ok) return begun
    runId = begun.value.runId
    if (interrupted) void lab.api.stop(runId)
    return success(await ended)
  } finally {
    release()
  }
}
