// Trains variants of a network in lockstep: every step on the same examples for all, each timed alone.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { memoryHorizon } from '#shared/domain/inside/inspection'
import type { Race, RaceEpoch } from '#shared/domain/inside/race'
import type { EpochMetrics } from '#shared/domain/run'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'
import type { Progress, RaceWork } from '#shared/protocol/trainer-api'
import { startBackend } from '../backend'
import { taskModule } from '../tasks/index'
import { loadRequestOf, type TaskData } from '../tasks/task'
import type { Emit } from '../training/emit'
import { findMemoryProblem, outOfMemory } from '../training/memory'
import { Pace } from '../training/pace'
import { ProgressTeller } from '../training/progress-teller'
import type { RunControl } from '../training/run-control'
import { Lane } from './lane'
import { PointLog } from './point-log'
import { RaceRecord } from './race-record'
import { chooseExamples, gradientReach } from './reach'

/** What only tests change. */
export interface RaceLimits {
  /** Least time between two points, in milliseconds. */
  readonly pointGapMs?: number
  readonly mostPoints?: number
}

/**
 * Trains the variants and keeps the race in `work.file`, written whole at each epoch's end. Stopping is an outcome, not a
 * failure; early stopping is left out, so that all go equally far. A variant whose loss is no number drops out and the others
 * go on. Fails with the codes of the data, `experiment-invalid` or `stopped` (before the first step).
 */
export async function runRace(
  work: RaceWork,
  emit: Emit,
  control: RunControl,
  limits: RaceLimits = {},
): Promise<Result<Race>> {
  const began = performance.now()
  await startBackend()
  const [{ experiment }] = work.variants
  const task = await taskModule(experiment.task)
  const onProgress = (progress: Progress): void =>
    emit({ type: 'progress', id: work.requestId, progress })
  const data = await task.load(loadRequestOf(experiment), {
    onProgress,
    isStopped: () => control.isStopped,
  })
  if (!data.ok) return data
  try {
    return await raceOn(data.value, { work, emit, control, limits, began })
  } finally {
    data.value.close()
  }
}

interface RaceInput {
  readonly work: RaceWork
  readonly emit: Emit
  readonly control: RunControl
  readonly limits: RaceLimits
  readonly began: number
}

async function raceOn(data: TaskData, input: RaceInput): Promise<Result<Race>> {
  const refused = findRefusal(input.work, data)
  if (refused) return refused
  const lanes: Lane[] = []
  try {
    const failed = fillLanes(lanes, input.work, data)
    return failed ?? success(await new Course(data, lanes, input).run())
  } catch (error) {
    const exhausted = outOfMemory(input.work.variants[0].experiment, error)
    if (exhausted) return exhausted
    throw error
  } finally {
    for (const lane of lanes) lane.dispose()
  }
}

function findRefusal({ variants }: RaceWork, data: TaskData): Failure | null {
  for (const { name, experiment } of variants) {
    const problem = data.findProblem(experiment)
    const refused = problem
      ? failure('experiment-invalid', problem.message, [problem])
      : findMemoryProblem(experiment, data.longest)
    if (refused) return { ...refused, message: `The variant "${name}": ${refused.message}` }
  }
  return null
}

/** @param lanes gets those that could be made, for the caller to dispose */
function fillLanes(lanes: Lane[], { variants }: RaceWork, data: TaskData): Failure | null {
  for (const { name, experiment } of variants) {
    const { batchSize, epochs } = experiment.training
    const stepsPerEpoch = Math.ceil(data.training / batchSize)
    const learner = data.createLearner(experiment)
    if (!learner.ok) return learner
    const plan = { stepsPerEpoch, totalSteps: stepsPerEpoch * epochs }
    lanes.push(new Lane(name, experiment, learner.value, plan))
  }
  return null
}

const pointGapMs = 100

/** The race from its first step to its last. */
class Course {
  readonly #input: RaceInput
  readonly #data: TaskData
  readonly #lanes: readonly Lane[]
  readonly #log: PointLog
  readonly #record: RaceRecord
  readonly #pace: Pace
  readonly #progress: ProgressTeller
  readonly #examples: ReturnType<typeof chooseExamples>
  readonly #epochs: number
  readonly #stepsPerEpoch: number
  #step = 0
  #lastPoint = -Infinity

