// The contract between the engine and the trainer thread; written once, implemented in src/worker.
import type { Baseline, DataPreview, DatasetReport } from '../domain/dataset'
import type { Evaluation } from '../domain/evaluation'
import type {
  ExportRefusals,
  ExportReport,
  ExportRequest,
  Parity,
  VerifyReport,
} from '../domain/export'
import type { Finding } from '../domain/findings'
import type { Forecast } from '../domain/forecast'
import type {
  GeneratedToken,
  Generation,
  GenerationRequest,
  TextSample,
} from '../domain/generation'
import type { ImportOptions } from '../domain/import'
import type { Exam, ExamRequest, ExamScore } from '../domain/inside/exam'
import type { Race, RaceEpoch, RacePoint, RaceSummary } from '../domain/inside/race'
import type { TimelineEntry } from '../domain/inside/timeline'
import type { ModelSummary } from '../domain/model-summary'
import type {
  Checkpoint,
  Environment,
  EpochMetrics,
  KeptEpoch,
  LogLine,
  Position,
  StepColumns,
} from '../domain/run'
import type { PredictOptions, Prediction } from '../domain/prediction'
import type { TextView } from '../domain/text-view'
import type { DataOptions } from '../experiment/data'
import type { Experiment, Task } from '../experiment/schema'
import type { TextOptions } from '../experiment/text'
import type { InspectionCalls } from './inspection-calls'
import type { Failure, Result } from './result'

/** What is left out is found out. */
export interface PreviewRequest extends Partial<
  Pick<DataOptions, 'separator' | 'quote' | 'header'>
> {
  /** Absolute path of a file or folder. */
  readonly path: string
  readonly encoding: DataOptions['encoding']
  readonly split: DataOptions['split']
}

/** Other data for a trained run; what is left out is read as the run's own data was. */
export interface EvaluateRequest extends Partial<
  Pick<DataOptions, 'text' | 'label' | 'encoding' | 'separator' | 'quote' | 'header'>
> {
  /** Absolute path of a file or folder. */
  readonly path: string
  readonly split: DataOptions['split']
}

/** How a run does on other data. */
export interface EvaluationAnswer {
  readonly evaluation: Evaluation
  readonly baselines: readonly Baseline[]
  /** Rows that were left out because the model does not know their label, and the first few such labels. */
  readonly unknownLabels: { readonly count: number; readonly first: readonly string[] }
  /** Rows that could not be used. */
  readonly skipped: DatasetReport['skipped']
}

export interface ReportRequest {
  readonly task: Task
  /** Paths absolute. */
  readonly data: DataOptions
  readonly text: TextOptions
  readonly seed: number
  /** Names this request in its progress events. */
  readonly requestId: string
  /** Also trains the baselines. */
  readonly baselines: boolean
  /** Also looks for what is wrong with the data. */
  readonly findings: boolean
}

/** What a dataset is like, what is to be beaten on it, and what is wrong with it. */
export interface ReportAnswer {
  readonly report: DatasetReport
  readonly baselines: readonly Baseline[]
  readonly findings: readonly Finding[]
}

/** Asks what the network will see of a row of the data, or of a text with a run's vocabulary. */
export interface ViewRequest {
  readonly task: Task
  /** Paths absolute. */
  readonly data: DataOptions
  readonly text: TextOptions
  readonly seed: number
  /** From 0, in the order of the data. */
  readonly row: number
}

export interface TrainRequest {
  readonly runId: string
  /** With absolute data.path. */
  readonly experiment: Experiment
  /** An existing folder; the trainer writes model/, checkpoints/, vocabulary.json and labels.json into it. */
  readonly folder: string
  /** A checkpoint's file to go on from, in the folder; null: from the start. */
  readonly checkpoint: string | null
}

