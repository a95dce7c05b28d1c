// Measures a trained run on other data.
import type { Baseline } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/run'
import type { DataOptions } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import { evaluateBaselines } from '../baselines/baselines'
import type { LoadControl } from '../text/control'
import { loadRows } from '../text/load-rows'
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
): Promise<Result<{ evaluation: Evaluation; baselines: readonly Baseline[] }>> {
  return withRun(folder, (run) => evaluateRun(run, data, control))
}

async function evaluateRun(
  { experiment, vocabulary, labels, model }: LoadedRun,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<{ evaluation: Evaluation; baselines: readonly Baseline[] }>> {
  const { text } = experiment
  const loaded = await loadRows(data, text, vocabulary, labels, control)
  if (!loaded.ok) return loaded
  const { rows } = loaded.value
  const tell = throttled(control.onProgress)
  const evaluation = await evaluateRows(
    { model, rows, labels, text, batchSize },
    {
      onRows: (done) => tell({ phase: 'validating', done, total: rows.count, unit: 'rows' }),
      isStopped: () => control.isStopped(),
    },
  )
  if (!evaluation) return failure('stopped', 'The evaluation was stopped.')
  return success({ evaluation, baselines: evaluateBaselines(rows, labels) })
}
