// The page's way out: the engine's port with its calls and events, and window.desktop. Nothing else touches either.
import { wrap, type Remote } from 'comlink'
import type { DesktopApi, LabLostMessage, LabPortMessage } from '#shared/protocol/desktop-api'
import type { LabApi, LabDescription, LabEvent, LabEventMessage } from '#shared/protocol/lab-api'
import { failure, success, type Failure, type Result } from '#shared/protocol/result'

declare global {
  interface Window {
    readonly desktop: DesktopApi
  }
}

/** The engine's calls as the page makes them: each one ends, with a failure when the engine has died. */
export type LabClient = Omit<LabApi, 'describe'> & { describe(): Promise<Result<LabDescription>> }

/** What the engine and the window host tell unasked. */
export interface LabListener {
  /** A port has come; `reason` says why a new one, null the first time. */
  onReady(reason: string | null): void
  onLost(reason: string): void
  onEvent(event: LabEvent): void
}

const notRunning = 'The engine is not running. Wait until it has started again, then try once more.'

/** The engine behind whichever port came last; settles what is pending when it is lost. */
export class LabLink {
  #remote: Remote<LabApi> | null = null
  #port: MessagePort | null = null
  readonly #pending = new Set<(answer: Failure) => void>()

  readonly client: LabClient = {
    describe: () => this.#call(async (lab) => success(await lab.describe())),
    preview: (request) => this.#call((lab) => lab.preview(request)),
    report: (request) => this.#call((lab) => lab.report(request)),
    view: (request) => this.#call((lab) => lab.view(request)),
    forecast: (experiment, requestId) => this.#call((lab) => lab.forecast(experiment, requestId)),
    train: (experiment, options) => this.#call((lab) => lab.train(experiment, options)),
    pause: (id) => this.#call((lab) => lab.pause(id)),
    goOn: (id) => this.#call((lab) => lab.goOn(id)),
    resume: (run, options) => this.#call((lab) => lab.resume(run, options)),
    stop: (id) => this.#call((lab) => lab.stop(id)),
    discard: (id) => this.#call((lab) => lab.discard(id)),
    queue: () => this.#call((lab) => lab.queue()),
    enqueue: (experiment) => this.#call((lab) => lab.enqueue(experiment)),
    enqueueResume: (run) => this.#call((lab) => lab.enqueueResume(run)),
    sweep: (request) => this.#call((lab) => lab.sweep(request)),
    moveQueued: (id, index) => this.#call((lab) => lab.moveQueued(id, index)),
    cancelQueued: (ids) => this.#call((lab) => lab.cancelQueued(ids)),
    holdQueue: (isHeld) => this.#call((lab) => lab.holdQueue(isHeld)),
    runs: () => this.#call((lab) => lab.runs()),
    run: (run) => this.#call((lab) => lab.run(run)),
    updateRun: (run, change) => this.#call((lab) => lab.updateRun(run, change)),
    deleteRuns: (runs) => this.#call((lab) => lab.deleteRuns(runs)),
    importRun: (path, options) => this.#call((lab) => lab.importRun(path, options)),
    predict: (run, texts, options) => this.#call((lab) => lab.predict(run, texts, options)),
    generate: (run, request) => this.#call((lab) => lab.generate(run, request)),
    evaluate: (run, data) => this.#call((lab) => lab.evaluate(run, data)),
    exportRefusals: (run) => this.#call((lab) => lab.exportRefusals(run)),
    exportRun: (run, request) => this.#call((lab) => lab.exportRun(run, request)),
    verifyExport: (folder, id) => this.#call((lab) => lab.verifyExport(folder, id)),
    snapshots: (run) => this.#call((lab) => lab.snapshots(run)),
    inspect: (run, request) => this.#call((lab) => lab.inspect(run, request)),
    writeUnderSurgery: (run, request, surgery) =>
      this.#call((lab) => lab.writeUnderSurgery(run, request, surgery)),
    layerWeights: (run, request) => this.#call((lab) => lab.layerWeights(run, request)),
    weightHistory: (run, request) => this.#call((lab) => lab.weightHistory(run, request)),
    unitActivity: (run, request) => this.#call((lab) => lab.unitActivity(run, request)),
    gradientFlow: (run, request) => this.#call((lab) => lab.gradientFlow(run, request)),
    embeddingMap: (run, request) => this.#call((lab) => lab.embeddingMap(run, request)),
    neighbours: (run, request) => this.#call((lab) => lab.neighbours(run, request)),
    attribution: (run, request) => this.#call((lab) => lab.attribution(run, request)),
    timeline: (run) => this.#call((lab) => lab.timeline(run)),
    timelineRecord: (run, step) => this.#call((lab) => lab.timelineRecord(run, step)),
    variants: (run) => this.#call((lab) => lab.variants(run)),
    saveVariant: (run, variant) => this.#call((lab) => lab.saveVariant(run, variant)),
    deleteVariant: (run, id) => this.#call((lab) => lab.deleteVariant(run, id)),
    race: (request) => this.#call((lab) => lab.race(request)),
    races: () => this.#call((lab) => lab.races()),
    openRace: (id) => this.#call((lab) => lab.openRace(id)),
    deleteRace: (id) => this.#call((lab) => lab.deleteRace(id)),
    exam: (request) => this.#call((lab) => lab.exam(request)),
    exams: () => this.#call((lab) => lab.exams()),
    deleteExam: (id) => this.#call((lab) => lab.deleteExam(id)),
    loadLessons: () => this.#call((lab) => lab.loadLessons()),
    saveLessons: (progress) => this.#call((lab) => lab.saveLessons(progress)),
    loadDraft: () => this.#call((lab) => lab.loadDraft()),
    saveDraft: (experiment) => this.#call((lab) => lab.saveDraft(experiment)),
  }

