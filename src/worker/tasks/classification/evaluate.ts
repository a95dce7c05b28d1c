// Measures a trained classification run on other data.
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Result } from '#shared/protocol/result'
import type { EvaluationAnswer } from '#shared/protocol/trainer-api'
import { evaluateBaselines } from '../../baselines/baselines'
import type { LoadedRun } from '../../inference/load-run'
import type { LoadControl } from '../../text/control'
import { loadRows, type LoadedRows } from '../../text/load-rows'
import { throttled } from '../../throttle'
import { createObjective } from './objective'

const batchSize = 128

/**
 * Everything that an evaluation tells, and the simplest baseline, on all rows of `data`. Rows with labels that the
 * model does not know are left out. Fails with the codes of the data, or `stopped`.
 */
export async function evaluateRun(
  run: LoadedRun,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const loaded = await loadRows({ ...run, data, text: run.experiment.text }, control)
  if (!loaded.ok) return loaded
  try {
    return await evaluateLoaded(run, loaded.value, control)
  } finally {
    loaded.value.close()
  }
}

async function evaluateLoaded(
  { experiment, labels, model }: LoadedRun,
  loaded: LoadedRows,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const { rows, targets, unknownLabels, skipped } = loaded
  const tell = throttled(control.onProgress)
  const objective = createObjective({ experiment, labels, targets, classWeights: null })
  const evaluation = await objective.evaluate(
    { model, rows, text: experiment.text, batchSize },
    {
      onRows: (done) => tell({ phase: 'validating', done, total: rows.count, unit: 'rows' }),
      isStopped: () => control.isStopped(),
    },
  )
  if (!evaluation) return failure('stopped', 'The evaluation was stopped.')
  const baselines = evaluateBaselines(rows, labels, targets)
  return success({ evaluation, baselines, unknownLabels, skipped })
}
