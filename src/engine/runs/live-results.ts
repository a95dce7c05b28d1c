// The files of the run that trains now which are written whole: layer table, report, and what the kept model was measured to be.
import { join } from 'node:path'
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import type { ModelSummary } from '#shared/domain/model-summary'
import type { PatientWrites } from './patient-writes'
import { removeFile } from './remove-file'
import { reportFormat, summaryFormat } from './report-schemas'
import { evaluationFormat, readEvaluation, runFiles } from './run-files'
import { writeJson } from '../../files/write-file'

export class LiveResults {
  readonly #folder: string
  readonly #writes: PatientWrites
  #report: DatasetReport | null = null
  #baselines: readonly Baseline[] = []
  #evaluation: Evaluation | null = null

  constructor(folder: string, writes: PatientWrites) {
    this.#folder = folder
    this.#writes = writes
  }

  takeSummary(summary: ModelSummary): void {
    this.#write(runFiles.summary, { format: summaryFormat, ...summary })
  }

  takeReport(report: DatasetReport): void {
    this.#report = report
    this.#writeReport()
  }

  takeBaselines(baselines: readonly Baseline[]): void {
    this.#baselines = baselines
    this.#writeReport()
  }

  /** Another model is kept, so that what the one before it reached on the test file goes. */
  takeKept(evaluation: Evaluation): void {
    this.#evaluation = evaluation
    this.#write(runFiles.evaluation, { format: evaluationFormat, ...evaluation })
    this.#writes.add(() => removeFile(join(this.#folder, runFiles.testEvaluation)))
  }

  takeTested(evaluation: Evaluation): void {
    this.#write(runFiles.testEvaluation, { format: evaluationFormat, ...evaluation })
  }

  /** Of the model that is kept, also of one from before the run was taken up again. */
  async evaluation(isKept: boolean): Promise<Evaluation | null> {
    if (this.#evaluation || !isKept) return this.#evaluation
    const read = await readEvaluation(this.#folder)
    return read.ok ? read.value : null
  }

  #writeReport(): void {
    const [report, baselines] = [this.#report, this.#baselines]
    if (report) this.#write(runFiles.report, { format: reportFormat, report, baselines })
  }

  #write(file: string, value: unknown): void {
    this.#writes.add(() => writeJson(join(this.#folder, file), value))
  }
}
