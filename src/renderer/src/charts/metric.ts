// The quantities that a chart can show, and where each is found in steps, epochs and baselines.
import type { Baseline } from '#shared/domain/dataset'
import { formatScore } from '#shared/domain/format'
import type { EpochMetrics, KeptEpoch, Position } from '#shared/domain/run'
import type { AxisLimits } from './axis-range'

/** The growing columns of a run's steps; index i is step i + 1. */
export interface StepSource {
  readonly count: number
  /** Rises with every batch of steps; reading it is how a chart learns of new ones. */
  readonly version: number
  readonly loss: Float32Array
  readonly accuracy: Float32Array
  readonly gradientNorm: Float32Array
  readonly milliseconds: Float32Array
  /** NaN in runs from before it was recorded. */
  readonly learningRate: Float32Array
  readonly seconds: Float32Array
}

/** What a chart reads of a run. */
export interface ChartRun {
  readonly id: string
  readonly record: {
    readonly name: string
    readonly createdAt: string
    readonly kept?: KeptEpoch | null
    readonly position?: Position | null
  }
  /** Which run colour and marker it has; they repeat after eight. */
  readonly colorIndex: number
  readonly steps: StepSource
  readonly epochs: readonly EpochMetrics[]
  readonly baselines: readonly Baseline[]
  /** As planned, before an epoch has ended; null: not known yet. */
  readonly stepsPerEpoch?: number | null
}

export interface Metric {
  readonly title: string
  /** Within a sentence. */
  readonly word: string
  readonly limits: AxisLimits
  /** A logarithmic scale makes sense. */
  readonly hasLog: boolean
  /** It has no noise to smooth. */
  readonly isExact: boolean
  column(steps: StepSource): Float32Array
  /** From a value of the column, smoothed or not, to what is shown; as it is when there is none. */
  convert?(value: number): number
  training?(epoch: EpochMetrics): number
  validation?(epoch: EpochMetrics): number
  baseline?(baseline: Baseline): number
  /** In as many digits as are worth reading, more beside a cursor. */
  format(value: number, isClose?: boolean): string
}

export const metricNames = [
  'loss',
  'accuracy',
  'gradientNorm',
  'learningRate',
  'stepsPerSecond',
] as const
export type MetricName = (typeof metricNames)[number]

const score = (value: number, isClose = false): string => formatScore(value, isClose ? 4 : 3)

export const metrics: Readonly<Record<MetricName, Metric>> = {
  loss: {
    title: 'Loss',
    word: 'loss',
    limits: { min: 0 },
    hasLog: true,
    isExact: false,
    column: (steps) => steps.loss,
    training: (epoch) => epoch.loss,
    validation: (epoch) => epoch.valLoss,
    baseline: (baseline) => baseline.loss,
    format: score,
  },
  accuracy: {
    title: 'Accuracy',
    word: 'accuracy',
    limits: { min: 0, max: 1 },
    hasLog: false,
    isExact: false,
    column: (steps) => steps.accuracy,
    training: (epoch) => epoch.accuracy,
    validation: (epoch) => epoch.valAccuracy,
    baseline: (baseline) => baseline.accuracy,
    format: score,
  },
  gradientNorm: {
    title: 'Gradient norm',
    word: 'gradient norm',
    limits: { min: 0 },
    hasLog: true,
    isExact: false,
    column: (steps) => steps.gradientNorm,
    format: score,
  },
  learningRate: {
    title: 'Learning rate',
    word: 'learning rate',
    limits: { min: 0 },
    hasLog: true,
    isExact: true,
    column: (steps) => steps.learningRate,
    format: (value) => String(Number(value.toPrecision(3))),
  },
  stepsPerSecond: {
    title: 'Steps per second',
    word: 'steps per second',
    limits: { min: 0 },
    hasLog: false,
    isExact: false,
    // Times add up and rates do not, so the times are smoothed and then turned into a rate.
    column: (steps) => steps.milliseconds,
    convert: (milliseconds) => (milliseconds > 0 ? 1000 / milliseconds : Number.NaN),
    format: (value) => value.toFixed(value < 10 ? 1 : 0),
  },
}

/** Whether any of a run's values of a metric were recorded, judged by its first, middle and last step. */
export function hasValues(run: ChartRun, metric: Metric): boolean {
  const column = metric.column(run.steps)
  const last = run.steps.count - 1
  return [0, last >> 1, last].some((index) => index >= 0 && Number.isFinite(column[index]))
}

/** The epoch whose model a run keeps; before the engine has said so, the one of the highest validation accuracy. */
export function bestEpoch({ record, epochs }: Pick<ChartRun, 'record' | 'epochs'>) {
  const { kept } = record
  if (kept) return epochs.find((epoch) => epoch.epoch === kept.epoch)
  return epochs.reduce<EpochMetrics | undefined>(
    (best, epoch) => (best && best.valAccuracy >= epoch.valAccuracy ? best : epoch),
    undefined,
  )
}
