// The contract between the window or the command line and the engine; written once, implemented in src/engine.
import type { Baseline, DataPreview, DatasetReport } from '../domain/dataset'
import type { Evaluation } from '../domain/evaluation'
import type { ExportRefusals, ExportReport, ExportRequest, VerifyReport } from '../domain/export'
import type { Forecast } from '../domain/forecast'
import type {
  GeneratedToken,
  Generation,
  GenerationRequest,
  TextSample,
} from '../domain/generation'
import type { ImportOptions, ImportReport } from '../domain/import'
import type { Exam, ExamRequest, ExamScore } from '../domain/inside/exam'
import type { LessonProgress } from '../domain/inside/lessons'
import type { Race, RaceEpoch, RacePoint, RaceRequest, RaceSummary } from '../domain/inside/race'
import type { Surgery, Variant } from '../domain/inside/surgery'
import type { TimelineEntry } from '../domain/inside/timeline'
import type { ModelSummary } from '../domain/model-summary'
import type { PredictOptions, Prediction } from '../domain/prediction'
import type { QueueState } from '../domain/queue'
import type {
  Checkpoint,
  DamagedRun,
  Environment,
  EpochMetrics,
  KeptEpoch,
  LogLine,
  Position,
  RunDetail,
  RunGroup,
  RunListItem,
  RunNotes,
  RunRecord,
  StepColumns,
} from '../domain/run'
import type { TextView } from '../domain/text-view'
import type { ResumeSettings } from '../experiment/resume-settings'
import type { Experiment } from '../experiment/schema'
import type { InspectionCalls } from './inspection-calls'
import type { Result } from './result'
import type {
  EvaluateRequest,
  EvaluationAnswer,
  PreviewRequest,
  Progress,
  ReportAnswer,
  ReportRequest,
  ViewRequest,
} from './trainer-api'

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

export interface ResumeOptions {
  /** Trains on with these, by their paths in the experiment file; `resume-settings.ts` says which may change. */
  readonly settings: ResumeSettings
}

/** What a sweep puts into the queue: experiments and what was set for each. */
export interface SweepRequest {
  readonly name: string
  readonly runs: readonly {
    readonly experiment: unknown
    readonly settings: Readonly<Record<string, unknown>>
  }[]
}

/** Calls that a window or a command makes. Expected failures are values; a throw is a bug. */
export interface LabApi extends InspectionCalls {
  describe(): Promise<LabDescription>
  preview(request: PreviewRequest): Promise<Result<DataPreview>>
  report(request: ReportRequest): Promise<Result<ReportAnswer>>
  /** What the network will see of a row of the data. */
  view(request: ViewRequest): Promise<Result<TextView>>
  /** What training will cost on this machine; trains two steps to know. `busy` while a run trains. */
  forecast(experiment: unknown, requestId: string): Promise<Result<Forecast>>
  /** Checks the experiment, creates the run folder and starts; events tell how it goes on. */
  train(
    experiment: unknown,
    options: TrainOptions,
  ): Promise<Result<{ runId: string; folder: string }>>
  /** Holds the run that trains after the batch under way, with a checkpoint on disk. */
  pause(runId: string): Promise<Result<null>>
  /** Lets the paused run go on. */
  goOn(runId: string): Promise<Result<null>>
  /** Takes up a run that has ended, at its last checkpoint; `busy` while another one trains. */
  resume(
    run: RunReference,
    options: ResumeOptions,
  ): Promise<Result<{ runId: string; folder: string }>>
  /** Ends a run or a report after the step under way, keeping what was learned. */
  stop(id: string): Promise<Result<null>>
  /** Ends the run that trains and moves its folder to the system's trash. */
  discard(runId: string): Promise<Result<null>>
  queue(): Promise<Result<QueueState>>
  /** Adds an experiment at the end of the queue; it starts at once when nothing trains and the queue is not held. */
  enqueue(experiment: unknown): Promise<Result<QueueState>>
  /** Adds a run to go on with. */
  enqueueResume(run: RunReference): Promise<Result<QueueState>>
  /** Adds the runs of a sweep, filed as one group; all or none. */
  sweep(request: SweepRequest): Promise<Result<{ group: RunGroup; queue: QueueState }>>
  /** Puts an entry at an index, from 0, counted without it. */
  moveQueued(id: string, index: number): Promise<Result<QueueState>>
  cancelQueued(ids: readonly string[]): Promise<Result<QueueState>>
  /** Held, the queue starts nothing; the run under way is not touched. */
  holdQueue(isHeld: boolean): Promise<Result<QueueState>>
  runs(): Promise<Result<{ runs: readonly RunListItem[]; damaged: readonly DamagedRun[] }>>
  run(run: RunReference): Promise<Result<RunDetail>>
  /** Changes what a person says of a run; what is left out stays. */
  updateRun(run: RunReference, change: Partial<RunNotes>): Promise<Result<RunNotes>>
  /** Moves run folders to the system's trash; refuses those that train. */
  deleteRuns(runs: readonly RunReference[]): Promise<Result<null>>
  /**
   * Takes a run folder, a zipped one, or a model of tfjs (model.json) or Keras (.keras, .h5) into the store as a run; `progress` events
   * tell of it, `stop` with the request's id ends it. What the lab cannot express is refused, naming the layer and why.
   */
  importRun(path: string, options: ImportOptions): Promise<Result<ImportReport>>
  predict(
    run: RunReference,
    texts: readonly string[],
    options?: PredictOptions,
  ): Promise<Result<readonly Prediction[]>>
  /** Writes text with a language model; `generated` events tell of the tokens, `stop` with the request's id ends it. */
  generate(run: RunReference, request: GenerationRequest): Promise<Result<Generation>>
  evaluate(run: RunReference, data: EvaluateRequest): Promise<Result<EvaluationAnswer>>
  /** Which formats cannot express a run, and why. */
  exportRefusals(run: RunReference): Promise<Result<ExportRefusals>>
  /** Writes the model for elsewhere and proves it; `progress` events tell of it, `stop` with the request's id ends it. */
  exportRun(run: RunReference, request: ExportRequest): Promise<Result<ExportReport>>
  /** Runs an exported folder's test vectors through its own files. */
  verifyExport(folder: string, requestId: string): Promise<Result<VerifyReport>>
  /** Surgeries that were kept with a run. */
  variants(run: RunReference): Promise<Result<readonly Variant[]>>
  saveVariant(
    run: RunReference,
    variant: { readonly name: string; readonly surgery: Surgery },
  ): Promise<Result<readonly Variant[]>>
  deleteVariant(run: RunReference, id: string): Promise<Result<readonly Variant[]>>
  /** Trains variants side by side; settles when the race has ended; `race` events tell of it, `stop` ends it. `busy` while a run trains. */
  race(request: RaceRequest): Promise<Result<Race>>
  /** Races of the store, newest first. */
  races(): Promise<Result<readonly RaceSummary[]>>
  openRace(id: string): Promise<Result<Race>>
  deleteRace(id: string): Promise<Result<null>>
  /** Settles when the exam has ended; `exam` events tell of it, `stop` ends it. `busy` while a run trains. */
  exam(request: ExamRequest): Promise<Result<Exam>>
  exams(): Promise<Result<readonly Exam[]>>
  deleteExam(id: string): Promise<Result<null>>
  loadLessons(): Promise<Result<LessonProgress>>
  saveLessons(progress: LessonProgress): Promise<Result<null>>
  /** The experiment being edited in the window, kept between starts; null when there is none. */
  loadDraft(): Promise<Result<Experiment | null>>
  saveDraft(experiment: unknown): Promise<Result<null>>
}

