// What follows the steps of an epoch: a measurement, which the kept model, the schedule and early stopping hear, and a sample.
import { EarlyStopping } from '#shared/domain/early-stopping'
import type { LearningRate } from '#shared/domain/learning-rate'
import type { Evaluation } from '#shared/domain/evaluation'
import type { EpochMetrics, Position } from '#shared/domain/run'
import type { TrainRequest } from '#shared/protocol/trainer-api'
import type { Learner, TaskData } from '../tasks/task'
import type { CheckpointState } from './checkpoint/state'
import type { Emit } from './emit'
import type { KeptModel } from './kept-model'
import type { Pace } from './pace'
import type { ProgressTeller } from './progress-teller'
import type { RunControl } from './run-control'

export interface EpochEndInput {
  readonly request: TrainRequest
  readonly data: Pick<TaskData, 'validation'>
  readonly learner: Learner
  readonly emit: Emit
  readonly control: RunControl
  readonly learningRate: LearningRate
  readonly kept: KeptModel
  readonly pace: Pace
  readonly progress: ProgressTeller
  readonly resumed: CheckpointState | null
}

/** Of the epoch's training steps. */
export interface TrainedEpoch {
  readonly loss: number
  readonly accuracy: number
  readonly seconds: number
}

export class EpochEnd {
  readonly #input: EpochEndInput
  readonly #earlyStopping: EarlyStopping | null

  constructor(input: EpochEndInput) {
    const { earlyStopping } = input.request.experiment.training
    this.#input = input
    this.#earlyStopping =
      earlyStopping && new EarlyStopping(earlyStopping, input.resumed?.earlyStopping ?? undefined)
  }

  get earlyStopping(): CheckpointState['earlyStopping'] {
    return this.#earlyStopping?.state ?? null
  }

  /** Measures the weights as they are; null when a pause or a hurried stop came in between. */
  async validate(position: Position): Promise<Evaluation | null> {
    const { data, learner, control, progress, pace } = this.#input
    const evaluation = await learner.evaluate({
      onRows: (done) => progress.validated(position, done, data.validation),
      isStopped: () => control.isHurried || control.isPaused,
    })
    if (evaluation) pace.validated(evaluation.seconds)
    return evaluation
  }

  metrics({ step, epoch }: Position, trained: TrainedEpoch, evaluation: Evaluation): EpochMetrics {
    const { loss, accuracy, seconds } = trained
    const { loss: valLoss, accuracy: valAccuracy } = evaluation
    const extras = this.#input.learner.extras({ loss, accuracy }, evaluation)
    const metrics = { epoch, loss, accuracy, valLoss, valAccuracy, seconds, step }
    return Object.keys(extras).length > 0 ? { ...metrics, extras } : metrics
  }

  /** Tells of a measured epoch and what follows from it; why training ends before its last epoch, or null. */
  async tell(metrics: EpochMetrics, evaluation: Evaluation): Promise<string | null> {
    const { emit, request, kept, learningRate } = this.#input
    const { runId } = request
    emit({ type: 'epoch', runId, metrics })
    await kept.offer(metrics, evaluation)
    const reduced = learningRate.epochEnded(metrics)
    if (reduced) emit({ type: 'log', runId, line: { level: 'info', message: reduced } })
    const ending = this.#earlyStopping?.epochEnded(metrics) ?? null
    // An end that comes with the last epoch is none before its time.
    if (ending === null || metrics.epoch >= request.experiment.training.epochs) return null
    const keptEpoch = kept.chosen?.kept.epoch ?? metrics.epoch
    return `${ending.replace(/\.$/, '')}; the model of epoch ${keptEpoch} is kept.`
  }

  async writeSample({ epoch, step }: Position): Promise<void> {
    const { request, learner, emit } = this.#input
    const sample = await learner.sample?.({ epoch, step })
    if (sample) emit({ type: 'sample', runId: request.runId, sample })
  }
}
