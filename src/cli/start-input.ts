// `unroll train --from RUN` without a file: the experiment of that run, started from its weights, on other data.
import { isAbsolute } from 'node:path'
import type { Experiment } from '#shared/experiment/schema'
import { failure, type Result } from '#shared/protocol/result'
import type { Lab } from '../engine/lab'
import { prepareExperiment } from './experiment-input'
import { runReference } from './run-argument'

export interface StartArguments {
  /** An id of the run store, or a run folder. */
  readonly from: string
  readonly set: readonly string[]
  /** Replaces all data of the run; left out: its own. */
  readonly data?: string
  /** Relative paths in arguments start here. */
  readonly folder: string
}

/** Fails with `run-unreadable`, or with `experiment-invalid` when it is not known what to train on. */
export async function readStartedExperiment(
  lab: Lab,
  { from, set, data, folder }: StartArguments,
): Promise<Result<Experiment>> {
  const run = await lab.api.run(runReference(from, folder))
  if (!run.ok) return run
  const { experiment } = run.value
  if (data === undefined && !hasData(experiment))
    return failure(
      'experiment-invalid',
      `The data of ${from} are not on this computer; say what to train on with --data.`,
    )
  const json = {
    ...experiment,
    // What was validated and tested on belongs to the old data.
    data: data === undefined ? experiment.data : { ...experiment.data, ...noOthers },
    training: { ...experiment.training, startFrom: run.value.folder },
  }
  return prepareExperiment({ json, origin: `The run ${from}`, folder }, { set, data, folder })
}

const noOthers = { validationPath: null, testPath: null }

function hasData({ data }: Experiment): boolean {
  return data.generator !== null || isAbsolute(data.path)
}
