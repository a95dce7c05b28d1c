// When a run's checkpoints are due, and their way into the run folder.
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TrainingOptions } from '#shared/experiment/training'
import type { Failure } from '#shared/protocol/result'
import type { TrainRequest } from '#shared/protocol/trainer-api'
import { errorCode, writeFailure, writeWhole } from '../../../files/write-file'
import type { Learner } from '../../tasks/task'
import type { Emit } from '../emit'
import type { Optimizer } from '../optimizers'
import type { Saver } from '../saver'
import { checkpointBytes, checkpointName } from './file'
import type { CheckpointState } from './state'

export interface CheckpointsInput {
  readonly request: TrainRequest
  readonly learner: Pick<Learner, 'variables' | 'carried'>
  readonly optimizer: Optimizer
  readonly saver: Saver
  readonly emit: Emit
  /** The state that a resumed run goes on from. */
  readonly resumed: CheckpointState | null
}

export class Checkpoints {
  readonly #input: CheckpointsInput
  readonly #options: TrainingOptions['checkpoint']
  /** The name of the newest one. */
  #newest: string | null
  #step: number
  #seconds: number
  #isWriting = false

  /** @param seconds on the run's clock now */
  constructor(input: CheckpointsInput, seconds: number) {
    this.#input = input
    this.#options = input.request.experiment.training.checkpoint
    this.#newest = input.resumed && checkpointName(input.resumed)
    this.#step = input.resumed?.position.step ?? 0
    this.#seconds = seconds
  }

  /** The step of the newest one; 0 before the first. */
  get step(): number {
    return this.#step
  }

  /** Whether one is due after a step, by its number or by the time. */
  isDue(step: number, seconds: number): boolean {
    const { steps } = this.#options
    return (steps !== null && step % steps === 0) || this.isLate(seconds)
  }

  /** Whether one is due at a time on the run's clock. */
  isLate(seconds: number): boolean {
    return seconds - this.#seconds >= this.#options.seconds
  }

  /**
   * Copies the state and has it written in the background, unless it has been; false when a weight is no finite number.
   * Every step and epoch up to it has to have been told.
   */
  async save(state: CheckpointState): Promise<boolean> {
    const { saver, learner, optimizer, request, emit } = this.#input
    const { variables } = learner
    const file = checkpointName(state)
    if (file === this.#newest) return true
    // A slow disk holds training up rather than let copies pile up in memory.
    if (this.#isWriting) await saver.calm()
    const { slots } = optimizer.state(variables)
    const bytes = checkpointBytes(state, variables, slots, learner.carried?.() ?? new Map())
    if (!bytes) return false
    this.#newest = file
    this.#step = state.position.step
    this.#seconds = state.seconds
    this.#isWriting = true
    const isBest = isStateOfKept(state)
    saver.add(
      () => write(join(request.folder, file), bytes),
      () => {
        this.#isWriting = false
        const savedAt = new Date().toISOString()
        const checkpoint = { ...state.position, file, bytes: bytes.length, savedAt }
        emit({ type: 'checkpoint', runId: request.runId, checkpoint, isBest })
      },
    )
    return true
  }
}

function isStateOfKept({ kept, position }: CheckpointState): boolean {
  return position.stepInEpoch === 0 && kept?.kept.step === position.step
}

async function write(path: string, bytes: Uint8Array): Promise<Failure | null> {
  const folder = dirname(path)
  try {
    await mkdir(folder)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return writeFailure(folder, error)
  }
  return writeWhole(path, bytes)
}