export interface TrainOutcome {
  /** `stopped`: a person stopped it; what was learned is kept all the same. */
  readonly state: 'done' | 'stopped'
  /** Why it ended before its last epoch though nobody stopped it, in a sentence; else null. */
  readonly message: string | null
  /** The epoch whose model is kept; null when there is none. */
  readonly kept: KeptEpoch | null
  readonly epochs: number
  readonly steps: number
  readonly seconds: number
  /** Of the kept model, on the validation rows. */
  readonly evaluation: Evaluation | null
}

/** A checked race. */
export interface RaceWork {
  readonly requestId: string
  readonly id: string
  readonly name: string
  /** Absolute path of `races/<id>.json`; its folder exists. */
  readonly file: string
  /** With absolute paths of their data; they differ in their models alone. */
  readonly variants: readonly { readonly name: string; readonly experiment: Experiment }[]
}

export interface ExamWork {
  readonly request: ExamRequest
  readonly id: string
  /** Absolute path of `exams/<id>.json`; its folder exists. */
  readonly file: string
}

export interface VerifyRunWork {
  readonly requestId: string
  /** Of test-vectors.json. */
  readonly content: string
  /** As sentences name it. */
  readonly file: string
}

/** A model's file from elsewhere that is to become a run. */
export interface ImportWork {
  /** Absolute path of a model.json or its folder, a .keras or an .h5 file. */
  readonly path: string
  readonly options: ImportOptions
  /** An empty folder; the trainer writes experiment.json, model/, vocabulary.json and labels.json into it. */
  readonly folder: string
}

export interface ImportedModel {
  readonly kind: 'tfjs' | 'keras' | 'h5'
  readonly experiment: Experiment
  readonly parameters: number
  readonly notes: readonly string[]
}

/** Calls that the engine makes. Paths are absolute; expected failures are values. */
export interface TrainerApi extends InspectionCalls {
  environment(): Promise<Environment>
  preview(request: PreviewRequest): Promise<Result<DataPreview>>
  report(request: ReportRequest): Promise<Result<ReportAnswer>>
  /** What the network will see of a row. Reads the whole dataset once for its vocabulary, which it keeps for the next call. */
  view(request: ViewRequest): Promise<Result<TextView>>
  /** Trains two steps for their time and memory, and keeps nothing; `requestId` is for progress and `stop`. */
  forecast(experiment: Experiment, requestId: string): Promise<Result<Forecast>>
  /** Settles when the run has ended; events tell of it meanwhile. */
  train(request: TrainRequest): Promise<Result<TrainOutcome>>
  /** Holds the run after the batch under way, once a checkpoint is on disk; false when no run of that id is under way. */
  pause(id: string): Promise<boolean>
  /** Lets a paused run go on. */
  goOn(id: string): Promise<boolean>
  /** Ends the run after the batch under way, or the report under way; false when nothing of that id is under way. */
  stop(id: string): Promise<boolean>
  predict(
    folder: string,
    texts: readonly string[],
    options: PredictOptions,
  ): Promise<Result<readonly Prediction[]>>
  /** Writes text; `generated` events tell of the tokens meanwhile. */
  generate(folder: string, request: GenerationRequest): Promise<Result<Generation>>
  evaluate(folder: string, data: DataOptions): Promise<Result<EvaluationAnswer>>
  /** Trains the variants in lockstep; keeps the race in `file`, written whole at each epoch. */
  race(request: RaceWork): Promise<Result<Race>>
  exam(request: ExamWork): Promise<Result<Exam>>
  exportRefusals(folder: string): Promise<Result<ExportRefusals>>
  /** All formats but the zipped run folder, which is the engine's. */
  exportModel(folder: string, request: ExportRequest): Promise<Result<ExportReport>>
  verifyExport(folder: string, requestId: string): Promise<Result<VerifyReport>>
  /** The test vectors of a run, as the content of a file. */
  vectorsOf(folder: string): Promise<Result<string>>
  /** What a run that may come from elsewhere makes of the test vectors beside it. */
  verifyRun(folder: string, work: VerifyRunWork): Promise<Result<Parity>>
  importModel(work: ImportWork): Promise<Result<ImportedModel>>
}

