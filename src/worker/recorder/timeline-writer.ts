// Keeps records within a bound on the disk: when there are too many, every second one goes.
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Probe, TimelineRecord } from '#shared/domain/inside/timeline'
import { formatBytes } from '#shared/domain/format'
import { failure, type Failure } from '#shared/protocol/result'
import { BackgroundWrites } from './background-writes'
import { recordBytes } from './record-bytes'
import {
  recordedSteps,
  recordName,
  recordStep,
  timelineFile,
  timelineFolder,
  timelineFormat,
} from './timeline-files'
import { writeQuickly } from './write-quickly'

/** At most so many bytes of records in a run. */
export const timelineBytes = 64_000_000

/** Bytes of records on their way to a slow disk. */
const mostWaiting = 4_000_000

export interface TimelineWriterInput {
  readonly folder: string
  /** Tells what could not be kept, in a sentence; at most once. */
  warn(message: string): void
  /** Every second record went. */
  onThinned(): void
  /** Bytes of records; tests make it small. */
  readonly limit?: number
}

export class TimelineWriter {
  readonly #input: TimelineWriterInput
  readonly #writes: BackgroundWrites
  /** Bytes by step, in their order. */
  readonly #records = new Map<number, number>()
  #probes: readonly Probe[] = []
  #bytesWaiting = 0

  constructor(input: TimelineWriterInput) {
    this.#input = input
    this.#writes = new BackgroundWrites(({ message }) =>
      input.warn(`A record of the probes was left out. ${message}`),
    )
  }

  /** Takes up what a run recorded up to a step; later records are removed. */
  async takeUp(step: number): Promise<void> {
    await this.#removeAll((one) => one > step)
    for (const one of await recordedSteps(this.#input.folder)) {
      const found = await stat(this.#path(one)).catch(() => null)
      if (found) this.#records.set(one, found.size)
    }
  }

  /** Has the probes written, whose records follow. */
  begin(probes: readonly Probe[], every: number): void {
    this.#probes = probes
    this.#writes.add(() => this.#writeProbes(every))
  }

  /**
   * Has a record written in the background, and calls `done` when it is on disk. Resolves at once, unless much waits already.
   * @param every steps between two records; read again when every second one went
   */
  async add(record: TimelineRecord, every: () => number, done: () => void): Promise<void> {
    // A slow disk holds training up rather than let copies pile up in memory.
    if (this.isBusy) await this.#writes.settled()
    const bytes = recordBytes(record)
    this.#bytesWaiting += bytes.length
    this.#writes.add(async () => {
      const failed = await this.#write(record.entry.position.step, bytes, every)
      this.#bytesWaiting -= bytes.length
      return failed
    }, done)
  }

  /** Whether more waits to be written than should pile up in memory. */
  get isBusy(): boolean {
    return this.#bytesWaiting > mostWaiting
  }

  /** Resolves when nothing is being written. */
  settled(): Promise<void> {
    return this.#writes.settled()
  }

  async #write(step: number, bytes: Uint8Array, every: () => number): Promise<Failure | null> {
    const { limit = timelineBytes } = this.#input
    if (bytes.length > limit) return tooLarge(bytes.length, limit)
    const isThinned = await this.#makeRoom(bytes.length, limit)
    const failed =
      (isThinned ? await this.#writeProbes(every()) : null) ??
      (await writeQuickly(this.#path(step), bytes))
    if (!failed) this.#records.set(step, bytes.length)
    return failed
  }

  /** Every second record goes until there is room: the first stays, the one before the newest may not. */
  async #makeRoom(bytes: number, limit: number): Promise<boolean> {
    let isThinned = false
    while (this.#records.size > 0 && this.#total() + bytes > limit) {
      const doomed = [...this.#records.keys()].filter((_, index) => index % 2 === 1)
      if (doomed.length === 0) this.#records.clear()
      else await this.#remove(doomed)
      this.#input.onThinned()
      isThinned = true
    }
    if (isThinned) await this.#removeAll((step) => !this.#records.has(step))
    return isThinned
  }

  async #remove(steps: readonly number[]): Promise<void> {
    for (const step of steps) {
      this.#records.delete(step)
      await rm(this.#path(step), { force: true }).catch(() => undefined)
    }
  }

  /** Also what a crash left half written. */
  async #removeAll(isDoomed: (step: number) => boolean): Promise<void> {
    const folder = join(this.#input.folder, timelineFolder)
    const names = await readdir(folder).catch(() => [])
    for (const name of names) {
      const step = recordStep(name)
      const isGone = step === null ? name.endsWith('.partial') : isDoomed(step)
      if (isGone) await rm(join(folder, name), { force: true }).catch(() => undefined)
    }
  }

  #total(): number {
    let sum = 0
    for (const bytes of this.#records.values()) sum += bytes
    return sum
  }

  async #writeProbes(every: number): Promise<Failure | null> {
    const { folder } = this.#input
    await mkdir(join(folder, timelineFolder), { recursive: true }).catch(() => undefined) // writing says what is wrong
    const timeline = { format: timelineFormat, probes: this.#probes, every }
    return writeQuickly(join(folder, timelineFile), `${JSON.stringify(timeline, null, 2)}\n`)
  }

  #path(step: number): string {
    return join(this.#input.folder, timelineFolder, recordName(step))
  }
}

function tooLarge(bytes: number, limit: number): Failure {
  return failure(
    'write-failed',
    `One record takes ${formatBytes(bytes)}, and there are ${formatBytes(limit)} for all of them. Shorten the probes, or choose fewer.`,
  )
}
