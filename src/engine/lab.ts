// The lab: LabApi put together from the run store, the draft, the grants and two trainer threads.
import { isAbsolute } from 'node:path'
import { totalmem } from 'node:os'
import type { Environment } from '#shared/domain/run'
import type { LabApi, LabEvent, RunReference } from '#shared/protocol/lab-api'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { Draft } from './draft'
import type { Grants } from './grants'
import { readExperiment } from './runs/run-files'
import { RunStore } from './runs/run-store'
import { TrainerHost } from './trainer-host'
import { Training } from './training'
import { unknownEnvironment } from './unknown-environment'

export interface LabOptions {
  /** The folder of runs/ and draft.json. */
  readonly home: string
  /** The trainer's built file. */
  readonly trainerPath: string
  readonly samplePath: string
  readonly version: string
  readonly grants: Grants
  /** How long a stopped run may give no sign of life before its thread is ended; by default two minutes. */
  readonly stopGraceMs?: number
  /** How long closing waits for a run to end by itself; by default 20 s. */
  readonly closeGraceMs?: number
}

export interface Lab {
  readonly api: LabApi
  /** Tells of the run under way, if there is one, and what happens from now on; the function returned ends it. */
  subscribe(listener: (event: LabEvent) => void): () => void
  /** Stops the run under way, keeping what was learned, and ends the threads. */
  close(): Promise<void>
  /** Ends the training thread as a crash would; for tests. */
  killTrainer(): Promise<void>
}

// A single step of a large model on the JavaScript backend can take a minute.
const defaultStopGraceMs = 120_000
// Less than the half minute that main waits for the engine to end.
const defaultCloseGraceMs = 20_000

/** Puts a lab together; no thread starts before a call needs one. */
export function createLab(options: LabOptions): Lab {
  return new LabEngine(options)
}

class LabEngine implements Lab {
  readonly #options: LabOptions
  readonly #listeners = new Set<(event: LabEvent) => void>()
  readonly #store: RunStore
  readonly #draft: Draft
  /** Trains. */
  readonly #trainer: TrainerHost
  /** Answers everything else, so that nothing waits for a training step. */
  readonly #assistant: TrainerHost
  readonly #training: Training
  #environment: Environment | null = null

  constructor(options: LabOptions) {
    const { grants, home } = options
    this.#options = options
    this.#store = new RunStore(home)
    this.#draft = new Draft(home, grants)
    grants.allowReading(async () => [options.samplePath, this.#store.folder])
    grants.allowReading(() => this.#store.dataPaths())
    this.#trainer = this.#host('training thread', (event) => this.#training.take(event))
    this.#assistant = this.#host('helper thread', (event) => this.#passOn(event))
    this.#training = new Training({
      host: this.#trainer,
      grants,
      runsFolder: this.#store.folder,
      stopGraceMs: options.stopGraceMs ?? defaultStopGraceMs,
      closeGraceMs: options.closeGraceMs ?? defaultCloseGraceMs,
      emit: (event) => this.#emit(event),
    })
  }

  readonly api: LabApi = {
    describe: async () => ({
      version: this.#options.version,
      home: this.#options.home,
      samplePath: this.#options.samplePath,
      environment: await this.#findEnvironment(),
      memoryBytes: totalmem(),
    }),
    preview: async (request) =>
      (await this.#refused(request.path)) ??
      this.#assistant.ask((trainer) => trainer.preview(request)),
    report: async (request) =>
      (await this.#refused(request.data.path)) ??
      this.#assistant.ask((trainer) => trainer.report(request)),
    train: (experiment, trainOptions) => this.#training.start(experiment, trainOptions),
    stop: async (id) => {
      if (!this.#training.stop(id) && this.#assistant.isRunning)
        await this.#assistant.call((trainer) => trainer.stop(id))
      return success(null) // what has just ended by itself is as good as stopped
    },
    runs: () => this.#store.list(),
    run: (run) => this.#withRun(run, (folder) => this.#store.detail(folder)),
    predict: (run, texts) =>
      this.#withRun(run, (folder) =>
        this.#assistant.ask((trainer) => trainer.predict(folder, texts)),
      ),
    evaluate: async (run, data) =>
      (await this.#refused(data.path)) ??
      this.#withRun(run, (folder) => this.#evaluate(folder, data)),
    exportRun: async (run, format, out) =>
      (await this.#options.grants.check(out, 'write')) ??
      this.#withRun(run, (folder) =>
        this.#assistant.ask((trainer) => trainer.exportModel(folder, format, out)),
      ),
    loadDraft: () => this.#draft.load(),
    saveDraft: (experiment) => this.#draft.save(experiment),
  }

  subscribe(listener: (event: LabEvent) => void): () => void {
    this.#listeners.add(listener)
    const { started } = this.#training
    if (started) listener(started)
    return () => void this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    await this.#training.close()
    await Promise.all([this.#trainer.close(), this.#assistant.close()])
  }

  killTrainer(): Promise<void> {
    return this.#trainer.kill()
  }

  #host(name: string, onEvent: (event: TrainerEvent) => void): TrainerHost {
    return new TrainerHost({
      file: this.#options.trainerPath,
      name,
      onEvent,
      onDeath: (message) => {
        const runId = name === 'training thread' ? this.#training.runId : null
        this.#emit({ type: 'trainer-restarted', message, runId })
      },
    })
  }

  #emit(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Only progress: this thread trains no run. */
  #passOn(event: TrainerEvent): void {
    if (event.type === 'progress')
      this.#emit({ type: 'progress', id: event.id, progress: event.progress })
  }

  #refused(path: string): Promise<Failure | null> {
    return this.#options.grants.check(path, 'read')
  }

  /** The machine does not change, so it is asked once. */
  async #findEnvironment(): Promise<Environment> {
    if (this.#environment) return this.#environment
    const asked = await this.#trainer.call((trainer) => trainer.environment())
    if (!asked.ok) return unknownEnvironment(this.#options.version, asked.message)
    this.#environment = asked.value
    return asked.value
  }

  async #withRun<Value>(
    run: RunReference,
    use: (folder: string) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    if (!isAbsolute(run)) {
      const found = await this.#store.find(run)
      return found.ok ? use(found.value) : found
    }
    return (await this.#refused(run)) ?? use(run)
  }

  /** All rows of the data, read with the columns and the encoding that the run was trained with. */
  async #evaluate(
    folder: string,
    { path, split }: { readonly path: string; readonly split: 'train' | 'test' | null },
  ) {
    const experiment = await readExperiment(folder)
    if (!experiment.ok) return experiment
    const data = { ...experiment.value.data, path, split, maximumRows: null }
    return this.#assistant.ask((trainer) => trainer.evaluate(folder, data))
  }
}
