// Metrics as TensorBoard events: which tags there are, and when each point was.
import { isOfValidation, plainName } from '#shared/domain/extras'
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import type { MetricsEntry } from '../metrics-entries'
import { scalarsEvent, versionEvent, type Scalar } from './event'
import { frameRecord } from './record'

/** What goes to the end of each of the two files. */
export interface EventBytes {
  readonly training: Buffer
  readonly validation: Buffer
}

/**
 * Turns entries into records, in order. Both files use the tags `epoch_loss` and `epoch_accuracy`, as Keras's callback
 * does, so that TensorBoard draws training and validation on one chart.
 * https://keras.io/api/callbacks/tensorboard/
 */
export class MetricsEvents {
  readonly #startedAt: number
  #lastSeconds = 0

  /** @param startedAt seconds since 1970 of the run's start, to which the seconds of training are added */
  constructor(startedAt: number) {
    this.#startedAt = startedAt
  }

  /** The first record, which names the format. */
  header(): Buffer {
    return frameRecord(versionEvent(this.#startedAt))
  }

  /** The records of some entries. */
  encode(entries: readonly MetricsEntry[]): EventBytes {
    const training: Buffer[] = []
    const validation: Buffer[] = []
    for (const entry of entries) {
      if (entry.type === 'steps') this.#addSteps(entry.steps, training)
      else this.#addEpoch(entry.metrics, training, validation)
    }
    return { training: Buffer.concat(training), validation: Buffer.concat(validation) }
  }

  #addSteps(steps: StepColumns, training: Buffer[]): void {
    for (let index = 0; index < steps.loss.length; index++) {
      if (Number.isFinite(steps.seconds[index])) this.#lastSeconds = steps.seconds[index]
      training.push(this.#record(steps.first + index, scalarsOfStep(steps, index)))
    }
  }

  #addEpoch(metrics: EpochMetrics, training: Buffer[], validation: Buffer[]): void {
    const { step, loss, accuracy, valLoss, valAccuracy } = metrics
    const { ofTraining, ofValidation } = extraScalars(metrics)
    training.push(this.#record(step, [...epochScalars(loss, accuracy), ...ofTraining]))
    validation.push(this.#record(step, [...epochScalars(valLoss, valAccuracy), ...ofValidation]))
  }

  #record(step: number, scalars: readonly Scalar[]): Buffer {
    return frameRecord(scalarsEvent(this.#startedAt + this.#lastSeconds, step, scalars))
  }
}

function scalarsOfStep(steps: StepColumns, index: number): Scalar[] {
  const scalars = [
    { tag: 'loss', value: steps.loss[index] },
    ...measured('accuracy', steps.accuracy[index]),
    { tag: 'gradient_norm', value: steps.gradientNorm[index] },
  ]
  const learningRate = steps.learningRate[index]
  // Runs from before there were schedules do not say.
  if (!Number.isNaN(learningRate)) scalars.push({ tag: 'learning_rate', value: learningRate })
  const milliseconds = steps.milliseconds[index]
  if (milliseconds > 0) scalars.push({ tag: 'steps_per_second', value: 1000 / milliseconds })
  return scalars
}

function epochScalars(loss: number, accuracy: number): Scalar[] {
  return [{ tag: 'epoch_loss', value: loss }, ...measured('epoch_accuracy', accuracy)]
}

/** What a task measures beside: `epoch_bits_per_character` of `valBitsPerCharacter`. */
function extraScalars({ extras = {} }: EpochMetrics) {
  const scalars = Object.entries(extras).map(([name, value]) => {
    const words = plainName(name).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    return { name, scalars: measured(`epoch_${words}`, value) }
  })
  const of = (isValidation: boolean): Scalar[] =>
    scalars
      .filter(({ name }) => isOfValidation(name) === isValidation)
      .flatMap((one) => one.scalars)
  return { ofTraining: of(false), ofValidation: of(true) }
}

/** Nothing where there is no such number: the accuracy of numbers, BLEU of what has no words. */
function measured(tag: string, value: number): Scalar[] {
  return Number.isNaN(value) ? [] : [{ tag, value }]
}
