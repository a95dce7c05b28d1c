// The training loop: epochs of shuffled batches, a validation and a saved model after each.
import type { Sequential, Variable } from '@tensorflow/tfjs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EpochMetrics, Evaluation } from '#shared/domain/run'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { Progress, TrainOutcome, TrainRequest } from '#shared/protocol/trainer-api'
import { evaluateRows } from '../inference/evaluation'
import { releaseMasks, type DropoutMasks } from '../model/dropout'
import { saveModel } from '../model/save'
import { deriveSeed, streams } from '../model/seeds'
import { fillBatch } from '../text/batches'
import type { EncodedDataset } from '../text/encoded'
import { seededRandom, shuffledOrder } from '../text/random'
import { throttled } from '../throttle'
import { notANumber } from './not-a-number'
import { Optimizer } from './optimizers'
import { Pace } from './pace'
import type { RunControl } from './run-control'
import { trainableVariables, trainStep } from './step'
import type { Emit } from './train'

export interface EpochsInput {
  readonly request: TrainRequest
  readonly dataset: EncodedDataset
  readonly model: Sequential
  readonly masks: DropoutMasks
  readonly emit: Emit
  readonly control: RunControl
  /** When the run began, by performance.now(). */
  readonly started: number
}

/** Trains until the last epoch, a stop or a failure. What was learned by then is in the run folder. */
export async function runEpochs(input: EpochsInput): Promise<Result<TrainOutcome>> {
  const loop = new TrainingLoop(input)
  try {
    return await loop.run()
  } finally {
    loop.dispose()
  }
}

interface EpochSums {
  readonly loss: number
  readonly accuracy: number
}

class TrainingLoop {
  readonly #input: EpochsInput
  readonly #optimizer: Optimizer
  readonly #variables: Variable[]
  readonly #stepsPerEpoch: number
  readonly #pace: Pace
  readonly #progress: (progress: Progress) => void
  #step = 0
  #epoch = 0
  #evaluation: Evaluation | null = null

