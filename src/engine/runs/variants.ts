// `variants.json` of a run folder: surgeries that a person kept with the run.
import { join } from 'node:path'
import {
  surgerySchema,
  variantsSchema,
  type Surgery,
  type Variant,
} from '#shared/domain/inside/surgery'
import { formatCount } from '#shared/domain/format'
import { failure, success, type Result } from '#shared/protocol/result'
import { writeJson } from '../../files/write-file'
import { readJson } from './read-json'
import { runFiles } from './run-files'
import { createRunId } from './run-id'

const format = 'unroll-variants/1'
const mostVariants = 1000
const longestName = 200

/** Changes go one after the other, so that none is lost between another's reading and writing. */
let last: Promise<unknown> = Promise.resolve()

/** Those of a run, oldest first; none when the run has no such file. Fails with `run-unreadable` where the file is damaged. */
export async function readVariants(folder: string): Promise<Result<readonly Variant[]>> {
  const path = join(folder, runFiles.variants)
  const read = await readJson({ path, schema: variantsSchema, format })
  return read.ok ? success(read.value?.variants ?? []) : read
}

/**
 * Adds one under a new id; the answer is all of them then. Fails with `write-failed`, leaving the file as it is, for a name that is
 * empty or too long, a surgery that changes nothing, and a run that has as many as it can.
 */
export function saveVariant(
  folder: string,
  variant: { readonly name: string; readonly surgery: Surgery },
): Promise<Result<readonly Variant[]>> {
  return change(folder, (variants) => added(variants, variant))
}

/** Takes one away; the answer is those that are left. Fails with `run-unreadable` when there is none of this id. */
export function deleteVariant(folder: string, id: string): Promise<Result<readonly Variant[]>> {
  return change(folder, (variants) => {
    const left = variants.filter((variant) => variant.id !== id)
    return left.length < variants.length
      ? success(left)
      : failure('run-unreadable', `This run has no variant "${id}"; it may have been deleted.`)
  })
}

type Change = (variants: readonly Variant[]) => Result<readonly Variant[]>

function change(folder: string, make: Change): Promise<Result<readonly Variant[]>> {
  const changed = last.then(async () => {
    const before = await readVariants(folder)
    if (!before.ok) return before
    const after = make(before.value)
    if (!after.ok) return after
    const failed = await writeJson(join(folder, runFiles.variants), {
      format,
      variants: after.value,
    })
    return failed ?? after
  })
  last = changed.catch(() => {})
  return changed
}

function added(
  variants: readonly Variant[],
  { name, surgery }: { readonly name: string; readonly surgery: Surgery },
): Result<readonly Variant[]> {
  const title = name.trim()
  if (title === '' || title.length > longestName)
    return refused(`A variant needs a name of 1 to ${longestName} letters.`)
  const checked = surgerySchema.safeParse(surgery)
  if (!checked.success || checked.data.length === 0)
    return refused(
      'A variant needs at least one change to the network: clamp a gate, scale a unit or silence a token.',
    )
  if (variants.length >= mostVariants)
    return refused(
      `This run has ${formatCount(mostVariants)} variants, as many as it can keep; delete one first.`,
    )
  const id = createRunId(title)
  const variant = { id, name: title, surgery: checked.data, savedAt: new Date().toISOString() }
  return success([...variants, variant])
}

function refused(message: string): Result<never> {
  return failure('write-failed', message)
}