  constructor(data: TaskData, lanes: readonly Lane[], input: RaceInput) {
    const { work, emit, limits, began } = input
    const { batchSize, epochs } = work.variants[0].experiment.training
    const stepsPerEpoch = Math.ceil(data.training / batchSize)
    this.#input = input
    this.#data = data
    this.#lanes = lanes
    this.#epochs = epochs
    this.#stepsPerEpoch = stepsPerEpoch
    this.#log = new PointLog(limits.mostPoints)
    this.#record = new RaceRecord({ work, lanes, log: this.#log, stepsPerEpoch, began })
    this.#examples = chooseExamples(data, work.variants)
    const validationShare = (lanes.length * data.validation) / data.training
    const totalSteps = stepsPerEpoch * epochs
    this.#pace = new Pace({ totalSteps, stepsPerEpoch, epochs, validationShare })
    this.#progress = new ProgressTeller(this.#pace, epochs, (progress) =>
      emit({ type: 'progress', id: work.requestId, progress }),
    )
  }

  async run(): Promise<Race> {
    const { work, emit } = this.#input
    emit({ type: 'race-started', id: work.requestId, race: this.#record.summary })
    await this.#tellEpoch(0, null)
    await this.#record.write()
    for (let epoch = 1; epoch <= this.#epochs && this.#isOn; epoch++) {
      await this.#train(epoch)
      if (this.#isOn) await this.#endEpoch(epoch)
    }
    this.#tellPoint()
    this.#record.end(...this.#ending())
    await this.#record.write()
    return this.#record.race
  }

  get #isOn(): boolean {
    return !this.#input.control.isStopped && this.#lanes.some(({ message }) => message === null)
  }

  #ending(): Parameters<RaceRecord['end']> {
    if (this.#lanes.every(({ message }) => message !== null))
      return ['failed', 'Every variant dropped out.']
    return [this.#input.control.isStopped ? 'stopped' : 'done', null]
  }

  async #train(epoch: number): Promise<void> {
    const { batchSize } = this.#input.work.variants[0].experiment.training
    // The same for all; each learner has to hear of the epoch.
    const [order] = this.#lanes.map(({ learner }) => learner.order(epoch))
    for (let from = 0; from < order.length && this.#isOn; from += batchSize) {
      this.#step++
      const examples = order.subarray(from, Math.min(from + batchSize, order.length))
      for (const lane of this.#lanes) {
        lane.train(examples, this.#step)
        await nextTurn()
      }
      this.#pace.step(performance.now())
      this.#progress.trained(this.#where(epoch))
      if (performance.now() - this.#lastPoint >= (this.#input.limits.pointGapMs ?? pointGapMs)) {
        this.#tellPoint()
      }
    }
  }

  #where(epoch: number) {
    const stepsPerEpoch = this.#stepsPerEpoch
    const stepInEpoch = this.#step - (epoch - 1) * stepsPerEpoch
    return { epoch, step: this.#step, stepInEpoch, stepsPerEpoch }
  }

  #tellPoint(): void {
    const taken = this.#lanes.map((lane) => lane.take())
    this.#lastPoint = performance.now()
    if (taken.every((one) => one === null)) return
    const point = {
      step: this.#step,
      loss: taken.map((one) => finite(one?.loss)),
      accuracy: taken.map((one) => finite(one?.accuracy)),
      milliseconds: taken.map((one) => one?.milliseconds ?? 0),
    }
    this.#log.add(point)
    const { emit, work } = this.#input
    emit({ type: 'race-points', id: work.requestId, points: [point] })
  }

  /** Measures each variant, and how far back its gradient reaches. */
  async #endEpoch(epoch: number): Promise<void> {
    const { control } = this.#input
    this.#tellPoint()
    const began = performance.now()
    const measured: (EpochMetrics | null)[] = []
    const total = this.#lanes.length * this.#data.validation
    for (const [index, lane] of this.#lanes.entries()) {
      const before = index * this.#data.validation
      const metrics = await lane.endEpoch(epoch, this.#step, {
        onRows: (done) => this.#progress.validated(this.#where(epoch), before + done, total),
        isStopped: () => control.isStopped,
      })
      if (control.isStopped) return
      measured.push(metrics)
    }
    await this.#tellEpoch(epoch, measured)
    this.#pace.validated((performance.now() - began) / 1000)
    await this.#record.write()
  }

  async #tellEpoch(
    epoch: number,
    measured: readonly (EpochMetrics | null)[] | null,
  ): Promise<void> {
    const variants: RaceEpoch['variants'] = []
    for (const [index, lane] of this.#lanes.entries()) {
      const norms = lane.message === null ? gradientReach(lane, this.#examples) : []
      const horizon = memoryHorizon(norms)
      variants.push({ ...numbersOf(measured?.[index]), seconds: lane.seconds, norms, horizon })
      await nextTurn()
    }
    const told: RaceEpoch = { epoch, step: this.#step, variants }
    this.#record.addEpoch(told)
    const { emit, work } = this.#input
    emit({ type: 'race-epoch', id: work.requestId, epoch: told })
  }
}

function numbersOf(metrics: EpochMetrics | null | undefined) {
  const extras = Object.entries(metrics?.extras ?? {}).filter(([, value]) => Number.isFinite(value))
  return {
    loss: finite(metrics?.loss),
    accuracy: finite(metrics?.accuracy),
    valLoss: finite(metrics?.valLoss),
    valAccuracy: finite(metrics?.valAccuracy),
    extras: Object.fromEntries(extras),
  }
}

/** What is not there, or no number, is null in a file. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
