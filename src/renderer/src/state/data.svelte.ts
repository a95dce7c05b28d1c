// The data step's knowledge: the preview of the chosen file and the report on it, read anew when options change.
import type { Baseline, DataPreview, DatasetReport } from '#shared/domain/dataset'
import type { Finding } from '#shared/domain/findings'
import type { DataOptions } from '#shared/experiment/data'
import { withTaskDefaults, type Experiment } from '#shared/experiment/schema'
import type { Failure, Result } from '#shared/protocol/result'
import type { PreviewRequest, Progress } from '#shared/protocol/trainer-api'
import type { LabClient } from '../lab'

/** A report with the options that it is about. */
export interface ReportEntry {
  readonly key: string
  readonly task: Experiment['task']
  readonly data: DataOptions
  readonly report: DatasetReport
  readonly baselines: readonly Baseline[]
  /** What is wrong with the data; null where nobody has looked, as of a run's. */
  readonly findings: readonly Finding[] | null
}

/** Identifies what a report depends on. */
export function reportKey(experiment: Experiment): string {
  // What a task takes for granted may be written out, as in the experiment of a run.
  const { task, data, text, training } = withTaskDefaults(experiment)
  return JSON.stringify([task, data, text, training.seed])
}

// What the classes depend on; most text options and the split into training and validation do not change them.
function classesKey({ task, data }: Pick<Experiment, 'task' | 'data'>): string {
  const { path, morePaths, text, label, split, encoding, maximumRows } = data
  const { labelKind, labelSeparator, dropDuplicates } = data
  return JSON.stringify([
    ...[task, path, morePaths, text, label, split, encoding, maximumRows],
    ...[labelKind, labelSeparator, dropDuplicates],
  ])
}

export class DataState {
  preview: DataPreview | null = $state.raw(null)
  /** The path that the preview or its failure is about. */
  previewedPath: string | null = $state(null)
  previewFailure: Failure | null = $state.raw(null)
  isPreviewing: boolean = $state(false)
  /** The last report that came, also while a newer one is read. */
  entry: ReportEntry | null = $state.raw(null)
  reportFailure: Failure | null = $state.raw(null)
  progress: Progress | null = $state.raw(null)
  /** Grows when a person asks to read again. */
  attempt: number = $state(0)
  /** The request under way. */
  requestId: string | null = $state(null)
  /** A person stopped it; nothing is read until something changes or they ask. */
  isStopped: boolean = $state(false)

  readonly #client: LabClient
  #previewKey = ''
  #reportKey = ''
  #count = 0

  constructor(client: LabClient) {
    this.#client = client
  }

  /** Forgets what was asked, so that the same is asked again (of an engine that was started again). */
  reset(): void {
    this.#previewKey = ''
    this.#reportKey = ''
    this.requestId = null
    this.progress = null
    this.isPreviewing = false
  }

  /** Reads the first rows of a file or folder, once per choice. */
  async readPreview(
    data: Pick<DataOptions, 'path' | 'encoding' | 'split'> &
      Partial<Pick<DataOptions, 'separator' | 'quote' | 'header'>>,
  ): Promise<void> {
    const request: PreviewRequest = {
      path: data.path,
      encoding: data.encoding,
      split: data.split,
      separator: data.separator ?? 'auto',
      quote: data.quote ?? 'auto',
      header: data.header ?? 'auto',
    }
    const key = JSON.stringify(request)
    if (key === this.#previewKey) return
    this.#previewKey = key
    if (data.path !== this.previewedPath) this.#forgetReport()
    if (data.path === '') return this.#takePreview('', null)
    this.isPreviewing = true
    const answer = await this.#client.preview(request)
    if (key !== this.#previewKey) return
    this.#takePreview(data.path, answer)
  }

  /** Null where there is nothing to look into. */
  #takePreview(path: string, answer: Result<DataPreview> | null): void {
    this.isPreviewing = false
    this.previewedPath = path
    this.preview = answer?.ok ? answer.value : null
    this.previewFailure = answer === null || answer.ok ? null : answer
  }

  /** Reads all of the data and reports on it, once per set of options; a newer request stops an older one. */
  async readReport(experiment: Experiment): Promise<void> {
    const key = reportKey(experiment)
    if (key === this.#reportKey) return
    this.#stopReading()
    this.#reportKey = key
    this.isStopped = false
    this.reportFailure = null
    if (this.entry?.key === key) return
    const requestId = `report-${++this.#count}-${Date.now().toString(36)}`
    this.requestId = requestId
    const { task, data, text, training } = withTaskDefaults(experiment)
    const answer = await this.#client.report({
      task,
      data,
      text,
      seed: training.seed,
      requestId,
      baselines: true,
      findings: true,
    })
    if (requestId !== this.requestId) return
    this.requestId = null
    this.progress = null
    if (answer.ok) this.entry = { key, task, data, ...answer.value }
    else if (answer.code === 'stopped') this.isStopped = true
    this.reportFailure = answer.ok || answer.code === 'stopped' ? null : answer
  }

  /** Why the data at a path cannot be used; null when nothing is known against it. */
  failureOn(path: string): Failure | null {
    return path === this.previewedPath ? (this.previewFailure ?? this.reportFailure) : null
  }

  /** Whether the last report is on these data, as far as their classes go. */
  knows(experiment: Pick<Experiment, 'task' | 'data'>): boolean {
    return this.entry !== null && classesKey(this.entry) === classesKey(experiment)
  }

  /** How many classes, labels or tags the data has, where the last report is on it and there are such. */
  classesOf(experiment: Pick<Experiment, 'task' | 'data'>): number | null {
    const count = this.knows(experiment) ? this.entry?.report.classes.length : 0
    return count || null
  }

  /** A report known already, from a run that used the same options. */
  adopt(entry: ReportEntry): void {
    this.entry = entry
  }

  /** Stops reading, at a person's wish. */
  stop(): void {
    this.#stopReading()
    this.isStopped = true
  }

  /** Reads again what was stopped or failed. */
  retry(): void {
    this.#reportKey = ''
    this.#previewKey = ''
    this.isStopped = false
    this.reportFailure = null
    this.attempt++
  }

  takeProgress(id: string, progress: Progress): void {
    if (id === this.requestId) this.progress = progress
  }

  /** What was asked of other data is of no use, and its failure says nothing of this. */
  #forgetReport(): void {
    this.#stopReading()
    this.#reportKey = ''
    this.reportFailure = null
    this.isStopped = false
  }

  #stopReading(): void {
    if (this.requestId) void this.#client.stop(this.requestId)
    this.requestId = null
    this.progress = null
  }
}
