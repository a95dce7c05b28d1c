// `run.json` while its run trains: changed in memory at once, written in its turn.
import { join } from 'node:path'
import { betterOf, headlineOf } from '#shared/domain/headline'
import type { EpochMetrics, RunRecord } from '#shared/domain/run'
import type { Failure } from '#shared/protocol/result'
import type { PatientWrites } from './patient-writes'
import { runFiles } from './run-files'
import { writeJson } from '../../files/write-file'

export class LiveRecordFile {
  readonly #path: string
  readonly #writes: PatientWrites
  #record: RunRecord

  constructor(folder: string, record: RunRecord, writes: PatientWrites) {
    this.#path = join(folder, runFiles.record)
    this.#record = record
    this.#writes = writes
  }

  get record(): RunRecord {
    return this.#record
  }

  /** In memory alone; goes into the file with the next write. */
  change(change: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...change }
  }

  /** Changes the record and queues its write. */
  update(change: Partial<RunRecord>): void {
    this.change(change)
    this.#writes.add(() => this.write())
  }

  /** After all that is being written: changes the record, and tells of it when that is on disk. */
  thenTell(change: Partial<RunRecord>, tell: () => void): void {
    this.#writes.add(
      async () => null,
      () => this.change(change),
    )
    this.#writes.add(() => this.write(), tell)
  }

  /** As the record is when its turn comes, which is never older than when it was queued. */
  write(): Promise<Failure | null> {
    return writeJson(this.#path, this.#record)
  }
}

/** What an epoch changes: how far the run is, and the numbers that it is judged by. What was not measured is null. */
export function afterEpoch(
  { bestValAccuracy, headline }: RunRecord,
  metrics: EpochMetrics,
): Partial<RunRecord> {
  const { valAccuracy } = metrics
  const score = headline && headlineOf(headline.name, metrics)
  return {
    epochs: metrics.epoch,
    lastValAccuracy: Number.isFinite(valAccuracy) ? valAccuracy : null,
    bestValAccuracy: betterOf('valAccuracy', bestValAccuracy, valAccuracy),
    headline: headline && {
      ...headline,
      best: betterOf(headline.name, headline.best, score ?? Number.NaN),
      last: score !== null && Number.isFinite(score) ? score : null,
    },
  }
}
