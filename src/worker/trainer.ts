// TrainerApi implemented: each call loads only what it needs, so that a preview starts without TensorFlow.
import type { DatasetReport } from '#shared/domain/dataset'
import type { ExportRequest } from '#shared/domain/export'
import { formatCount } from '#shared/domain/format'
import type { GeneratedToken, GenerationRequest } from '#shared/domain/generation'
import type { PredictOptions } from '#shared/domain/prediction'
import type { Experiment } from '#shared/experiment/schema'
import { failure, success, type Result } from '#shared/protocol/result'
import type {
  ExamWork,
  ImportWork,
  RaceWork,
  ReportRequest,
  TrainerApi,
  TrainerEvent,
  TrainRequest,
  VerifyRunWork,
  ViewRequest,
} from '#shared/protocol/trainer-api'
import type { LoadedRun } from './inference/load-run'
import type { LoadControl } from './text/control'
import { RunControl } from './training/run-control'

export class Trainer implements TrainerApi {
  readonly #emit: (event: TrainerEvent) => void
  /** What is under way, by run or request id. */
  readonly #controls = new Map<string, RunControl>()
  #training: string | undefined

  constructor(emit: (event: TrainerEvent) => void) {
    this.#emit = emit
  }

  async environment(): ReturnType<TrainerApi['environment']> {
    const { startBackend } = await import('./backend')
    return startBackend()
  }

  async preview(request: Parameters<TrainerApi['preview']>[0]): ReturnType<TrainerApi['preview']> {
    const { previewData } = await import('./text/preview')
    return previewData(request)
  }