/** What the trainer tells unasked; plain messages beside the calls. */
export type TrainerEvent =
  | { readonly type: 'progress'; readonly id: string; readonly progress: Progress }
  | { readonly type: 'environment'; readonly runId: string; readonly environment: Environment }
  | { readonly type: 'data'; readonly runId: string; readonly report: DatasetReport }
  | { readonly type: 'baselines'; readonly runId: string; readonly baselines: readonly Baseline[] }
  | { readonly type: 'summary'; readonly runId: string; readonly summary: ModelSummary }
  /** What the model wrote after an epoch. */
  | { readonly type: 'sample'; readonly runId: string; readonly sample: TextSample }
  /** The kept model on the test file. */
  | { readonly type: 'tested'; readonly runId: string; readonly evaluation: Evaluation }
  /** Tokens that were written since the last such event; at most 20 times a second. */
  | { readonly type: 'generated'; readonly id: string; readonly tokens: readonly GeneratedToken[] }
  /** At most 20 times a second. */
  | { readonly type: 'steps'; readonly runId: string; readonly steps: StepColumns }
  | { readonly type: 'epoch'; readonly runId: string; readonly metrics: EpochMetrics }
  /** The model of this epoch is in model/ now. */
  | {
      readonly type: 'kept'
      readonly runId: string
      readonly kept: KeptEpoch
      readonly evaluation: Evaluation
    }
  /**
   * A checkpoint is on disk; every step and epoch up to it has been told before. It counts once the engine has put
   * it into the run's index; the engine deletes those that are not kept.
   */
  | {
      readonly type: 'checkpoint'
      readonly runId: string
      readonly checkpoint: Omit<Checkpoint, 'isBest'>
      /** The state at the end of the kept epoch. */
      readonly isBest: boolean
    }
  /** A record of the probes is on disk. */
  | { readonly type: 'recorded'; readonly runId: string; readonly entry: TimelineEntry }
  | { readonly type: 'race-started'; readonly id: string; readonly race: RaceSummary }
  | { readonly type: 'race-points'; readonly id: string; readonly points: readonly RacePoint[] }
  | { readonly type: 'race-epoch'; readonly id: string; readonly epoch: RaceEpoch }
  | { readonly type: 'exam-score'; readonly id: string; readonly score: ExamScore }
  | {
      readonly type: 'exam-progress'
      readonly id: string
      readonly cell: ExamScore['cell']
      readonly length: number
      readonly share: number
      readonly score: number
    }
  /** Training holds: a person asked, or the disk is full (the sentence says so and it goes on by itself). */
  | {
      readonly type: 'paused'
      readonly runId: string
      readonly position: Position
      readonly reason: string | null
    }
  | { readonly type: 'went-on'; readonly runId: string }
  /** Something worth a line in the run's log. */
  | { readonly type: 'log'; readonly runId: string; readonly line: Omit<LogLine, 'at'> }
  | { readonly type: 'failed'; readonly runId: string; readonly failure: Failure }

/** How far something is, for a line such as "epoch 3 of 10, 41 of 157, 1 min 12 s left". */
export interface Progress {
  readonly phase:
    | 'reading'
    | 'encoding'
    | 'baselines'
    | 'building'
    | 'training'
    | 'validating'
    | 'saving'
    | 'inspecting'
    | 'exporting'
    | 'checking'
    | 'importing'
  /** Of `total`, in `unit`; total is null while it is not known. */
  readonly done: number
  readonly total: number | null
  readonly unit: 'bytes' | 'rows' | 'steps' | 'files' | 'texts'
  readonly epoch?: number
  readonly epochs?: number
  readonly stepsPerSecond?: number
  readonly secondsLeft?: number
}

/** The message that carries a trainer event over the worker's port. */
export interface TrainerEventMessage {
  readonly unrollTrainerEvent: TrainerEvent
}
