// `unroll inspect RUN`: what a run's network does with a text, token by token.
import { inspectionRequestSchema, type InspectionRequest } from '#shared/domain/inside/inspection'
import type { Operation, Surgery } from '#shared/domain/inside/surgery'
import { checkAgainst } from '#shared/experiment/parse'
import { failure, success, type Result } from '#shared/protocol/result'
import type { Lab } from '../../engine/lab'
import { exitCodes, reportFailure, withLab, type Context } from '../context'
import { formatInspection } from '../format/inspection'
import { inspectionJson } from '../inspection-json'
import { runReference } from '../run-argument'

export interface InspectArguments {
  readonly text: string
  readonly answer?: string
  readonly snapshot?: number
  readonly output?: number
  readonly clamp: readonly Operation[]
  readonly zero: readonly Operation[]
  readonly silence: readonly Operation[]
  /** Name or id of a surgery that was kept with the run; comes before the others. */
  readonly variant?: string
  readonly json?: boolean
}

/** Prints tables, or one line of JSON. */
export function inspect(context: Context, run: string, given: InspectArguments): Promise<number> {
  return withLab(context, async ({ api }) => {
    const reference = runReference(run, context.folder)
    const request = await requestOf(api, reference, given)
    if (!request.ok) return reportFailure(context, request)
    const inspected = await api.inspect(reference, request.value)
    if (!inspected.ok) return reportFailure(context, inspected)
    const { output } = context
    if (given.json) output.json(inspectionJson(inspected.value))
    else output.line(formatInspection(inspected.value))
    return exitCodes.done
  })
}

async function requestOf(
  api: Lab['api'],
  run: string,
  given: InspectArguments,
): Promise<Result<InspectionRequest>> {
  const kept = await keptSurgery(api, run, given.variant)
  if (!kept.ok) return kept
  const { text, answer, snapshot, output, clamp, zero, silence } = given
  const asked = {
    text,
    answer: answer ?? null,
    output: output ?? null,
    snapshot: snapshot ?? 'kept',
    surgery: [...kept.value, ...clamp, ...zero, ...silence],
  }
  return checkAgainst(inspectionRequestSchema, asked, 'The options')
}

/** The surgery of a variant; of several with the same name the newest one's. */
async function keptSurgery(
  api: Lab['api'],
  run: string,
  wanted: string | undefined,
): Promise<Result<Surgery>> {
  if (wanted === undefined) return success([])
  const variants = await api.variants(run)
  if (!variants.ok) return variants
  const found = variants.value.findLast(({ id, name }) => id === wanted || name === wanted)
  if (found) return success(found.surgery)
  const names = variants.value.map(({ name }) => `"${name}"`).join(', ')
  return failure(
    'run-unreadable',
    `This run has no variant "${wanted}"; it has ${names || 'none'}. Keep one in the window's Surgery view.`,
  )
}
