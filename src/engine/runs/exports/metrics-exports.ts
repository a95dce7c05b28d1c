/*
 * What a run writes for other tools beside its own metrics: metrics.csv and tensorboard/. Both are derived, so a write that
 * fails never ends the run: the files are written anew at the end, or when the run is taken up again.
 */
import { join } from 'node:path'
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import type { Result } from '#shared/protocol/result'
import type { Metrics } from '../read-metrics'
import { readRecord } from '../run-files'
import { MetricsCsv } from './metrics-csv'
import { entriesOf, type MetricsEntry } from './metrics-entries'
import type { MetricsFile } from './metrics-file'
import { TensorBoardFiles } from './tensorboard/tensorboard-files'

interface Export {
  readonly file: MetricsFile
  /** Something is missing in it. */
  hasFailed: boolean
}

export class MetricsExports {
  readonly #exports: readonly Export[]
  readonly #extras: readonly string[]
  #waiting: MetricsEntry[] = []
  /** Writes go one after the other. */
  #last: Promise<void> = Promise.resolve()

  /**
   * @param folder the run folder, whose run.json says when the run was begun
   * @param extras names of what its epochs will have beside loss and accuracy
   */
  constructor(folder: string, extras: readonly string[] = []) {
    this.#extras = extras
    const files = [
      new MetricsCsv(join(folder, 'metrics.csv')),
      new TensorBoardFiles(folder, () => startOf(folder)),
    ]
    this.#exports = files.map((file) => ({ file, hasFailed: false }))
  }

  /** Begins the files; `before` is what a resumed run already has, of which they are written anew. */
  begin(before: Metrics | null): void {
    this.#queue(() => writeAnew(this.#exports, before ? entriesOf(before) : [], this.#extras))
  }

  /** Queues a batch of steps. What comes while the disk is busy is written in one go. */
  appendSteps(steps: StepColumns): void {
    this.#append({ type: 'steps', steps })
  }

  /** Queues an epoch, after all its steps. */
  appendEpoch(metrics: EpochMetrics): void {
    this.#append({ type: 'epoch', metrics })
  }

  /** Waits for what is queued; files in which something is missing are written anew from `all`. */
  async close(all: () => Promise<Result<Metrics>>): Promise<void> {
    await this.#last
    await each(this.#exports, (file) => file.close())
    const failed = this.#exports.filter((one) => one.hasFailed)
    const metrics = failed.length > 0 ? await all() : null
    if (!metrics?.ok) return
    await writeAnew(failed, entriesOf(metrics.value), this.#extras)
    await each(failed, (file) => file.close())
  }

  #append(entry: MetricsEntry): void {
    this.#waiting.push(entry)
    this.#queue(() => this.#writeWaiting())
  }

  async #writeWaiting(): Promise<void> {
    const entries = this.#waiting
    if (entries.length === 0) return
    this.#waiting = []
    await add(this.#exports, entries)
  }

  #queue(work: () => Promise<void>): void {
    this.#last = this.#last.then(work)
  }
}

async function writeAnew(
  exports: readonly Export[],
  entries: readonly MetricsEntry[],
  extras: readonly string[],
): Promise<void> {
  for (const one of exports) one.hasFailed = false
  const names = [...new Set([...extras, ...entries.flatMap(extraNames)])]
  await each(exports, (file) => file.begin(names))
  for (const entry of entries) await add(exports, [entry])
}

function extraNames(entry: MetricsEntry): string[] {
  return entry.type === 'epoch' ? Object.keys(entry.metrics.extras ?? {}) : []
}

/** Leaves those alone in which something is missing. */
async function add(exports: readonly Export[], entries: readonly MetricsEntry[]): Promise<void> {
  const whole = exports.filter(({ hasFailed }) => !hasFailed)
  await each(whole, (file) => file.append(entries))
}

async function each(
  exports: readonly Export[],
  work: (file: MetricsFile) => Promise<void>,
): Promise<void> {
  await Promise.all(exports.map((one) => attempt(one, work)))
}

async function attempt(one: Export, work: (file: MetricsFile) => Promise<void>): Promise<void> {
  try {
    await work(one.file)
  } catch {
    one.hasFailed = true
  }
}

/** When the run was begun, in seconds since 1970; now, when its record does not say. */
async function startOf(folder: string): Promise<number> {
  const record = await readRecord(folder)
  const time = record.ok ? Date.parse(record.value.createdAt) : Number.NaN
  return (Number.isNaN(time) ? Date.now() : time) / 1000
}
