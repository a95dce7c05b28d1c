// Holds training between two batches: while a person wants it, and while a full disk leaves no room to save.
import type { Position } from '#shared/domain/run'
import type { Failure } from '#shared/protocol/result'
import type { TrainRequest } from '#shared/protocol/trainer-api'
import type { RunClock } from './clock'
import type { Emit } from './emit'
import type { RunControl } from './run-control'
import type { Saver } from './saver'

export interface HoldsInput {
  readonly request: TrainRequest
  readonly control: RunControl
  readonly clock: RunClock
  readonly saver: Saver
  readonly emit: Emit
}

export class Holds {
  readonly #input: HoldsInput

  constructor(input: HoldsInput) {
    this.#input = input
  }

  /** Returns when nobody wants training to hold any more and there is room on the disk, or at a stop. */
  async whileWanted(position: Position): Promise<void> {
    const { control, saver, clock, emit, request } = this.#input
    let told: string | null | undefined
    clock.hold()
    while (!control.isStopped && !saver.failure) {
      await saver.calm()
      if (control.isStopped || (!saver.fullDisk && !control.isPaused)) break
      const reason = saver.fullDisk ? fullDisk(request.folder) : null
      // Asked for first: whoever hears of the pause may answer at once.
      const changed = control.changed()
      if (told !== reason) emit({ type: 'paused', runId: request.runId, position, reason })
      told = reason
      await Promise.race([changed, ...(saver.fullDisk ? [saver.room()] : [])])
    }
    clock.goOn()
    if (told !== undefined && !control.isStopped) emit({ type: 'went-on', runId: request.runId })
  }

  /** Returns when everything is on disk, at a stop with what could be written; else the reason why it cannot be. */
  async untilSaved(position: Position): Promise<Failure | null> {
    const { control, saver, emit, request } = this.#input
    for (;;) {
      if (control.isStopped) saver.hurry()
      await saver.calm()
      if (saver.failure) return saver.failure
      if (!saver.fullDisk) break
      await this.#waitForRoom(position)
    }
    if (saver.lost) {
      const message = `The run was stopped while the disk was full, so its last steps are not saved. ${saver.lost.message}`
      emit({ type: 'log', runId: request.runId, line: { level: 'warning', message } })
    }
    return null
  }

  async #waitForRoom(position: Position): Promise<void> {
    const { control, saver, clock, emit, request } = this.#input
    clock.hold()
    emit({ type: 'paused', runId: request.runId, position, reason: fullDisk(request.folder) })
    while (saver.fullDisk && !control.isStopped) {
      await Promise.race([control.changed(), saver.room()])
    }
    clock.goOn()
    if (!control.isStopped) emit({ type: 'went-on', runId: request.runId })
  }
}

function fullDisk(folder: string): string {
  return `The disk is full: ${folder} has no room for what was learned. Free some space. Training goes on by itself when there is room.`
}
