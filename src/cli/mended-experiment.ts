// Writes an experiment with the settings in it that mend what is wrong with its data.
import { writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import type { Finding } from '#shared/domain/findings'
import { namedPathsOf } from '#shared/experiment/data-paths'
import { neededUnits, outputUnitsPath } from '#shared/experiment/fit-output'
import { parseExperiment } from '#shared/experiment/parse'
import { experimentSchema } from '#shared/experiment/schema'
import { applySettings, copyJson, setAt } from '#shared/experiment/settings'
import { failure, success, type Result } from '#shared/protocol/result'
import {
  prepareExperiment,
  readSource,
  withGivenSettings,
  type ExperimentArguments,
} from './experiment-input'

type Settings = Readonly<Record<string, unknown>>

/** The settings of all mends; where two findings set the same key, the first one counts. */
export function mendsOf(findings: readonly Finding[]): Settings {
  return Object.assign({}, ...findings.map(({ mend }) => mend?.settings ?? {}).toReversed())
}

/**
 * Writes the experiment as it was typed, with --set, --data and the mends in it, and with its paths right for where it
 * is written. Answers with the settings, or null when there was nothing to mend; a file that is there is never replaced.
 */
export async function writeMended(
  given: ExperimentArguments,
  findings: readonly Finding[],
  out: string,
): Promise<Result<Settings | null>> {
  const settings = mendsOf(findings)
  if (Object.keys(settings).length === 0) return success(null)
  const source = await readSource(given)
  if (!source.ok) return source
  const prepared = prepareExperiment(source.value, given)
  if (!prepared.ok) return prepared
  const applied = withGivenSettings(source.value.json, given)
  if (!applied.ok) return applied
  const mended = copyJson(applied.value)
  for (const { key, path } of namedPathsOf(prepared.value.data))
    setAt(mended, key.split('.'), pathFrom(dirname(out), path))
  const changed = applySettings(mended, Object.entries(settings).map(settingOf))
  if (!changed.ok) return changed
  fitVocabulary(changed.value)
  const checked = parseExperiment(changed.value, 'The mended experiment')
  if (!checked.ok) return checked
  return (await writeNew(out, changed.value)) ?? success(settings)
}

/** A mended vocabulary size takes the layer along that has a unit for each of its ids. */
function fitVocabulary(mended: unknown): void {
  const parsed = experimentSchema.safeParse(mended)
  if (!parsed.success) return
  const units = neededUnits(parsed.data, null)
  const path = outputUnitsPath(parsed.data)
  if (units !== null && path !== null) setAt(mended, path.split('.'), units)
}

function settingOf([path, value]: readonly [string, unknown]): string {
  return `${path}=${JSON.stringify(value)}`
}

/** Relative where the file lies beside or below, so that both can be moved together; else absolute. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path)
  return way === '' || way.startsWith('..') || way === path ? path : way
}

async function writeNew(path: string, value: unknown): Promise<Result<never> | null> {
  try {
    await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx' })
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return code === 'EEXIST'
      ? failure(
          'experiment-invalid',
          `${path} is there already and is left as it is. Name another file with --out.`,
        )
      : failure(
          'write-failed',
          `${path} could not be written (${code}). Name another file with --out.`,
        )
  }
}
