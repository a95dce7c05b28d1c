// The lab: LabApi put together from the run store, the draft, the grants and two trainer threads.
import { isAbsolute, join } from 'node:path'
import { totalmem } from 'node:os'
import type { ExportReport, ExportRequest, VerifyReport } from '#shared/domain/export'
import type { ImportOptions, ImportReport } from '#shared/domain/import'
import type { Environment } from '#shared/domain/run'
import type { LabApi, LabEvent, RunReference } from '#shared/protocol/lab-api'
import { success, type Failure, type Result } from '#shared/protocol/result'
import type { TrainerEvent } from '#shared/protocol/trainer-api'
import { sayStopped } from '../files/work-control'
import { Assistant } from './assistant'
import { Draft } from './draft'
import { Errands } from './errands'
import type { Grants } from './grants'
import { inspectionCalls } from './inspector'
import { Laboratory } from './laboratory/laboratory'
import { Lessons } from './lessons'
import { QueueCalls } from './queue/queue-calls'
import { memoryKeeper, QueueFile } from './queue/queue-file'
import { deleteRuns } from './runs/delete-runs'
import { exportRunFolder } from './runs/export-run-folder'
import { Imports } from './runs/imports'
import { isRunZipFolder } from './runs/run-zip'
import { verifyRunZip } from './runs/verify-run-zip'
import { updateNotes } from './runs/run-notes'
import { RunStore } from './runs/run-store'
import { TrainerHost } from './trainer-host'
import { notTraining, Training } from './training'
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
  /** How long closing waits for a run to hold or end by itself; by default 20 s. */
  readonly closeGraceMs?: number
  /** Between two attempts to write on a full disk; by default 3 s. */
  readonly diskRetryMs?: number
  /**
   * Whether this process runs the home's queue, which one process at a time may do; otherwise (by default) the queue
   * is this lab's own and forgotten with it.
   */
  readonly runsQueue?: boolean
  /** Where new runs go that name no folder of their own; by default the store. */
  readonly runsFolder?: string
}

export interface Lab {
  readonly api: LabApi
  /**
   * Tells of the run under way, if there is one, and of a queue that is not empty, and then what happens from now on;
   * the function returned ends it.
   */
  subscribe(listener: (event: LabEvent) => void): () => void
  /** Holds the run under way with a checkpoint on disk, so that it can go on later, and ends the threads. */
  close(): Promise<void>
  /** Ends the training thread as a crash would; for tests. */
  killTrainer(): Promise<void>
}

