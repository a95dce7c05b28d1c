// Trains an experiment and follows it to its end, with Ctrl-C stopping it after the step under way.
import type { Evaluation, RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import type { Lab } from '../engine/lab'
import type { LabEvent } from '#shared/protocol/lab-api'
import { success, type Result } from '#shared/protocol/result'
import { onInterrupt } from './interrupt'
import type { Output } from './output'

export interface EndedRun {
  readonly record: RunRecord
  readonly folder: string
  readonly evaluation: Evaluation | null
}

/** Tells each event to `listener`; settles when the run folder is complete, or when the run could not begin. */
export async function followRun(
  lab: Lab,
  output: Output,
  experiment: Experiment,
  options: { readonly out: string | null; readonly listener: (event: LabEvent) => void },
): Promise<Result<EndedRun>> {
  let runId: string | null = null
  let interrupted = false
  const ended = new Promise<EndedRun>((resolve) => {
    lab.subscribe((event) => {
      options.listener(event)
      if (event.type === 'run-ended') resolve(event)
    })
  })
  const release = onInterrupt(() => {
    interrupted = true
    output.note('Stopping after this step; what was learned is kept. Ctrl-C again ends at once.')
    if (runId) void lab.api.stop(runId)
  })
  try {
    const begun = await lab.api.train(experiment, { out: options.out })
    if (!begun.ok) return begun
    runId = begun.value.runId
    if (interrupted) void lab.api.stop(runId)
    return success(await ended)
  } finally {
    release()
  }
}
