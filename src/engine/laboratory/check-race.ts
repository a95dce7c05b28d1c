// What a race's variants have to be before they train.
import type { RaceRequest } from '#shared/domain/inside/race'
import { parseExperiment } from '#shared/experiment/parse'
import { raceDifference } from '#shared/experiment/race-difference'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import type { RaceWork } from '#shared/protocol/trainer-api'

/**
 * Each by the checks of a run, then that they differ in `model` and `name` alone.
 * @param check the checks of a run
 */
export async function checkRace(
  { variants }: RaceRequest,
  check: (experiment: unknown) => Promise<Result<Experiment>>,
): Promise<Result<RaceWork['variants']>> {
  const checked: { name: string; experiment: Experiment }[] = []
  for (const { name, experiment } of variants) {
    if (startsFromRun(experiment)) return fromRun(name)
    const parsed = await check(experiment)
    if (!parsed.ok) return { ...parsed, message: `The variant "${name}": ${parsed.message}` }
    if (checked.some((one) => one.name === name)) {
      return failure('experiment-invalid', `Two variants are called "${name}". Rename one of them.`)
    }
    checked.push({ name, experiment: parsed.value })
  }
  const [first, ...others] = checked
  for (const { name, experiment } of others) {
    const problem = raceDifference(first.experiment, experiment)
    if (!problem) continue
    return failure(
      'experiment-invalid',
      `The variants "${first.name}" and "${name}" have another ${problem.path}: variants of a race differ in their model alone, so that all learn from the same batches. Make it the same.`,
      [problem],
    )
  }
  return success(checked)
}

/** Asked before the checks, which would hold the variant's layers against those of the run. */
function startsFromRun(experiment: unknown): boolean {
  const parsed = parseExperiment(experiment)
  return parsed.ok && parsed.value.training.startFrom !== null
}

/** Variants that differ in their layers cannot all take the weights of one run. */
function fromRun(name: string): Result<never> {
  const path = 'training.startFrom'
  const message = `The variant "${name}" starts from a run, and a race compares networks from their initial weights on. Leave ${path} out.`
  return failure('experiment-invalid', message, [{ path, message }])
}