// A single step of a large model on the JavaScript backend can take a minute.
const defaultStopGraceMs = 120_000
// Less than the half minute that main waits for the engine to end.
const defaultCloseGraceMs = 20_000
const defaultDiskRetryMs = 3000

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
  readonly #helper: TrainerHost
  readonly #assistant: Assistant
  readonly #training: Training
  readonly #laboratory: Laboratory
  readonly #lessons: Lessons
  readonly #queue: QueueCalls
  readonly #imports: Imports
  readonly #errands = new Errands((event) => this.#emit(event))
  #environment: Environment | null = null

  constructor(options: LabOptions) {
    const { grants, home } = options
    this.#options = options
    this.#store = new RunStore(home)
    this.#draft = new Draft(home, grants)
    this.#lessons = new Lessons(home)
    grants.allowReading(async () => [options.samplePath, this.#store.folder])
    grants.allowReading(() => this.#store.dataPaths())
    this.#trainer = this.#host('training thread', (event) => this.#training.take(event))
    this.#helper = this.#host('helper thread', (event) => this.#passOn(event))
    const runsFolder = options.runsFolder ?? this.#store.folder
    this.#training = new Training({
      host: this.#trainer,
      grants,
      runsFolder,
      stopGraceMs: options.stopGraceMs ?? defaultStopGraceMs,
      closeGraceMs: options.closeGraceMs ?? defaultCloseGraceMs,
      diskRetryMs: options.diskRetryMs ?? defaultDiskRetryMs,
      emit: (event) => this.#emit(event),
      findRun: (id) => this.#store.find(id),
      onIdle: () => this.#queue.queue.next(),
      busyElsewhere: () => this.#laboratory.busy,
    })
    this.#assistant = new Assistant(this.#helper, grants, this.#training)
    this.#imports = new Imports(this.#store.folder, (work) => this.#assistant.importModel(work))
    const host = this.#host('laboratory thread', (event) => this.#passOn(event))
    this.#laboratory = new Laboratory({
      home,
      host,
      training: this.#training,
      closeGraceMs: options.closeGraceMs ?? defaultCloseGraceMs,
      onIdle: () => this.#queue.queue.next(),
    })
    this.#queue = new QueueCalls({
      keeper: options.runsQueue ? new QueueFile(join(home, 'queue.json')) : memoryKeeper,
      training: this.#training,
      runsFolder,
      onChange: (queue) => this.#emit({ type: 'queue', queue }),
      onFailedRun: () => this.#emit({ type: 'runs-changed' }),
      // A path was granted when the run was put into the queue.
      findRun: async (run) => (isAbsolute(run) ? success(run) : this.#store.find(run)),
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
    preview: (request) => this.#assistant.preview(request),
    report: (request) => this.#assistant.report(request),
    view: (request) => this.#assistant.view(request),
    forecast: (experiment, requestId) => this.#assistant.forecast(experiment, requestId),
    train: (experiment, { out }) => this.#training.start(experiment, out),
    pause: async (id) => (this.#training.pause(id) ? success(null) : notTraining(id)),
    goOn: async (id) => (this.#training.goOn(id) ? success(null) : notTraining(id)),
    resume: (run, { settings }) =>
      this.#withRun(run, 'write', (folder) => this.#training.resume(folder, settings)),
    stop: async (id) => {
      if (!this.#training.stop(id) && !this.#laboratory.stop(id)) {
        this.#errands.stop(id)
        await this.#assistant.stop(id)
      }
      return success(null) // what has just ended by itself is as good as stopped
    },
    discard: async (id) => this.#changed(await this.#training.discard(id)),
    queue: async () => success(await this.#queue.queue.state()),
    enqueue: (experiment) => this.#queue.addExperiment(experiment),
    enqueueResume: (run) =>
      this.#withRun(run, 'write', (folder) => this.#queue.addResume(run, folder)),
    sweep: (request) => this.#queue.addSweep(request),
    moveQueued: (id, index) => this.#queue.queue.move(id, index),
    cancelQueued: (ids) => this.#queue.queue.cancel(ids),
    holdQueue: (isHeld) => this.#queue.queue.hold(isHeld),
    runs: () => this.#store.list(),
    run: (run) => this.#withRun(run, 'read', (folder) => this.#store.detail(folder)),
    updateRun: async (run, change) =>
      this.#changed(await this.#withRun(run, 'write', (folder) => updateNotes(folder, change))),
    deleteRuns: async (runs) => this.#changed(await this.#delete(runs)),
    importRun: async (path, options) =>
      (await this.#refused(path)) ??
      (await this.#refusedVocabulary(options)) ??
      this.#import(path, options),
    predict: (run, texts, options = { beams: 1 }) =>
      this.#withRun(run, 'read', (folder) => this.#assistant.predict(folder, texts, options)),
    generate: (run, request) =>
      this.#withRun(run, 'read', (folder) => this.#assistant.generate(folder, request)),
    evaluate: async (run, data) =>
      (await this.#refused(data.path)) ??
      this.#withRun(run, 'read', (folder) => this.#assistant.evaluate(folder, data)),
    exportRefusals: (run) =>
      this.#withRun(run, 'read', (folder) => this.#assistant.exportRefusals(folder)),
    exportRun: async (run, request) =>
      (await this.#options.grants.check(request.out, 'write')) ??
      this.#withRun(run, 'read', (folder) => this.#export(folder, request)),
    verifyExport: async (folder, requestId) =>
      (await this.#refused(folder)) ?? this.#verify(folder, requestId),
    ...inspectionCalls(
      (use) => this.#helper.ask(use),
      (run, wish, use) => this.#withRun(run, wish, use),
    ),
    race: (request) => this.#laboratory.race(request),
    races: () => this.#laboratory.races(),
    openRace: (id) => this.#laboratory.openRace(id),
    deleteRace: (id) => this.#laboratory.deleteRace(id),
    exam: (request) => this.#laboratory.exam(request),
    exams: () => this.#laboratory.exams(),
    deleteExam: (id) => this.#laboratory.deleteExam(id),
    loadLessons: () => this.#lessons.load(),
    saveLessons: (progress) => this.#lessons.save(progress),
    loadDraft: () => this.#draft.load(),
    saveDraft: (experiment) => this.#draft.save(experiment),
  }

  subscribe(listener: (event: LabEvent) => void): () => void {
    this.#listeners.add(listener)
    for (const event of this.#training.story) listener(event)
    const queue = this.#queue.queue.now
    if (queue.entries.length > 0 || queue.isHeld || queue.notice) listener({ type: 'queue', queue })
    return () => void this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    const errands = this.#errands.close()
    await Promise.all([this.#queue.queue.close(), this.#training.close(), this.#laboratory.close()])
    await Promise.all([this.#trainer.close(), this.#helper.close(), this.#store.settled()])
    await errands
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
    if (event.type === 'run-started') this.#assistant.makeWay()
    for (const listener of this.#listeners) listener(event)
  }

  /** Only what is told of calls: this thread trains no run. */
  #passOn(event: TrainerEvent): void {
    switch (event.type) {
      case 'progress':
      case 'generated':
      case 'race-started':
      case 'race-points':
      case 'race-epoch':
      case 'exam-score':
      case 'exam-progress':
        this.#emit(event)
    }
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

  /** @param wish what is done with a folder that is given by its path; those in the store may be written */
  async #withRun<Value>(
    run: RunReference,
    wish: 'read' | 'write',
    use: (folder: string) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    if (!isAbsolute(run)) {
      const found = await this.#store.find(run)
      return found.ok ? use(found.value) : found
    }
    return (await this.#options.grants.check(run, wish)) ?? use(run)
  }

  /** All or none are looked up before the first goes. */
  async #delete(runs: readonly RunReference[]): Promise<Result<null>> {
    const folders: string[] = []
    for (const run of runs) {
      const found = await this.#withRun(run, 'write', async (folder) => success(folder))
      if (!found.ok) return found
      folders.push(found.value)
    }
    return deleteRuns(folders)
  }

  async #refusedVocabulary({ vocabulary }: ImportOptions): Promise<Failure | null> {
    return vocabulary === null ? null : this.#refused(vocabulary)
  }

  async #import(path: string, options: ImportOptions): Promise<Result<ImportReport>> {
    const taken = await this.#errands.run(options.requestId, 'importing', (control) =>
      this.#imports.take(path, options, control),
    )
    return this.#changed(sayStopped('The import', taken))
  }

  /** The zipped run folder needs no model; every other format is the trainer's. */
  async #export(folder: string, request: ExportRequest): Promise<Result<ExportReport>> {
    return sayStopped('The export', await this.#exportBy(folder, request))
  }

  #exportBy(folder: string, request: ExportRequest): Promise<Result<ExportReport>> {
    if (request.format !== 'unroll') return this.#assistant.exportModel(folder, request)
    const { version } = this.#options
    return this.#errands.run(request.requestId, 'exporting', (control) =>
      exportRunFolder(folder, request, {
        ...{ version, control, vectorsOf: this.#assistant.vectorsOf },
      }),
    )
  }

  async #verify(folder: string, requestId: string): Promise<Result<VerifyReport>> {
    return sayStopped('The check', await this.#verifyBy(folder, requestId))
  }

  async #verifyBy(folder: string, requestId: string): Promise<Result<VerifyReport>> {
    if (!(await isRunZipFolder(folder))) return this.#assistant.verifyExport(folder, requestId)
    const { version } = this.#options
    return this.#errands.run(requestId, 'checking', (control) =>
      verifyRunZip(folder, {
        ...{ requestId, version, control, verifyRun: this.#assistant.verifyRun },
      }),
    )
  }

  /** Tells the windows that the list of runs is another now. */
  #changed<Value>(result: Result<Value>): Result<Value> {
    if (result.ok) this.#emit({ type: 'runs-changed' })
    return result
  }
}
