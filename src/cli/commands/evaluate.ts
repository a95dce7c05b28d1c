// `unroll evaluate RUN --data PATH`: how a trained run does on other data.
import { resolve } from 'node:path'
import { plural } from '#shared/domain/format'
import type { DataOptions } from '#shared/experiment/data'
import type { EvaluateRequest, EvaluationAnswer } from '#shared/protocol/trainer-api'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { formatDetails, formatResult } from '../format/evaluation'
import { tellProgress } from '../interruptible'
import { runReference } from '../run-argument'

export interface EvaluateArguments {
  readonly data: string
  readonly split?: 'train' | 'test'
  readonly textColumn?: string
  readonly labelColumn?: string
  readonly encoding?: DataOptions['encoding']
  readonly separator?: DataOptions['separator']
  readonly quote?: DataOptions['quote']
  readonly header?: boolean
  readonly json?: boolean
}

/** Prints the scores that fit the task, those of the baselines beside them, and what was taken for what. */
export function evaluate(
  context: Context,
  run: string,
  { json, ...options }: EvaluateArguments,
): Promise<number> {
  const { output, folder } = context
  return withLab(context, async (lab) => {
    tellProgress(lab, output)
    const request = requestOf(options, folder)
    const result = await lab.api.evaluate(runReference(run, folder), request)
    if (!result.ok) return reportFailure(context, result)
    const { evaluation, baselines, unknownLabels, skipped } = result.value
    if (json) output.json({ type: 'evaluation', ...evaluation, baselines, unknownLabels, skipped })
    else {
      for (const line of leftOut(result.value)) output.note(line)
      output.line(formatResult(evaluation, baselines))
      const details = formatDetails(evaluation)
      if (details) output.line(`\n${details}`)
    }
    return exitCodes.done
  })
}

/** What is not named stays as the run was trained. */
function requestOf(
  { data, textColumn, labelColumn, split, ...dialect }: Omit<EvaluateArguments, 'json'>,
  folder: string,
): EvaluateRequest {
  return {
    path: resolve(folder, data),
    split: split ?? null,
    ...(textColumn === undefined ? {} : { text: textColumn }),
    ...(labelColumn === undefined ? {} : { label: labelColumn }),
    ...dialect,
  }
}

/** Rows that are in no score, a sentence for each reason. */
function leftOut({ unknownLabels, skipped }: EvaluationAnswer): string[] {
  const lines: string[] = []
  if (unknownLabels.count > 0)
    lines.push(
      `${plural(unknownLabels.count, 'row was', 'rows were')} left out, for the model does not know the label: ${unknownLabels.first.join(', ')}.`,
    )
  if (skipped.count > 0)
    lines.push(
      `${plural(skipped.count, 'row was', 'rows were')} skipped; the first: ${skipped.first[0].reason}`,
    )
  return lines
}
