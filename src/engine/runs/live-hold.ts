// That the run which trains now holds: because a person asked, or because the disk is full.
import { describePosition } from '#shared/domain/position'
import type { LogLine, Position } from '#shared/domain/run'
import type { LabEvent } from '#shared/protocol/lab-api'
import type { LiveRecordFile } from './live-record-file'
import type { PatientWrites } from './patient-writes'

export type PausedEvent = Extract<LabEvent, { type: 'run-paused' }>

export interface LiveHoldOptions {
  readonly folder: string
  readonly record: LiveRecordFile
  readonly writes: PatientWrites
  log(level: LogLine['level'], message: string): void
  emit(event: LabEvent): void
}

export class LiveHold {
  readonly #options: LiveHoldOptions
  /** Where the trainer holds, while it does. */
  #holding: Position | null = null
  /** That it holds, once told. */
  #paused: PausedEvent | null = null

  constructor(options: LiveHoldOptions) {
    this.#options = options
  }

  /** That the run holds and where, while it does. */
  get paused(): PausedEvent | null {
    return this.#paused
  }

  /**
   * Told when its checkpoint counts; at once when that has to wait for room on the disk. The trainer tells again when
   * the reason changes.
   */
  takePaused(position: Position, reason: string | null): void {
    this.#holding = position
    const { writes, record } = this.#options
    if (reason !== null || writes.isFull) this.#tell(reason ?? this.#fullDiskReason)
    else if (this.#paused) this.stay()
    else {
      record.thenTell({ state: 'paused' }, () => {
        if (!this.#paused) this.#tell(null)
      })
    }
  }

  takeWentOn(): void {
    this.#holding = null
    const { record } = this.#options
    record.thenTell({ state: 'running', message: null }, () => {
      if (!this.#paused) return
      this.#paused = null
      this.#options.log('info', 'Went on.')
      this.#options.emit({ type: 'run-went-on', runId: record.record.id })
    })
  }

  /** There is room on the disk again, but a person wants the run to hold. */
  stay(): void {
    const { record } = this.#options
    record.thenTell({}, () => {
      if (!this.#paused?.reason) return
      this.#paused = { ...this.#paused, reason: null }
      record.update({ message: null })
      this.#options.emit(this.#paused)
    })
  }

  /** The disk is full. */
  holdForRoom(): void {
    this.#tell(this.#fullDiskReason)
  }

  /** The run is over. */
  end(): void {
    this.#paused = null
  }

  #tell(reason: string | null): void {
    const { record } = this.#options
    const position = this.#holding
    if (!position || this.#paused?.reason === reason) return
    this.#paused = { type: 'run-paused', runId: record.record.id, position, reason }
    record.update({ state: 'paused', message: reason })
    const why = reason === null ? '' : ` ${reason}`
    const sentence = `Paused at ${describePosition(position)}.${why}`
    this.#options.log(reason === null ? 'info' : 'warning', sentence)
    this.#options.emit(this.#paused)
  }

  get #fullDiskReason(): string {
    const { folder } = this.#options
    return `The disk is full: ${folder} cannot be written. Training goes on by itself when there is room.`
  }
}