/** What the engine tells unasked; at most 20 `steps` batches a second for a run. */
export type LabEvent =
  | { readonly type: 'progress'; readonly id: string; readonly progress: Progress }
  | {
      readonly type: 'run-started'
      /** Taken up again: its steps and epochs up to `record.position` are in the folder. */
      readonly isResumed: boolean
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
  | { readonly type: 'run-sample'; readonly runId: string; readonly sample: TextSample }
  | { readonly type: 'run-tested'; readonly runId: string; readonly evaluation: Evaluation }
  | { readonly type: 'generated'; readonly id: string; readonly tokens: readonly GeneratedToken[] }
  | { readonly type: 'steps'; readonly runId: string; readonly steps: StepColumns }
  | { readonly type: 'epoch'; readonly runId: string; readonly metrics: EpochMetrics }
  /** The run's model in model/ is this epoch's now. */
  | {
      readonly type: 'run-kept'
      readonly runId: string
      readonly kept: KeptEpoch
      readonly evaluation: Evaluation
    }
  | {
      readonly type: 'run-checkpoint'
      readonly runId: string
      readonly checkpoints: readonly Checkpoint[]
    }
  /** `reason`: why it holds by itself, e.g. a full disk; null when a person asked. */
  | {
      readonly type: 'run-paused'
      readonly runId: string
      readonly position: Position
      readonly reason: string | null
    }
  | { readonly type: 'run-went-on'; readonly runId: string }
  | { readonly type: 'run-log'; readonly runId: string; readonly line: LogLine }
  /** What a run's probes did at a step; the whole of it is asked for by `timelineRecord`. */
  | { readonly type: 'run-recorded'; readonly runId: string; readonly entry: TimelineEntry }
  /** A race has begun: everything but its points and epochs. */
  | { readonly type: 'race-started'; readonly id: string; readonly race: RaceSummary }
  /** At most 10 times a second. */
  | { readonly type: 'race-points'; readonly id: string; readonly points: readonly RacePoint[] }
  | { readonly type: 'race-epoch'; readonly id: string; readonly epoch: RaceEpoch }
  /** `exam` of a request's id: a score is known, or how far the one under way is (0 to 1). */
  | { readonly type: 'exam-score'; readonly id: string; readonly score: ExamScore }
  | {
      readonly type: 'exam-progress'
      readonly id: string
      readonly cell: ExamScore['cell']
      readonly length: number
      readonly share: number
      readonly score: number
    }
  | { readonly type: 'queue'; readonly queue: QueueState }
  /** Runs were renamed, tagged, deleted or imported; the list is to be asked for anew. */
  | { readonly type: 'runs-changed' }
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
