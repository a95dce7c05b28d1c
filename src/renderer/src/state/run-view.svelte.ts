// One run as the window shows it: what is on disk, and what events have told since.
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import { summarizeModel, type ModelSummary } from '#shared/domain/model-summary'
import type { EpochMetrics, Evaluation, RunDetail, RunRecord } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import type { Progress } from '#shared/protocol/trainer-api'
import { StepSeries } from './step-series.svelte'

export class RunView {
  readonly id: string
  readonly experiment: Experiment
  /** Hue of the run, 0 to 7: `--run-1` to `--run-8`. */
  colorIndex: number = $state(0)
  record: RunRecord = $state.raw() as RunRecord // set by the constructor
  folder: string = $state('')
  report: DatasetReport | null = $state.raw(null)
  baselines: readonly Baseline[] = $state.raw([])
  summary: ModelSummary = $state.raw() as ModelSummary // set by the constructor
  epochs: readonly EpochMetrics[] = $state.raw([])
  evaluation: Evaluation | null = $state.raw(null)
  progress: Progress | null = $state.raw(null)
  hasModel: boolean = $state(false)
  readonly steps = new StepSeries()

  readonly isRunning: boolean = $derived(this.record.state === 'running')

  constructor(record: RunRecord, folder: string, experiment: Experiment) {
    this.id = record.id
    this.record = record
    this.folder = folder
    this.experiment = experiment
    this.summary = summarizeModel(experiment)
  }

  /** A view of what a run folder tells. */
  static of(detail: RunDetail): RunView {
    const view = new RunView(detail.record, detail.folder, detail.experiment)
    view.restore(detail)
    return view
  }

  /** Takes what the folder tells over what was known. */
  restore(detail: RunDetail): void {
    this.record = detail.record
    this.folder = detail.folder
    this.report = detail.report
    this.baselines = detail.baselines
    this.summary = detail.summary
    this.epochs = detail.epochs
    this.evaluation = detail.evaluation
    this.hasModel = detail.hasModel
    this.steps.append(detail.steps)
  }

  /** Adds an epoch, or replaces the one of the same number; its model is on disk by then. */
  addEpoch(metrics: EpochMetrics): void {
    this.hasModel = true
    this.epochs = [...this.epochs.filter((one) => one.epoch < metrics.epoch), metrics]
    this.record = {
      ...this.record,
      epochs: metrics.epoch,
      lastValAccuracy: metrics.valAccuracy,
      bestValAccuracy: Math.max(this.record.bestValAccuracy ?? 0, metrics.valAccuracy),
    }
  }
}
