// Measures a trained run on other data.
import type { DataOptions } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import type { EvaluationAnswer } from '#shared/protocol/trainer-api'
import { evaluateBaselines } from '../baselines/baselines'
import type { LoadControl } from '../text/control'
import { loadRows, type LoadedRows } from '../text/load-rows'
import { throttled } from '../throttle'
import { evaluateRows } from './evaluation'
import { withRun, type LoadedRun } from './load-run'

const batchSize = 128

/**
 * Loss, accuracy, confusion and the majority baseline on all rows of `data`. Rows with labels that the model
 * does not know are left out. Fails with `run-unreadable`, the codes of the data, or `stopped`.
 */
export function evaluate(
  folder: string,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  return withRun(folder, (run) => evaluateRun(run, data, control))
}

async function evaluateRun(
  run: LoadedRun,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const { experiment, vocabulary, labels } = run
  const loaded = await loadRows(data, experiment.text, vocabulary, labels, control)
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
  const { text } = experiment
  const { rows, unknownLabels, skipped } = loaded
  const tell = throttled(control.onProgress)
  const evaluation = await evaluateRows(
    { model, rows, labels, text, batchSize },
    {
      onRows: (done) => tell({ phase: 'validating', done, total: rows.count, unit: 'rows' }),
      isStopped: () => control.isStopped(),
    },
  )
  if (!evaluation) return failure('stopped', 'The evaluation was stopped.')
  return success({
    evaluation,
    baselines: evaluateBaselines(rows, labels),
    unknownLabels,
    skipped,
  })
}
