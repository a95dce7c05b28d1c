// Measures a trained encoder-decoder on other pairs.
import type { DataOptions } from '#shared/experiment/data'
import { failure, success, type Result } from '#shared/protocol/result'
import type { EvaluationAnswer } from '#shared/protocol/trainer-api'
import type { LoadedRun } from '../../inference/load-run'
import type { LoadControl } from '../../text/control'
import { throttled } from '../../throttle'
import { copyBaseline } from './baselines'
import { loadOtherPairs, type OtherPairs } from './data/load-other-pairs'
import { measurePairs } from './measure-pairs'
import { networkOf } from './network/network'

/** Everything that an evaluation tells, and the baseline, on all pairs of `data`. Fails with the codes of the data, or `stopped`. */
export async function evaluateRun(
  run: LoadedRun,
  data: DataOptions,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const { experiment, vocabulary, targetVocabulary } = run
  if (!targetVocabulary) throw new Error('the run has no target vocabulary')
  const vocabularies = { source: vocabulary, target: targetVocabulary }
  const pairs = await loadOtherPairs(data, experiment.text, vocabularies, control)
  if (!pairs.ok) return pairs
  try {
    return await evaluateLoaded(run, pairs.value, control)
  } finally {
    pairs.value.close()
  }
}

async function evaluateLoaded(
  { experiment, model }: LoadedRun,
  dataset: OtherPairs,
  control: LoadControl,
): Promise<Result<EvaluationAnswer>> {
  const tell = throttled(control.onProgress)
  const total = dataset.target.sequences.count
  const rows = Int32Array.from({ length: total }, (_, row) => row)
  const evaluation = await measurePairs(
    { network: networkOf(model, experiment.model), dataset, rows, experiment },
    {
      onRows: (done) => tell({ phase: 'validating', done, total, unit: 'rows' }),
      isStopped: () => control.isStopped(),
    },
  )
  if (!evaluation) return failure('stopped', 'The evaluation was stopped.')
  return success({
    evaluation,
    baselines: [copyBaseline(dataset, rows)],
    unknownLabels: { count: 0, first: [] },
    skipped: dataset.skipped,
  })
}
