// What is kept of a race: put together from its lanes, and written whole.
import type { Race, RaceEpoch, RaceSummary } from '#shared/domain/inside/race'
import { summarizeModel } from '#shared/domain/model-summary'
import { describeSource } from '#shared/experiment/data-paths'
import type { RaceWork } from '#shared/protocol/trainer-api'
import { writeJson } from '../../files/write-file'
import type { Lane } from './lane'
import type { PointLog } from './point-log'

export interface RaceRecordOptions {
  readonly work: RaceWork
  readonly lanes: readonly Lane[]
  readonly log: PointLog
  readonly stepsPerEpoch: number
  /** When it began, on the clock of `performance.now`. */
  readonly began: number
}

export class RaceRecord {
  readonly #options: RaceRecordOptions
  readonly #startedAt: string
  readonly #epochs: RaceEpoch[] = []
  #state: Race['state'] = 'running'
  #message: string | null = null
  /** Once it has ended. */
  #seconds: number | null = null

  constructor(options: RaceRecordOptions) {
    this.#options = options
    this.#startedAt = new Date(
      Date.now() - Math.round(performance.now() - options.began),
    ).toISOString()
  }

  addEpoch(epoch: RaceEpoch): void {
    this.#epochs.push(epoch)
  }

  end(state: Exclude<Race['state'], 'running'>, message: string | null): void {
    this.#state = state
    this.#message ??= message
    this.#seconds = this.#elapsed
  }

  /** As it stands, without its points and epochs. */
  get summary(): RaceSummary {
    const { work, lanes, stepsPerEpoch } = this.#options
    const [{ experiment }] = work.variants
    const { seed, batchSize, epochs } = experiment.training
    return {
      format: 'unroll-race/1',
      ...{ id: work.id, name: work.name },
      ...{ state: this.#state, message: this.#message, startedAt: this.#startedAt },
      seconds: this.#seconds ?? this.#elapsed,
      data: describeSource(experiment.data),
      ...{ seed, batchSize, plannedEpochs: epochs, stepsPerEpoch },
      variants: lanes.map((lane) => ({
        name: lane.name,
        experiment: lane.experiment,
        parameters: summarizeModel(lane.experiment).total,
        message: lane.message,
        headline: lane.headline,
        evaluation: lane.evaluation,
      })),
    }
  }

  get race(): Race {
    return { ...this.summary, points: [...this.#options.log.points], epochs: [...this.#epochs] }
  }

  /** The race goes on when it cannot be written, and says so in the end. */
  async write(): Promise<void> {
    const failed = await writeJson(this.#options.work.file, this.race)
    this.#message = failed ? `The race could not be kept: ${failed.message}` : this.#kept()
  }

  get #elapsed(): number {
    return (performance.now() - this.#options.began) / 1000
  }

  /** A later writing has what an earlier one had not. */
  #kept(): string | null {
    return this.#message?.startsWith('The race could not be kept') ? null : this.#message
  }
}
