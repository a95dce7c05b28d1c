// What a task brings: how its data are read, what a step trains on, how a model is measured and used.
import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs'
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import type { Finding } from '#shared/domain/findings'
import type { TextSample } from '#shared/domain/generation'
import type { Probe } from '#shared/domain/inside/timeline'
import type { PredictOptions, Prediction } from '#shared/domain/prediction'
import type { TextView } from '#shared/domain/text-view'
import type { DataOptions } from '#shared/experiment/data'
import type { Experiment } from '#shared/experiment/schema'
import type { Problem, Result } from '#shared/protocol/result'
import type { EvaluationAnswer, ReportRequest } from '#shared/protocol/trainer-api'
import type { LoadedRun } from '../inference/load-run'
import type { DropoutMasks } from '../model/dropout'
import type { LoadControl } from '../text/control'
import type { KnownWords } from '../text/known-words'
import type { Fingerprint } from '../training/checkpoint/fingerprint'

/** Everything that is known of a task; `tasks/index.ts` has one for each. */
export interface TaskModule {
  /** Reads and encodes the data. Whoever loads data closes them. */
  load(request: LoadRequest, control: LoadControl): Promise<Result<TaskData>>
  /** One prediction for each text, in their order. */
  predict(
    run: LoadedRun,
    texts: readonly string[],
    options: PredictOptions,
  ): Promise<Result<readonly Prediction[]>>
  /** Measures a run on other data, all rows of them. */
  evaluate(
    run: LoadedRun,
    data: DataOptions,
    control: LoadControl,
  ): Promise<Result<EvaluationAnswer>>
  /** Why the files of a run folder cannot belong together, in words after "model.json is damaged: "; undefined when they can. */
  findMismatch(run: LoadedRun): string | undefined
}

/** As a report asks for data, which an experiment does too: see `loadRequestOf`. */
export interface LoadRequest extends Pick<ReportRequest, 'task' | 'data' | 'text' | 'seed'> {
  /** Those of the run that training starts from; left out or null: the data's own are found out. */
  readonly known?: KnownWords | null
}

/** A dataset, read and encoded. */
export interface TaskData {
  readonly report: DatasetReport
  /** What an epoch goes through: rows, sentences, windows or pairs. */
  readonly training: number
  readonly validation: number
  /** Tokens of the longest training example, as long as it becomes in a batch. */
  readonly longest: number
  /** For the run folder beside the model, by file name: vocabulary.json, labels.json and the like; JSON, or bytes as they are. */
  readonly files: readonly (readonly [name: string, content: unknown])[]
  /** What makes two readings the same data. */
  fingerprint(): Fingerprint
  /** What can be said of the experiment only once the data are known. */
  findProblem(experiment: Experiment): Problem | undefined
  /** What a network has to beat; when stopped, only those that were finished. */
  baselines(control: LoadControl): Promise<readonly Baseline[]>
  /** What is wrong with the data. */
  findings(control: LoadControl): Promise<readonly Finding[]>
  /** What the network will see of a row of the data, counted from 0; null when there is no such row. */
  view(row: number): Promise<TextView | null>
  /** Short validation examples with their right answers, as different as may be, to follow through a training; at most `count`. */
  probes(count: number): readonly Probe[]
  /** One of the `validation` examples, from 0, by itself. */
  validationExample(index: number): ValidationExample
  /** A network with its initial weights; the experiment's data and text are those that were loaded. */
  createLearner(experiment: Experiment): Result<Learner>
  /** Gives temporary files back, after which nothing can be read. */
  close(): void
}

/** A validation example as the network reads it, and what it has to answer at its last output. */
export interface ValidationExample {
  /** Padded where the network always reads the same length; of an encoder-decoder the source. */
  readonly ids: Int32Array
  /** Steps of padding before the first token and after the last one. */
  readonly paddingBefore: number
  readonly paddingAfter: number
  /** What an encoder-decoder's decoder reads; else null. */
  readonly targetIds: Int32Array | null
  readonly answer:
    | { readonly kind: 'class'; readonly id: number }
    | { readonly kind: 'labels'; readonly ids: Int32Array }
    /** Standardised, as the network answers it. */
    | { readonly kind: 'number'; readonly value: number }
}

/** A network and how it learns from the data that it was created from. */
export interface Learner {
  /** As it is saved; all its weights, those that are not trained too. */
  readonly model: LayersModel
  readonly variables: readonly Variable[]
  readonly masks: DropoutMasks
  /** The examples of an epoch in their order, as row numbers; `batch` gets pieces of it. */
  order(epoch: number): Int32Array
  /** Puts examples together. Called before each step. */
  batch(examples: Int32Array): LearnerBatch
  /** Loss and the rest on the validation rows with the weights as they are; null when stopped. */
  evaluate(control: EvaluateControl): Promise<Evaluation | null>
  /** What else a measured epoch says, by name, e.g. valPerplexity. */
  extras(
    epoch: { readonly loss: number; readonly accuracy: number },
    evaluation: Evaluation,
  ): Record<string, number>
  /** A text by the model as it is, for people to watch it learn, where the task writes any and it is wanted. */
  sample?(place: { readonly epoch: number; readonly step: number }): Promise<TextSample | null>
  /** Tensors beside the weights that the next step depends on, by name, where batches do not begin anew; a checkpoint holds them. */
  carried?(): ReadonlyMap<string, Tensor>
  /** Takes back what `carried` gave; copies. */
  restoreCarried?(tensors: ReadonlyMap<string, Tensor>): void
  /** Called before saving, where weights follow from others: puts them in place. */
  beforeSave?(): void
  /** Frees the model and everything else. */
  dispose(): void
}

/** Examples put together as a batch. */
export interface LearnerBatch {
  /** How much it counts in an epoch's means: its rows, or its tokens where each is an output. */
  readonly weight: number
  /**
   * The mean loss that is differentiated and the share of right answers, both before the update. Called once, inside a
   * tidy and a gradient computation; dropout is on.
   */
  compute(): { readonly loss: Scalar; readonly accuracy: Scalar }
}

export interface EvaluateControl {
  /** Examples measured so far. */
  onRows(done: number): void
  isStopped(): boolean
}

/** What an experiment asks of its task's data, its start left aside: see training/start-from.ts. */
export function loadRequestOf({ task, data, text, training }: Experiment): LoadRequest {
  return { task, data, text, seed: training.seed }
}
