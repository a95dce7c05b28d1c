// The contract between the engine and the trainer thread; written once, implemented in src/worker.
import type { Baseline, DataPreview, DatasetReport } from '../domain/dataset'
import type { ModelSummary } from '../domain/model-summary'
import type { Environment, EpochMetrics, Evaluation, ExportReport, Prediction } from '../domain/run'
import type { DataOptions, Experiment, TextOptions } from '../experiment/schema'
import type { Failure, Result } from './result'

export interface PreviewRequest {
  /** Absolute path of a file or folder. */
  readonly path: string
  readonly encoding: DataOptions['encoding']
  readonly split: DataOptions['split']
}

export interface ReportRequest {
  /** Paths absolute. */
  readonly data: DataOptions
  readonly text: TextOptions
  readonly seed: number
  /** Names this request in its progress events. */
  readonly requestId: string
  /** Also trains the baselines. */
  readonly baselines: boolean
}

export interface TrainRequest {
  readonly runId: string
  /** With absolute data.path. */
  readonly experiment: Experiment
  /** An existing folder; the trainer writes model/, vocabulary.json and labels.json into it. */
  readonly folder: string
}

export interface TrainOutcome {
  /** `stopped`: a person stopped it; what was learned is kept all the same. */
  readonly state: 'done' | 'stopped'
  readonly epochs: number
  readonly steps: number
  readonly seconds: number
  readonly evaluation: Evaluation | null
}

/** Calls that the engine makes. Paths are absolute; expected failures are values. */
export interface TrainerApi {
  environment(): Promise<Environment>
  preview(request: PreviewRequest): Promise<Result<DataPreview>>
  report(
    request: ReportRequest,
  ): Promise<Result<{ report: DatasetReport; baselines: readonly Baseline[] }>>
  /** Settles when the run has ended; events tell of it meanwhile. */
  train(request: TrainRequest): Promise<Result<TrainOutcome>>
  /** Ends the run after the batch under way, or the report under way; false when nothing of that id is under way. */
  stop(id: string): Promise<boolean>
  predict(folder: string, texts: readonly string[]): Promise<Result<readonly Prediction[]>>
  evaluate(
    folder: string,
    data: DataOptions,
  ): Promise<Result<{ evaluation: Evaluation; baselines: readonly Baseline[] }>>
  exportModel(folder: string, format: 'tfjs', out: string): Promise<Result<ExportReport>>
}

/** What the trainer tells unasked; plain messages beside the calls. */
export type TrainerEvent =
  | { readonly type: 'progress'; readonly id: string; readonly progress: Progress }
  | { readonly type: 'environment'; readonly runId: string; readonly environment: Environment }
  | { readonly type: 'data'; readonly runId: string; readonly report: DatasetReport }
  | { readonly type: 'baselines'; readonly runId: string; readonly baselines: readonly Baseline[] }
  | { readonly type: 'summary'; readonly runId: string; readonly summary: ModelSummary }
  | {
      readonly type: 'step'
      readonly runId: string
      readonly step: number
      readonly loss: number
      readonly accuracy: number
      readonly gradientNorm: number
      readonly milliseconds: number
    }
  | { readonly type: 'epoch'; readonly runId: string; readonly metrics: EpochMetrics }
  | { readonly type: 'failed'; readonly runId: string; readonly failure: Failure }

/** How far something is, for a line such as "epoch 3 of 10, 41 of 157, 1 min 12 s left". */
export interface Progress {
  readonly phase:
    'reading' | 'encoding' | 'baselines' | 'building' | 'training' | 'validating' | 'saving'
  /** Of `total`, in `unit`; total is null while it is not known. */
  readonly done: number
  readonly total: number | null
  readonly unit: 'bytes' | 'rows' | 'steps' | 'files'
  readonly epoch?: number
  readonly epochs?: number
  readonly stepsPerSecond?: number
  readonly secondsLeft?: number
}

/** The message that carries a trainer event over the worker's port. */
export interface TrainerEventMessage {
  readonly unrollTrainerEvent: TrainerEvent
}
