// What is exported while the window is open: one export after the other, how far each is, and what came of it.
import { SvelteMap } from 'svelte/reactivity'
import type { ExportFormat, ExportRefusals, ExportReport } from '#shared/domain/export'
import type { Failure } from '#shared/protocol/result'
import type { Progress } from '#shared/protocol/trainer-api'
import type { LabClient } from '../lab'

/** What a person asked for. */
export interface ExportWish {
  readonly runId: string
  readonly format: ExportFormat
  /** Absolute path of the folder that will be made. */
  readonly out: string
}

export class ExportJob {
  readonly id = crypto.randomUUID()
  readonly wish: ExportWish
  state: 'waiting' | 'working' | 'done' | 'failed' | 'stopped' = $state('waiting')
  progress: Progress | null = $state.raw(null)
  report: ExportReport | null = $state.raw(null)
  failure: Failure | null = $state.raw(null)

  readonly isOpen: boolean = $derived(this.state === 'waiting' || this.state === 'working')

  constructor(wish: ExportWish) {
    this.wish = wish
  }
}

type ExportClient = Pick<LabClient, 'exportRefusals' | 'exportRun' | 'stop'>

export class Exports {
  /** In the order in which they were asked for. */
  jobs: readonly ExportJob[] = $state.raw([])

  readonly #client: ExportClient
  readonly #refusals = new SvelteMap<string, ExportRefusals>()
  #isWorking = false

  constructor(client: ExportClient) {
    this.#client = client
  }

  /** The last export of a run in a format; null when there was none. */
  last(runId: string, format: ExportFormat): ExportJob | null {
    return this.#of({ runId, format }).at(-1) ?? null
  }

  /** The last one that was written. */
  lastDone(runId: string, format: ExportFormat): ExportJob | null {
    return this.#of({ runId, format }).findLast(({ state }) => state === 'done') ?? null
  }

  /** Finds out once which formats cannot express a run; what is not known is told when it is exported. */
  async lookAt(runId: string): Promise<void> {
    if (this.#refusals.has(runId)) return
    const answer = await this.#client.exportRefusals(runId)
    if (answer.ok) this.#refusals.set(runId, answer.value)
  }

  /** Why a run cannot be expressed in a format, as far as that is known. */
  refusal(runId: string, format: ExportFormat): string | null {
    return this.#refusals.get(runId)?.[format] ?? null
  }

  /** Begins an export, when those before it have ended. */
  async start(wish: ExportWish): Promise<void> {
    this.jobs = [...this.jobs, new ExportJob(wish)]
    if (this.#isWorking) return
    this.#isWorking = true
    for (let next = this.#next(); next; next = this.#next()) await this.#work(next)
    this.#isWorking = false
  }

  /** Ends an export, or takes one back that has not begun; nothing of it is written. */
  stop(job: ExportJob): void {
    if (job.state === 'waiting') job.state = 'stopped'
    else if (job.state === 'working') void this.#client.stop(job.id)
  }

  /** Forgets an export that was not written, and what was said of it. */
  dismiss(job: ExportJob): void {
    this.jobs = this.jobs.filter((one) => one !== job)
  }

  /** Takes the engine's word on how far an export is. */
  take(id: string, progress: Progress): void {
    const job = this.jobs.find((one) => one.id === id)
    if (job?.state === 'working') job.progress = progress
  }

  #of({ runId, format }: Pick<ExportWish, 'runId' | 'format'>): readonly ExportJob[] {
    return this.jobs.filter(({ wish }) => wish.runId === runId && wish.format === format)
  }

  #next(): ExportJob | undefined {
    return this.jobs.find(({ state }) => state === 'waiting')
  }

  async #work(job: ExportJob): Promise<void> {
    const { runId, format, out } = job.wish
    job.state = 'working'
    const answer = await this.#client.exportRun(runId, { requestId: job.id, format, out })
    job.progress = null
    if (answer.ok) {
      job.report = answer.value
      job.state = 'done'
    } else if (answer.code === 'stopped') job.state = 'stopped'
    else {
      job.failure = answer
      job.state = 'failed'
    }
  }
}
