// `unroll train --resume RUN`: takes up a run at its last checkpoint and trains it to its end.
import { findUnchangeable, withResumeSettings } from '#shared/experiment/resume-settings'
import { parseSettings } from '#shared/experiment/settings'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Failure } from '#shared/protocol/result'
import type { RunDetail } from '#shared/domain/run'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { exitCodeOf } from '../exit-code'
import { followRun } from '../follow-run'
import { runReference } from '../run-argument'
import type { TrainingPrinter } from '../text-training-printer'

/**
 * Goes on, with the settings that --set changes; prints what `train` prints.
 *
 * @param set such as `training.epochs=20`, `training.optimizer.learningRate=0.0001`
 */
export async function resumeRun(
  context: Context,
  run: string,
  set: readonly string[],
  printer: TrainingPrinter,
): Promise<number> {
  const { output, folder } = context
  const settings = parseSettings(set)
  if (!settings.ok) return reportFailure(context, settings)
  const unchangeable = findUnchangeable(settings.value)
  if (unchangeable) return reportFailure(context, unchangeable)
  const reference = runReference(run, folder)
  return withLab(context, async (lab) => {
    const detail = await lab.api.run(reference)
    if (!detail.ok) return refused(context, detail)
    const changed = withResumeSettings(detail.value.experiment, settings.value)
    if (!changed.ok) return reportFailure(context, changed)
    const ended = await followRun(
      lab,
      output,
      (api) => api.resume(reference, { settings: settings.value }),
      withDataTold(detail.value, (event) => printer.take(event)),
    )
    if (!ended.ok) return refused(context, ended, detail.value)
    printer.finish(ended.value)
    return exitCodeOf(context, ended.value)
  })
}

/** The arguments were right, whatever the code says: the run cannot go on. */
function refused({ output }: Context, { message }: Failure, detail?: RunDetail): number {
  output.note(message)
  if (detail && detail.checkpoints.length > 0 && isFinished(detail)) {
    const more = detail.record.plannedEpochs + 1
    output.note(`For example: --set training.epochs=${more}`)
  }
  return exitCodes.failed
}

function isFinished({ record, canResume }: RunDetail): boolean {
  return !canResume && record.state !== 'running'
}

/** A trainer tells of the data of new runs; those of this one are in its folder, and told once. */
function withDataTold(
  { report, baselines, record }: RunDetail,
  listener: (event: LabEvent) => void,
): (event: LabEvent) => void {
  const runId = record.id
  let isTold = false
  return (event) => {
    if (report && (event.type === 'run-data' || event.type === 'run-baselines')) return
    listener(event)
    if (event.type !== 'run-started' || isTold || !report) return
    isTold = true
    listener({ type: 'run-data', runId, report })
    listener({ type: 'run-baselines', runId, baselines })
  }
}
