// The calls that train no run: they have a thread of their own, so that nothing waits for a training step.
import type { ExportReport, ExportRequest } from '#shared/domain/export'
import type { Forecast } from '#shared/domain/forecast'
import type { Generation, GenerationRequest } from '#shared/domain/generation'
import type { PredictOptions, Prediction } from '#shared/domain/prediction'
import type { TextView } from '#shared/domain/text-view'
import type { DataOptions } from '#shared/experiment/data'
import type { LabApi } from '#shared/protocol/lab-api'
import type { Failure, Result } from '#shared/protocol/result'
import type { EvaluateRequest, EvaluationAnswer, TrainerApi } from '#shared/protocol/trainer-api'
import { refusedData } from './data-access'
import type { Grants } from './grants'
import { readExperiment } from './runs/run-files'
import type { TrainerHost } from './trainer-host'
import type { Training } from './training'

export class Assistant {
  readonly #host: TrainerHost
  readonly #grants: Grants
  readonly #training: Training
  /** The forecast under way. */
  #forecastId: string | null = null

  constructor(host: TrainerHost, grants: Grants, training: Training) {
    this.#host = host
    this.#grants = grants
    this.#training = training
  }

  preview: LabApi['preview'] = async (request) =>
    (await this.#refused(request.path)) ?? this.#host.ask((trainer) => trainer.preview(request))

  report: LabApi['report'] = async (request) =>
    (await refusedData(request.data, this.#grants)) ??
    this.#host.ask((trainer) => trainer.report(request))

  view: LabApi['view'] = async (request): Promise<Result<TextView>> =>
    (await refusedData(request.data, this.#grants)) ??
    this.#host.ask((trainer) => trainer.view(request))

  /** Steps are measured while nothing else trains; a run that begins meanwhile ends the measurement. */
  forecast: LabApi['forecast'] = async (input, requestId): Promise<Result<Forecast>> => {
    const checked = await this.#training.check(input)
    if (!checked.ok) return checked
    const { busy } = this.#training
    if (busy) return busy
    this.#forecastId = requestId
    try {
      return await this.#host.ask((trainer) => trainer.forecast(checked.value, requestId))
    } finally {
      this.#forecastId = null
    }
  }

  /** Leaves the machine to a run that begins. */
  makeWay(): void {
    if (this.#forecastId !== null) void this.stop(this.#forecastId)
  }

  /** Ends what has this id; a thread that is not there has nothing under way. */
  async stop(id: string): Promise<void> {
    if (this.#host.isRunning) await this.#host.call((trainer) => trainer.stop(id))
  }

  predict(
    folder: string,
    texts: readonly string[],
    options: PredictOptions,
  ): Promise<Result<readonly Prediction[]>> {
    return this.#host.ask((trainer) => trainer.predict(folder, texts, options))
  }

  generate(folder: string, request: GenerationRequest): Promise<Result<Generation>> {
    return this.#host.ask((trainer) => trainer.generate(folder, request))
  }

  /** All rows of the data; what the request leaves open is read as the data that the run was trained with. */
  async evaluate(folder: string, request: EvaluateRequest): Promise<Result<EvaluationAnswer>> {
    const experiment = await readExperiment(folder)
    if (!experiment.ok) return experiment
    const data: DataOptions = { ...experiment.value.data, ...request, ...allRowsOfOnePath }
    return this.#host.ask((trainer) => trainer.evaluate(folder, data))
  }

  exportRefusals: TrainerApi['exportRefusals'] = (folder) =>
    this.#host.ask((trainer) => trainer.exportRefusals(folder))

  exportModel(folder: string, request: ExportRequest): Promise<Result<ExportReport>> {
    return this.#host.ask((trainer) => trainer.exportModel(folder, request))
  }

  verifyExport: TrainerApi['verifyExport'] = (folder, requestId) =>
    this.#host.ask((trainer) => trainer.verifyExport(folder, requestId))

  vectorsOf: TrainerApi['vectorsOf'] = (folder) =>
    this.#host.ask((trainer) => trainer.vectorsOf(folder))

  verifyRun: TrainerApi['verifyRun'] = (folder, work) =>
    this.#host.ask((trainer) => trainer.verifyRun(folder, work))

  importModel: TrainerApi['importModel'] = (work) =>
    this.#host.ask((trainer) => trainer.importModel(work))

  #refused(path: string): Promise<Failure | null> {
    return this.#grants.check(path, 'read')
  }
}

const allRowsOfOnePath = {
  morePaths: [],
  generator: null,
  validationPath: null,
  testPath: null,
  maximumRows: null,
  dropDuplicates: false,
}