  async report(request: ReportRequest): ReturnType<TrainerApi['report']> {
    return this.#loading(request.requestId, async (control) => {
      const { withData } = await import('./loaded-data')
      return withData(request, control, async (data) => {
        const baselines = request.baselines ? await data.baselines(control) : []
        const findings = request.findings ? await data.findings(control) : []
        if (control.isStopped()) return failure('stopped', 'The report was stopped.')
        return success({ report: data.report, baselines, findings })
      })
    })
  }

  async view(request: ViewRequest): ReturnType<TrainerApi['view']> {
    return this.#loading(`view-${request.row}`, async (control) => {
      const { withData } = await import('./loaded-data')
      return withData(request, control, async (data) => {
        const view = await data.view(request.row)
        return view ? success(view) : failure('data-unusable', noSuchRow(request.row, data.report))
      })
    })
  }

  async forecast(experiment: Experiment, requestId: string): ReturnType<TrainerApi['forecast']> {
    return this.#loading(requestId, async (control) => {
      const { forecast } = await import('./training/forecast')
      return forecast(experiment, control)
    })
  }

  async train(request: TrainRequest): ReturnType<TrainerApi['train']> {
    if (this.#training) return failure('busy', `The run ${this.#training} is still training.`)
    this.#training = request.runId
    try {
      return await this.#controlled(request.runId, async (control) => {
        const { train } = await import('./training/train')
        return train(request, this.#emit, control)
      })
    } finally {
      this.#training = undefined
    }
  }

  pause(id: string): Promise<boolean> {
    return Promise.resolve(this.#tellRun(id, (control) => control.pause()))
  }

  goOn(id: string): Promise<boolean> {
    return Promise.resolve(this.#tellRun(id, (control) => control.goOn()))
  }

  stop(id: string): Promise<boolean> {
    const control = this.#controls.get(id)
    control?.stop()
    return Promise.resolve(control !== undefined)
  }

  async predict(
    folder: string,
    texts: readonly string[],
    options: PredictOptions,
  ): ReturnType<TrainerApi['predict']> {
    const { withRun } = await import('./inference/load-run')
    const { taskModule } = await import('./tasks/index')
    return withRun(folder, async (run) =>
      (await taskModule(run.experiment.task)).predict(run, texts, options),
    )
  }

  async evaluate(
    folder: string,
    data: Parameters<TrainerApi['evaluate']>[1],
  ): ReturnType<TrainerApi['evaluate']> {
    return this.#loading(folder, async (control) => {
      const { withRun } = await import('./inference/load-run')
      const { taskModule } = await import('./tasks/index')
      return withRun(folder, async (run) =>
        (await taskModule(run.experiment.task)).evaluate(run, data, control),
      )
    })
  }

  async generate(folder: string, request: GenerationRequest): ReturnType<TrainerApi['generate']> {
    const { requestId } = request
    return this.#loading(requestId, async (control) => {
      const { withRun } = await import('./inference/load-run')
      const { generateText } = await import('./generation/generate')
      const emit = (tokens: readonly GeneratedToken[]) =>
        this.#emit({ type: 'generated', id: requestId, tokens })
      return withRun(folder, (run) => generateText(run, request, control, emit))
    })
  }

  async snapshots(folder: string): ReturnType<TrainerApi['snapshots']> {
    const { listSnapshots } = await import('./recorder/snapshots')
    return listSnapshots(folder)
  }

  inspect: TrainerApi['inspect'] = (folder, request) =>
    this.#inspecting(folder, async (run) =>
      (await import('./inspection/inspect')).inspect(run, request),
    )

  writeUnderSurgery: TrainerApi['writeUnderSurgery'] = (folder, request, surgery) =>
    this.#inspecting(
      folder,
      async (run, control) => {
        const { writeUnderSurgery } = await import('./inspection/write-under-surgery')
        return writeUnderSurgery(run, request, surgery, control, (tokens) =>
          this.#emit({ type: 'generated', id: request.requestId, tokens }),
        )
      },
      request.requestId,
    )

  layerWeights: TrainerApi['layerWeights'] = (folder, request) =>
    this.#inspecting(folder, async (run) =>
      (await import('./inspection/layer-weights')).layerWeights(run, request),
    )

  weightHistory: TrainerApi['weightHistory'] = (folder, request) =>
    this.#inspecting(folder, async (run) =>
      (await import('./inspection/weight-history')).weightHistory(run, request),
    )

  unitActivity: TrainerApi['unitActivity'] = (folder, request) =>
    this.#inspecting(
      folder,
      async (run, control) =>
        (await import('./inspection/unit-activity')).unitActivity(run, request, control),
      request.requestId,
    )

  gradientFlow: TrainerApi['gradientFlow'] = (folder, request) =>
    this.#inspecting(
      folder,
      async (run, control) =>
        (await import('./inspection/gradient-flow')).gradientFlow(run, request, control),
      request.requestId,
    )

  embeddingMap: TrainerApi['embeddingMap'] = (folder, request) =>
    this.#inspecting(
      folder,
      async (run, control) =>
        (await import('./inspection/embedding-map')).embeddingMap(run, request, control),
      request.requestId,
    )

  neighbours: TrainerApi['neighbours'] = (folder, request) =>
    this.#inspecting(folder, async (run) =>
      (await import('./inspection/neighbours')).neighbours(run, request),
    )

  attribution: TrainerApi['attribution'] = (folder, request) =>
    this.#inspecting(
      folder,
      async (run, control) =>
        (await import('./inspection/attribution')).attribution(run, request, control),
      request.requestId,
    )

  async timeline(folder: string): ReturnType<TrainerApi['timeline']> {
    const { readTimeline } = await import('./recorder/read-timeline')
    return readTimeline(folder)
  }

  async timelineRecord(folder: string, step: number): ReturnType<TrainerApi['timelineRecord']> {
    const { readTimelineRecord } = await import('./recorder/read-record')
    return readTimelineRecord(folder, step)
  }

  async race(work: RaceWork): ReturnType<TrainerApi['race']> {
    return this.#controlled(work.requestId, async (control) => {
      const { runRace } = await import('./race/race')
      return runRace(work, this.#emit, control)
    })
  }

  async exam(work: ExamWork): ReturnType<TrainerApi['exam']> {
    return this.#controlled(work.request.requestId, async (control) => {
      const { runExam } = await import('./exam/exam')
      return runExam(work, this.#emit, control)
    })
  }

  async exportRefusals(folder: string): ReturnType<TrainerApi['exportRefusals']> {
    const { findRefusals } = await import('./export/find-refusals')
    return findRefusals(folder)
  }

  async exportModel(folder: string, request: ExportRequest): ReturnType<TrainerApi['exportModel']> {
    const { format } = request
    if (format === 'unroll') throw new Error('the zipped run folder is written by the engine')
    return this.#loading(request.requestId, async (control) => {
      const { exportRun } = await import('./export/export-run')
      return exportRun(folder, { ...request, format }, control)
    })
  }

  async verifyExport(folder: string, requestId: string): ReturnType<TrainerApi['verifyExport']> {
    return this.#loading(requestId, async (control) => {
      const { verifyExport } = await import('./export/verify-export')
      return verifyExport(folder, control)
    })
  }

  async vectorsOf(folder: string): ReturnType<TrainerApi['vectorsOf']> {
    const { vectorsOf } = await import('./export/verify-export')
    return vectorsOf(folder)
  }

  async verifyRun(folder: string, work: VerifyRunWork): ReturnType<TrainerApi['verifyRun']> {
    return this.#loading(work.requestId, async (control) => {
      const { verifyRun } = await import('./export/verify-export')
      return verifyRun(folder, work, control)
    })
  }

  async importModel(work: ImportWork): ReturnType<TrainerApi['importModel']> {
    return this.#loading(work.options.requestId, async (control) => {
      const { importModel } = await import('./import/import-model')
      return importModel(work, control)
    })
  }

  /** With the run in `folder`; what can be stopped has an id. */
  async #inspecting<Value>(
    folder: string,
    work: (run: LoadedRun, control: LoadControl) => Promise<Result<Value>>,
    id = folder,
  ): Promise<Result<Value>> {
    return this.#loading(id, async (control) => {
      const { withRun } = await import('./inference/load-run')
      return withRun(folder, (run) => work(run, control))
    })
  }

  #tellRun(id: string, tell: (control: RunControl) => void): boolean {
    const control = id === this.#training ? this.#controls.get(id) : undefined
    if (control) tell(control)
    return control !== undefined
  }

  /** With a control as loading takes it: progress goes out as events of `id`. */
  #loading<Value>(
    id: string,
    work: (control: LoadControl) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    return this.#controlled(id, (control) =>
      work({
        onProgress: (progress) => this.#emit({ type: 'progress', id, progress }),
        isStopped: () => control.isStopped,
      }),
    )
  }

  async #controlled<Value>(
    id: string,
    work: (control: RunControl) => Promise<Result<Value>>,
  ): Promise<Result<Value>> {
    const control = new RunControl()
    this.#controls.set(id, control)
    try {
      return await work(control)
    } finally {
      if (this.#controls.get(id) === control) this.#controls.delete(id)
    }
  }
}

function noSuchRow(row: number, { rows }: DatasetReport): string {
  return `There is no row ${formatCount(row + 1)}: the data have ${formatCount(rows)}. Ask for an earlier one.`
}
