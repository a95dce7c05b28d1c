// The contract between the window or the command line and the engine; written once, implemented in src/engine.
import type { Baseline, DataPreview, DatasetReport } from '../domain/dataset'
import type { ModelSummary } from '../domain/model-summary'
import type {
  DamagedRun,
  Environment,
  EpochMetrics,
  Evaluation,
  ExportReport,
  Prediction,
  RunDetail,
  RunListItem,
  RunRecord,
  StepColumns,
} from '../domain/run'
import type { Experiment } from '../experiment/schema'
import type { Result } from './result'
import type { PreviewRequest, Progress, ReportRequest } from './trainer-api'

/** What this machine has; `unroll doctor` and the Help panel show it. */
export interface LabDescription {
  readonly version: string
  /** Where runs are kept. */
  readonly home: string
  /** The bundled sample dataset. */
  readonly samplePath: string
  readonly environment: Environment
  readonly memoryBytes: number
}

/** A run in the store by its id, or a run folder by its path (which has to be granted). */
export type RunReference = string

export interface TrainOptions {
  /** Folder to create the run folder in; null: the run store. */
  readonly out: string | null
}

/** Calls that a window or a command makes. Expected failures are values; a throw is a bug. */
export interface LabApi {
  describe(): Promise<LabDescription>
  preview(request: PreviewRequest): Promise<Result<DataPreview>>
  report(
    request: ReportRequest,
  ): Promise<Result<{ report: DatasetReport; baselines: readonly Baseline[] }>>
  /** Checks the experiment, creates the run folder and starts; events tell how it goes on. */
  train(
    experiment: unknown,
    options: TrainOptions,
  ): Promise<Result<{ runId: string; folder: string }>>
  /** Ends a run or a report after the step under way, keeping what was learned. */
  stop(id: string): Promise<Result<null>>
  runs(): Promise<Result<{ runs: readonly RunListItem[]; damaged: readonly DamagedRun[] }>>
  run(run: RunReference): Promise<Result<RunDetail>>
  predict(run: RunReference, texts: readonly string[]): Promise<Result<readonly Prediction[]>>
  evaluate(
    run: RunReference,
    data: { readonly path: string; readonly split: 'train' | 'test' | null },
  ): Promise<Result<{ evaluation: Evaluation; baselines: readonly Baseline[] }>>
  exportRun(run: RunReference, format: 'tfjs', out: string): Promise<Result<ExportReport>>
  /** The experiment being edited in the window, kept between starts; null when there is none. */
  loadDraft(): Promise<Result<Experiment | null>>
  saveDraft(experiment: unknown): Promise<Result<null>>
}

/** What the engine tells unasked; at most 20 `steps` batches a second for a run. */
export type LabEvent =
  | { readonly type: 'progress'; readonly id: string; readonly progress: Progress }
  | {
      readonly type: 'run-started'
      readonly record: RunRecord
      readonly folder: string
      readonly experiment: Experiment
    }
  | { readonly type: 'run-environment'; readonly runId: string; readonly environment: Environment }
  | { readonly type: 'run-data'; readonly runId: string; readonly report: DatasetReport }
  | {
      readonly type: 'run-baselines'
      readonly runId: string
      readonly baselines: readonly Baseline[]
    }
  | { readonly type: 'run-summary'; readonly runId: string; readonly summary: ModelSummary }
  | { readonly type: 'steps'; readonly runId: string; readonly steps: StepColumns }
  | { readonly type: 'epoch'; readonly runId: string; readonly metrics: EpochMetrics }
  | {
      readonly type: 'run-ended'
      readonly record: RunRecord
      readonly folder: string
      readonly evaluation: Evaluation | null
    }
  /** A thread died and was started again; `runId` names the run it took down, if any. */
  | { readonly type: 'trainer-restarted'; readonly message: string; readonly runId: string | null }

/** The message that carries a lab event over the window's port, beside Comlink's calls. */
export interface LabEventMessage {
  readonly unrollLabEvent: LabEvent
}
