// How many steps a run will have in all, as far as that is known.
import type { DatasetReport } from '#shared/domain/dataset'
import type { EpochMetrics, Position, RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'

export interface PlannedRun {
  readonly record: Pick<RunRecord, 'plannedEpochs'>
  readonly experiment: Pick<Experiment, 'task' | 'training'>
  readonly position?: Pick<Position, 'stepsPerEpoch'> | null
  readonly report: Pick<DatasetReport, 'trainingRows'> | null
  readonly epochs: readonly Pick<EpochMetrics, 'epoch' | 'step'>[]
}

/** Steps from the start to the planned end; null before the data has been read. */
export function plannedSteps(run: PlannedRun): number | null {
  const perEpoch = stepsPerEpoch(run)
  return perEpoch === null ? null : perEpoch * run.record.plannedEpochs
}

function stepsPerEpoch({ epochs, report, experiment, position }: PlannedRun): number | null {
  const last = epochs.at(-1)
  if (last) return last.step / last.epoch
  if (position) return position.stepsPerEpoch
  // Its steps go through windows, and a report counts documents.
  if (experiment.task === 'language-model') return null
  return report ? Math.ceil(report.trainingRows / experiment.training.batchSize) : null
}
