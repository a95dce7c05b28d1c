// One run as the window shows it: what is on disk, and what events have told since.
import type { Baseline, DatasetReport } from '#shared/domain/dataset'
import type { Evaluation } from '#shared/domain/evaluation'
import type { TextSample } from '#shared/domain/generation'
import { betterOf, headlineOf, type Headline } from '#shared/domain/headline'
import { isImported } from '#shared/domain/import'
import { summarizeModel, type ModelSummary } from '#shared/domain/model-summary'
import type {
  Checkpoint,
  EpochMetrics,
  KeptEpoch,
  LogLine,
  Position,
  RunDetail,
  RunGroup,
  RunListItem,
  RunNotes,
  RunRecord,
} from '#shared/domain/run'
import { headlineOfRun } from '#shared/domain/run-headline'
import type { Experiment } from '#shared/experiment/schema'
import type { Progress } from '#shared/protocol/trainer-api'
import { mergeEpochs, mergeLog, mergeSamples } from './run-merge'
import { StepSeries } from './step-series.svelte'

const noNotes: RunNotes = { name: null, notes: '', tags: [], starred: false }

export class RunView {
  readonly id: string
  experiment: Experiment = $state.raw() as Experiment // set by the constructor
  /** Hue of the run, 0 to 7: `--run-1` to `--run-8`. */
  colorIndex: number = $state(0)
  folder: string = $state('')
  report: DatasetReport | null = $state.raw(null)
  baselines: readonly Baseline[] = $state.raw([])
  summary: ModelSummary = $state.raw() as ModelSummary // set by the constructor
  epochs: readonly EpochMetrics[] = $state.raw([])
  /** Of the kept model. */
  evaluation: Evaluation | null = $state.raw(null)
  /** Of the kept model on the test file, once training has ended. */
  testEvaluation: Evaluation | null = $state.raw(null)
  /** What a language model wrote after its epochs, in their order. */
  samples: readonly TextSample[] = $state.raw([])
  progress: Progress | null = $state.raw(null)
  hasModel: boolean = $state(false)
  /** Oldest first. */
  checkpoints: readonly Checkpoint[] = $state.raw([])
  log: readonly LogLine[] = $state.raw([])
  notes: RunNotes = $state.raw(noNotes)
  /** Why it holds by itself; null when a person asked, or it does not. */
  pausedReason: string | null = $state(null)
  /** It has ended, or its lab has, and there is a checkpoint to go on from. */
  canResume: boolean = $state(false)
  /** The engine has it in memory: it trains, or is paused and goes on at once. */
  isUnderWay: boolean = $state(false)
  /** All files of its folder, as far as they have been counted. */
  bytes: number | null = $state(null)
  readonly steps = new StepSeries()

  #stored: RunRecord = $state.raw() as RunRecord // set by the constructor
  #shown: RunRecord = $derived.by(() => {
    const { name } = this.notes
    return name === null ? this.#stored : { ...this.#stored, name }
  })

  /** A model from elsewhere: nothing of it was trained here, and its data are not known. */
  readonly isImported: boolean = $derived(isImported(this.record))
  readonly isRunning: boolean = $derived(this.record.state === 'running')
  readonly isPaused: boolean = $derived(this.record.state === 'paused')
  /** The number that it is judged by. */
  readonly headline: Headline = $derived.by(() => headlineOfRun(this.record, this.experiment))
  readonly kept: KeptEpoch | null = $derived(this.record.kept)
  /** Where it stood when it was paused or saved last. */
  readonly position: Position | null = $derived(this.record.position)
  readonly group: RunGroup | null = $derived(this.record.group)
  readonly settings: RunRecord['settings'] = $derived(this.record.settings)

  constructor(record: RunRecord, folder: string, experiment: Experiment) {
    this.id = record.id
    this.#stored = record
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

  /** What its folder says of it, under the name that a person gave it. */
  get record(): RunRecord {
    return this.#shown
  }

  set record(record: RunRecord) {
    this.#stored = record
  }

  /** Takes what the folder tells over what was known. */
  restore(detail: RunDetail): void {
    this.record = detail.record
    this.experiment = detail.experiment
    this.epochs = []
    this.samples = []
    this.log = []
    this.steps.clear()
    this.canResume = detail.canResume
    this.fill(detail)
  }

  /** Takes from the folder what this page has not heard of a run that trains meanwhile. */
  fill(detail: RunDetail): void {
    this.folder = detail.folder
    this.report ??= detail.report
    if (this.baselines.length === 0) this.baselines = detail.baselines
    this.summary = detail.summary
    this.epochs = mergeEpochs(detail.epochs, this.epochs)
    this.evaluation = detail.evaluation ?? this.evaluation
    this.testEvaluation = detail.testEvaluation ?? this.testEvaluation
    this.samples = mergeSamples(detail.samples, this.samples)
    this.hasModel ||= detail.hasModel
    this.checkpoints = detail.checkpoints
    this.log = mergeLog(detail.log, this.log)
    this.notes = detail.notes
    this.bytes = detail.bytes
    this.steps.append(detail.steps)
  }

  /** Changes some of what its record says. */
  update(change: Partial<RunRecord>): void {
    this.#stored = { ...this.#stored, ...change }
  }

  /** Takes what the list of runs tells anew. */
  takeItem(item: RunListItem): void {
    const { hasModel, canResume, bytes, notes, tags, starred } = item
    const name = item.name === this.#stored.name ? null : item.name
    Object.assign(this, { hasModel, canResume, notes: { name, notes, tags, starred } })
    this.bytes = bytes ?? this.bytes
  }

  /** Taken up again at its checkpoint: what lay behind that is gone, and comes anew. */
  goBackTo(position: Position | null): void {
    const step = position?.step ?? 0
    this.epochs = this.epochs.filter((epoch) => epoch.step <= step)
    this.samples = this.samples.filter((sample) => sample.step <= step)
    this.testEvaluation = null
    this.steps.clear()
    this.progress = null
    this.pausedReason = null
  }

  /** Adds an epoch, or replaces the one of the same number; its model is on disk by then. */
  addEpoch(metrics: EpochMetrics): void {
    this.epochs = [...this.epochs.filter((one) => one.epoch < metrics.epoch), metrics]
    this.update({
      epochs: metrics.epoch,
      lastValAccuracy: metrics.valAccuracy,
      bestValAccuracy: Math.max(this.record.bestValAccuracy ?? 0, metrics.valAccuracy),
      headline: headlineAfter(this.headline, metrics),
    })
  }

  /** Adds what was written after an epoch, in place of what had been written after it before. */
  addSample(sample: TextSample): void {
    this.samples = mergeSamples(this.samples, [sample])
  }

  addLogLine(line: LogLine): void {
    this.log = [...this.log, line]
  }
}

function headlineAfter({ name, best }: Headline, metrics: EpochMetrics): Headline {
  const value = headlineOf(name, metrics)
  return { name, best: betterOf(name, best, value), last: Number.isFinite(value) ? value : null }
}
