// `unroll check FILE`: the dataset doctor: what the data are like, what is wrong with them, and what mends it.
import { resolve } from 'node:path'
import type { Finding } from '#shared/domain/findings'
import { openFindings } from '#shared/domain/mended'
import type { Experiment } from '#shared/experiment/schema'
import type { ReportAnswer } from '#shared/protocol/trainer-api'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { readExperimentInput } from '../experiment-input'
import { formatBaselines, formatReport, noteCopies } from '../format/dataset'
import { formatFindings } from '../format/findings'
import { interruptible } from '../interruptible'
import { writeMended } from '../mended-experiment'

export interface CheckArguments {
  readonly data?: string
  readonly set: readonly string[]
  /** Writes the mended experiment to `out`. */
  readonly mend?: boolean
  readonly out?: string
  readonly json?: boolean
}

const requestId = 'check'

/** Prints the report, the baselines and the findings; with --mend writes the mended experiment. */
export async function check(
  context: Context,
  file: string,
  given: CheckArguments,
): Promise<number> {
  const { output, folder } = context
  if ((given.mend ?? false) !== (given.out !== undefined)) {
    output.note('--mend and --out belong together: --mend --out mended.json')
    return exitCodes.wrongInput
  }
  const experiment = await readExperimentInput({ file, set: given.set, data: given.data, folder })
  if (!experiment.ok) return reportFailure(context, experiment)
  return withLab(context, async (lab) => {
    const request = { ...requestOf(experiment.value), requestId, baselines: true, findings: true }
    const checking = interruptible(lab, output, requestId, () => lab.api.report(request))
    const { answer, isInterrupted } = await checking
    if (!answer.ok) return reportFailure(context, answer)
    const findings = openFindings(answer.value.findings, experiment.value)
    if (given.json) printJson(context, { ...answer.value, findings })
    else printText(context, { ...answer.value, findings })
    if (isInterrupted) return exitCodes.stopped
    return given.out === undefined
      ? exitCodes.done
      : mend(context, file, given, findings, resolve(folder, given.out))
  })
}

/** What an experiment asks of its data. */
export function requestOf({ task, data, text, training }: Experiment) {
  return { task, data, text, seed: training.seed }
}

function printText({ output }: Context, { report, baselines, findings }: ReportAnswer): void {
  output.line(formatReport(report))
  noteCopies(output, report)
  const beaten = formatBaselines(baselines)
  if (beaten) output.line(beaten)
  output.line(`\n${formatFindings(findings)}`)
}

function printJson({ output }: Context, { report, baselines, findings }: ReportAnswer): void {
  output.json({ type: 'data', ...report, baselines })
  for (const finding of findings) output.json({ type: 'finding', ...finding })
}

async function mend(
  context: Context,
  file: string,
  { set, data, json }: CheckArguments,
  findings: readonly Finding[],
  out: string,
): Promise<number> {
  const { output, folder } = context
  const written = await writeMended({ file, set, data, folder }, findings, out)
  if (!written.ok) return reportFailure(context, written)
  const settings = written.value
  if (json) output.json({ type: 'mended', file: settings ? out : null, settings: settings ?? {} })
  else if (settings) output.line(`\nThe mended experiment: ${out}`)
  if (!settings) output.note(`There is nothing to mend in the file, so ${out} was not written.`)
  return exitCodes.done
}
