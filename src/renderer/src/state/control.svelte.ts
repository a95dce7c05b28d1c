// What a person does with training: start, hold, go on, end, and line up what comes next.
import type { QueueEntry, QueueState } from '#shared/domain/queue'
import { plural } from '#shared/domain/format'
import type { ResumeSettings } from '#shared/experiment/resume-settings'
import type { Experiment } from '#shared/experiment/schema'
import type { SweepRequest } from '#shared/protocol/lab-api'
import type { Failure, Result } from '#shared/protocol/result'
import type { LabClient } from '../lab'
import type { Notices } from './notices.svelte'
import { newEntry } from './queue-entries'
import type { QueueView } from './queue.svelte'
import type { Runs } from './runs.svelte'

export interface ControlOptions {
  readonly client: LabClient
  readonly runs: Runs
  readonly queue: QueueView
  readonly notices: Notices
  showFailure(failure: Failure): void
}

/** A wish that the engine has not fulfilled yet. */
export type Wish = 'start' | 'pause' | 'go-on' | 'stop' | 'discard'

export class Control {
  /** What was asked of the run under way, until an event says that it is so. */
  wish: Wish | null = $state(null)

  readonly #options: ControlOptions
  /** The entry that the notice about the queue is of. */
  #toldOf: string | null = null

  constructor(options: ControlOptions) {
    this.#options = options
  }

  /** Trains an experiment in a new run. */
  async start(experiment: Experiment): Promise<void> {
    const { client } = this.#options
    await this.#ask('start', () => client.train(experiment, { out: null }))
  }

  /** Holds the run after the batch under way. */
  async pause(): Promise<void> {
    const { client, runs } = this.#options
    const run = runs.training
    if (run?.isRunning && this.wish === null) await this.#ask('pause', () => client.pause(run.id))
  }

  /** Lets the paused run go on. */
  async goOn(): Promise<void> {
    const { client, runs } = this.#options
    const run = runs.training
    if (run?.isPaused && this.wish === null) await this.#ask('go-on', () => client.goOn(run.id))
  }

  /** Ends the run after the batch under way, keeping what was learned; also one that is being paused. */
  async stop(): Promise<void> {
    const { client, runs } = this.#options
    const id = runs.trainingId
    if (id === null || this.wish === 'stop' || this.wish === 'discard') return
    await this.#ask('stop', () => client.stop(id))
  }

  /** Ends a run that is under way and moves it to the trash; whether it did. */
  async discard(id: string): Promise<boolean> {
    const { client, runs, notices } = this.#options
    const name = runs.view(id)?.record.name ?? 'The run'
    const isDone = await this.#ask('discard', () => client.discard(id))
    this.settle('discard')
    if (isDone) notices.add('success', `${name} was moved to the trash.`, { key: 'file' })
    return isDone
  }

  /** Goes on with a run that has ended: now, or when what trains has ended. */
  async resume(id: string, settings: ResumeSettings = {}): Promise<void> {
    const { client, runs } = this.#options
    if (runs.trainingId === id) return this.goOn()
    if (runs.trainingId === null || Object.keys(settings).length > 0)
      return void (await this.#ask('start', () => client.resume(id, { settings })))
    await this.#add(() => client.enqueueResume(id))
  }

  /** Puts an experiment at the end of the queue. */
  enqueue(experiment: Experiment): Promise<void> {
    return this.#add(() => this.#options.client.enqueue(experiment))
  }

  /** Puts the runs of a sweep into the queue; false when none was. */
  async sweep(request: SweepRequest): Promise<boolean> {
    const { client, queue, notices } = this.#options
    const answer = await client.sweep(request)
    if (!answer.ok) {
      this.#options.showFailure(answer)
      return false
    }
    queue.take(answer.value.queue)
    const words = `${plural(request.runs.length, 'run')} of ${request.name}`
    notices.add('success', `${words} ${request.runs.length === 1 ? 'is' : 'are'} in the queue.`, {
      key: 'queue',
    })
    return true
  }

  /** Takes an entry out of the queue, with a way back unless it belongs to a sweep. */
  async cancelQueued(entry: QueueEntry): Promise<void> {
    const { queue, notices } = this.#options
    const index = queue.entries.findIndex((one) => one.id === entry.id)
    if (!(await queue.cancel([entry.id]))) return
    this.#toldOf = null
    const run = (): void => {
      notices.clear('queue')
      void queue.putBack(entry, index)
    }
    const isAlone = entry.type === 'resume' || entry.group === null
    notices.add('info', `${entry.name} was taken out of the queue.`, {
      key: 'queue',
      ...(isAlone && { action: { label: 'Undo', run } }),
    })
  }

  /** Takes the queue as it is now, and a notice about an entry away once that has left it. */
  takeQueue(state: QueueState): void {
    const { queue, notices } = this.#options
    queue.take(state)
    if (this.#toldOf === null || queue.entry(this.#toldOf)) return
    this.#toldOf = null
    notices.clear('queue')
  }

  /** What was asked for has happened, or cannot any more. */
  settle(...wishes: readonly Wish[]): void {
    if (this.wish !== null && (wishes.length === 0 || wishes.includes(this.wish))) this.wish = null
  }

  async #add(call: () => Promise<Result<QueueState>>): Promise<void> {
    const { notices, queue } = this.#options
    // The event about it may come before the answer.
    const before = queue.entries
    const answer = await call()
    if (!answer.ok) return this.#options.showFailure(answer)
    queue.take(answer.value)
    const entry = newEntry(before, answer.value.entries)
    // It may have started at once.
    if (!entry) return
    this.#toldOf = entry.id
    const run = (): void => {
      notices.clear('queue')
      void queue.cancel([entry.id])
    }
    notices.add('success', `${entry.name} waits in the queue.`, {
      key: 'queue',
      action: { label: 'Undo', run },
    })
  }

  /** The wish stands until an event fulfils it, but for a start, whose answer comes after the event. */
  async #ask(wish: Wish, call: () => Promise<{ readonly ok: true } | Failure>): Promise<boolean> {
    this.wish = wish
    const answer = await call()
    if ((!answer.ok || wish === 'start') && this.wish === wish) this.wish = null
    if (!answer.ok) this.#options.showFailure(answer)
    return answer.ok
  }
}