  constructor(input: EpochsInput) {
    const { emit, model } = input
    const { runId, experiment } = input.request
    const { training, validation } = input.dataset
    const { batchSize, epochs, optimizer } = experiment.training
    this.#input = input
    this.#optimizer = new Optimizer(optimizer)
    this.#variables = trainableVariables(model)
    this.#stepsPerEpoch = Math.ceil(training.count / batchSize)
    this.#pace = new Pace({
      totalSteps: this.#stepsPerEpoch * epochs,
      stepsPerEpoch: this.#stepsPerEpoch,
      epochs,
      validationShare: validation.count / training.count,
    })
    this.#progress = throttled((progress) => emit({ type: 'progress', id: runId, progress }))
  }

  async run(): Promise<Result<TrainOutcome>> {
    const { request, control } = this.#input
    const { epochs } = request.experiment.training
    for (this.#epoch = 1; this.#epoch <= epochs; this.#epoch++) {
      const started = performance.now()
      const trained = await this.#trainEpoch()
      if (!trained.ok) return trained
      const unsaved = await this.#save()
      if (unsaved) return unsaved
      // Null: stopped within the epoch.
      if (!trained.value) return this.#finishStopped()
      const failed = await this.#endEpoch(trained.value, started)
      if (failed) return failed
      if (control.isStopped && this.#epoch < epochs) return this.#outcome('stopped', this.#epoch)
    }
    return this.#outcome('done', epochs)
  }

  dispose(): void {
    releaseMasks(this.#input.model)
    this.#optimizer.dispose()
  }

  async #trainEpoch(): Promise<Result<EpochSums | null>> {
    const { request, dataset, control } = this.#input
    const { experiment } = request
    const rows = dataset.training
    const order = this.#rowOrder()
    const { batchSize } = experiment.training
    let loss = 0
    let accuracy = 0
    for (let from = 0; from < rows.count; from += batchSize) {
      if (control.isStopped) return success(null)
      const to = Math.min(from + batchSize, rows.count)
      const result = this.#trainBatch(order, from, to)
      if (!result.finite) return notANumber(experiment, this.#epoch, this.#step)
      loss += result.loss * (to - from)
      accuracy += result.accuracy * (to - from)
      await nextTurn()
    }
    return success({ loss: loss / rows.count, accuracy: accuracy / rows.count })
  }

  // A function of the seed and the epoch alone, so that any epoch's order can be had again.
  #rowOrder(): Int32Array {
    const { seed, shuffle } = this.#input.request.experiment.training
    const { count } = this.#input.dataset.training
    return shuffle
      ? shuffledOrder(count, seededRandom(deriveSeed(seed, streams.order, this.#epoch)))
      : Int32Array.from({ length: count }, (_, index) => index)
  }

  #trainBatch(order: Int32Array, from: number, to: number) {
    const { request, dataset, model, masks, emit } = this.#input
    const started = performance.now()
    this.#step++
    masks.beginStep(this.#step)
    const batch = fillBatch(dataset.training, order, from, to, request.experiment.text)
    const result = trainStep(model, this.#variables, this.#optimizer, batch)
    const now = performance.now()
    this.#pace.step(now)
    const { loss, accuracy, gradientNorm, finite } = result
    if (finite) {
      const { runId } = request
      const milliseconds = now - started
      emit({ type: 'step', runId, step: this.#step, loss, accuracy, gradientNorm, milliseconds })
      this.#tellProgress()
    }
    return result
  }

  #tellProgress(): void {
    const done = this.#step - (this.#epoch - 1) * this.#stepsPerEpoch
    this.#progress({
      phase: 'training',
      done,
      total: this.#stepsPerEpoch,
      unit: 'steps',
      ...this.#whereabouts(),
    })
  }

  #whereabouts(): Pick<Progress, 'epoch' | 'epochs' | 'stepsPerSecond' | 'secondsLeft'> {
    return {
      epoch: this.#epoch,
      epochs: this.#input.request.experiment.training.epochs,
      stepsPerSecond: this.#pace.stepsPerSecond,
      secondsLeft: this.#pace.secondsLeft(this.#step),
    }
  }

  #save(): Promise<Failure | null> {
    return saveModel(this.#input.model, this.#input.request.folder, this.#step)
  }

  async #endEpoch(sums: EpochSums, started: number): Promise<Failure | undefined> {
    const { request, emit } = this.#input
    this.#evaluation = await this.#validate()
    if (!this.#evaluation) return undefined
    const { loss, accuracy } = this.#evaluation
    if (!Number.isFinite(loss)) return notANumber(request.experiment, this.#epoch, this.#step)
    const metrics: EpochMetrics = {
      epoch: this.#epoch,
      loss: sums.loss,
      accuracy: sums.accuracy,
      valLoss: loss,
      valAccuracy: accuracy,
      seconds: (performance.now() - started) / 1000,
      step: this.#step,
    }
    emit({ type: 'epoch', runId: request.runId, metrics })
    return undefined
  }

  async #validate(): Promise<Evaluation | null> {
    const { request, dataset, model, control } = this.#input
    const { text, training } = request.experiment
    const { validation: rows, labels } = dataset
    const evaluation = await evaluateRows(
      { model, rows, labels, text, batchSize: training.batchSize },
      { onRows: (done) => this.#tellValidated(done), isStopped: () => control.isHurried },
    )
    if (evaluation) this.#pace.validated(evaluation.seconds)
    return evaluation
  }

  #tellValidated(done: number): void {
    this.#progress({
      phase: 'validating',
      done,
      total: this.#input.dataset.validation.count,
      unit: 'rows',
      ...this.#whereabouts(),
    })
  }

  async #finishStopped(): Promise<Result<TrainOutcome>> {
    this.#evaluation = await this.#validate()
    return this.#outcome('stopped', this.#epoch - 1)
  }

  #outcome(state: TrainOutcome['state'], epochs: number): Result<TrainOutcome> {
    return success({
      state,
      epochs,
      steps: this.#step,
      seconds: (performance.now() - this.#input.started) / 1000,
      evaluation: this.#evaluation,
    })
  }
}
