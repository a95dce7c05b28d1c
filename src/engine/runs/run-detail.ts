// Everything that a run folder tells, with each of its files checked.
import { join } from 'node:path'
import type { RunDetail, RunRecord } from '#shared/domain/run'
import { success, type Result } from '#shared/protocol/result'
import { folderBytes } from './disk-use'
import { readLog } from './read-log'
import { readMetrics } from './read-metrics'
import {
  readCheckpoints,
  readEvaluation,
  readExperiment,
  readNotes,
  readReport,
  readSummary,
  readTestEvaluation,
  runFiles,
} from './run-files'
import { canResume, hasModel } from './run-item'
import { readSamples } from './samples-file'

/** The detail of a run whose record is known; the failure names the first file that cannot be read. */
export async function readDetail(folder: string, record: RunRecord): Promise<Result<RunDetail>> {
  const experiment = await readExperiment(folder)
  if (!experiment.ok) return experiment
  const summary = await readSummary(folder)
  if (!summary.ok) return summary
  const report = await readReport(folder)
  if (!report.ok) return report
  const metrics = await readMetrics(join(folder, runFiles.metrics))
  if (!metrics.ok) return metrics
  const evaluation = await readEvaluation(folder)
  if (!evaluation.ok) return evaluation
  const testEvaluation = await readTestEvaluation(folder)
  if (!testEvaluation.ok) return testEvaluation
  const samples = await readSamples(join(folder, runFiles.samples))
  if (!samples.ok) return samples
  const notes = await readNotes(folder)
  if (!notes.ok) return notes
  const checkpoints = await readCheckpoints(folder)
  if (!checkpoints.ok) return checkpoints
  const log = await readLog(join(folder, runFiles.log))
  if (!log.ok) return log
  return success({
    record,
    folder,
    experiment: experiment.value,
    summary: summary.value,
    report: report.value?.report ?? null,
    baselines: report.value?.baselines ?? [],
    epochs: metrics.value.epochs,
    steps: metrics.value.steps,
    evaluation: evaluation.value,
    testEvaluation: testEvaluation.value,
    samples: samples.value,
    hasModel: await hasModel(folder),
    notes: notes.value,
    checkpoints: checkpoints.value,
    log: log.value,
    canResume: canResume(record, checkpoints.value),
    bytes: await folderBytes(folder),
  })
}