  /** Takes a new port; the engine behind the old one is gone. */
  connect(port: MessagePort, onEvent: (event: LabEvent) => void): void {
    this.disconnect(notRunning)
    this.#port = port
    port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (this.#port === port && isEventMessage(data)) onEvent(data.unrollLabEvent)
    })
    this.#remote = wrap<LabApi>(port)
  }

  /** Settles every pending call with `reason`. */
  disconnect(reason: string): void {
    this.#port?.close()
    this.#port = null
    this.#remote = null
    for (const settle of this.#pending) settle(failure('engine-died', reason))
    this.#pending.clear()
  }

  #call<Value>(invoke: (lab: Remote<LabApi>) => Promise<Result<Value>>): Promise<Result<Value>> {
    const lab = this.#remote
    if (!lab) return Promise.resolve(failure('engine-died', notRunning))
    return new Promise((resolve, reject) => {
      this.#pending.add(resolve)
      invoke(lab)
        .then(resolve, reject)
        .finally(() => this.#pending.delete(resolve))
    })
  }
}

/** Listens for the engine's ports on this page; only messages that the page's own preload posted count. */
export function connectLab(listener: LabListener): LabClient {
  const link = new LabLink()
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window || event.origin !== location.origin) return
    if (isPortMessage(event.data) && event.ports.length === 1) {
      link.connect(event.ports[0], (labEvent) => listener.onEvent(labEvent))
      listener.onReady(event.data.unrollLabPort.reason)
    } else if (isLostMessage(event.data)) {
      link.disconnect(`The engine stopped: ${event.data.unrollLabLost.reason}`)
      listener.onLost(event.data.unrollLabLost.reason)
    }
  })
  return link.client
}

/** The window host's side: dialogs, files, the title. */
export function desktopOfWindow(): DesktopApi {
  return window.desktop
}

function holds(data: unknown, key: string): data is Record<string, Record<string, unknown>> {
  if (typeof data !== 'object' || data === null) return false
  const inner: unknown = Reflect.get(data, key)
  return typeof inner === 'object' && inner !== null
}

function isPortMessage(data: unknown): data is LabPortMessage {
  if (!holds(data, 'unrollLabPort')) return false
  const { reason } = data.unrollLabPort
  return reason === null || typeof reason === 'string'
}

function isLostMessage(data: unknown): data is LabLostMessage {
  return holds(data, 'unrollLabLost') && typeof data.unrollLabLost.reason === 'string'
}

function isEventMessage(data: unknown): data is LabEventMessage {
  return holds(data, 'unrollLabEvent') && typeof data.unrollLabEvent.type === 'string'
}
