// What calls of LabApi do with the queue, and how an entry starts when its turn comes.
import type { QueueEntry, QueueState } from '#shared/domain/queue'
import type { RunGroup } from '#shared/domain/run'
import { parseExperiment } from '#shared/experiment/parse'
import type { SweepRequest } from '#shared/protocol/lab-api'
import { failure, success, type Result } from '#shared/protocol/result'
import { createFailedRun } from '../runs/create-run'
import { createRunId } from '../runs/run-id'
import type { Training } from '../training'
import { Queue, type NewEntry, type Turn } from './queue'
import type { QueueKeeper } from './queue-file'

export interface QueueCallsOptions {
  readonly keeper: QueueKeeper
  readonly training: Training
  readonly runsFolder: string
  onChange(state: QueueState): void
  /** A run was filed that never trained. */
  onFailedRun(): void
  /** The folder of a run. */
  findRun(run: string): Promise<Result<string>>
}

/** So many entries fit into the file. */
const mostEntries = 10_000

export class QueueCalls {
  readonly queue: Queue
  readonly #options: QueueCallsOptions

  constructor(options: QueueCallsOptions) {
    this.#options = options
    this.queue = new Queue({
      keeper: options.keeper,
      isBusy: () => options.training.isBusy,
      start: (entry) => this.#start(entry),
      onChange: (state) => options.onChange(state),
    })
  }

  async addExperiment(input: unknown): Promise<Result<QueueState>> {
    const entry = await this.#experimentEntry(input, null, {})
    return entry.ok ? this.#add([entry.value]) : entry
  }

  /** @param folder of a run that may be written */
  async addResume(run: string, folder: string): Promise<Result<QueueState>> {
    const plan = await this.#options.training.checkResume(folder, {})
    if (!plan.ok) return plan
    return this.#add([{ type: 'resume', name: plan.value.record.name, run }])
  }

  /** All experiments are checked before the first is added; a problem names the run. */
  async addSweep({
    name,
    runs,
  }: SweepRequest): Promise<Result<{ group: RunGroup; queue: QueueState }>> {
    const group: RunGroup = { id: createRunId(name), name }
    const entries: NewEntry[] = []
    for (const [index, { experiment, settings }] of runs.entries()) {
      const entry = await this.#experimentEntry(experiment, group, settings)
      if (!entry.ok)
        return { ...entry, message: `Run ${index + 1} of ${runs.length}: ${entry.message}` }
      entries.push(entry.value)
    }
    const added = await this.#add(entries)
    return added.ok ? success({ group, queue: added.value }) : added
  }

  async #add(entries: readonly NewEntry[]): Promise<Result<QueueState>> {
    const { entries: waiting } = await this.queue.state()
    if (waiting.length + entries.length > mostEntries) {
      return failure(
        'experiment-invalid',
        `The queue holds at most ${mostEntries} runs and ${waiting.length} are waiting. Cancel some first.`,
      )
    }
    return this.queue.add(entries)
  }

  async #experimentEntry(
    input: unknown,
    group: RunGroup | null,
    settings: Readonly<Record<string, unknown>>,
  ): Promise<Result<NewEntry>> {
    const checked = await this.#options.training.check(input)
    if (!checked.ok) return checked
    return success({
      type: 'experiment',
      name: checked.value.name,
      experiment: checked.value,
      group,
      settings: settings as RunSettings, // the request's schema lets only JSON through
    })
  }

  /**
   * An experiment that cannot start becomes a run that failed and says why, so that the others have their turn; what
   * cannot even be filed, and a run that cannot be taken up, holds the queue.
   */
  async #start(entry: QueueEntry): Promise<Turn> {
    const { training } = this.#options
    if (entry.type === 'experiment') return this.#startExperiment(entry)
    const folder = await this.#options.findRun(entry.run)
    const begun = folder.ok ? await training.resumeQueued(folder.value) : folder
    return begun.ok ? { type: 'taken' } : notStarted(training, begun, entry.name)
  }

  async #startExperiment(entry: Extract<QueueEntry, { type: 'experiment' }>): Promise<Turn> {
    const { training, runsFolder } = this.#options
    const { group, settings } = entry
    const parsed = parseExperiment(entry.experiment)
    if (!parsed.ok) return notStarted(training, parsed, entry.name)
    const begun = await training.startQueued(parsed.value, { group, settings })
    if (begun.ok) return { type: 'taken' }
    if (training.isBusy || begun.code !== 'data-unreadable')
      return notStarted(training, begun, entry.name)
    const filing = { group, settings }
    const unfiled = await createFailedRun(runsFolder, parsed.value, filing, begun.message)
    if (unfiled) return notStarted(training, unfiled, entry.name)
    this.#options.onFailedRun()
    return { type: 'taken' }
  }
}

type RunSettings = Extract<QueueEntry, { type: 'experiment' }>['settings']

function notStarted(
  training: Training,
  failed: { readonly code: Parameters<typeof failure>[0]; readonly message: string },
  name: string,
): Turn {
  if (training.isBusy) return { type: 'busy' }
  const message = `"${name}" could not start, so the queue is held: ${failed.message}`
  return { type: 'stuck', failure: failure(failed.code, message) }
}
