// The quantities that a chart can show, and where each is found in steps, epochs and baselines.
import type { Baseline } from '#shared/domain/dataset'
import { formatScore } from '#shared/domain/format'
import {
  betterOf,
  formatHeadline,
  headlineOf,
  type Headline,
  type HeadlineName,
} from '#shared/domain/headline'
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
    readonly headline?: Headline | null
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
  /** Always on a logarithmic scale, since it falls by orders of magnitude. */
  readonly isLog?: boolean
  /** It has no noise to smooth. */
  readonly isExact: boolean
  /** It is measured after an epoch alone, so that the steps say nothing of it. */
  readonly isOfEpochs?: boolean
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
  'microF1',
  'meanAbsoluteError',
  'perplexity',
  'exactMatch',
  'tokenAccuracy',
  'gradientNorm',
  'learningRate',
  'stepsPerSecond',
] as const
export type MetricName = (typeof metricNames)[number]

const noSteps = new Float32Array(0)

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
  accuracy: accuracyMetric('Accuracy'),
  microF1: ofEpochs('valMicroF1', 'F1', { min: 0, max: 1 }),
  meanAbsoluteError: ofEpochs('valMeanAbsoluteError', 'Mean absolute error', { min: 0 }),
  perplexity: {
    title: 'Perplexity',
    word: 'perplexity',
    limits: { min: 0 },
    hasLog: true,
    isLog: true,
    isExact: false,
    // The loss is the mean of logarithms, so it is smoothed and then raised.
    column: (steps) => steps.loss,
    convert: Math.exp,
    training: (epoch) => epoch.extras?.perplexity ?? Math.exp(epoch.loss),
    validation: (epoch) => headlineOf('valPerplexity', epoch),
    baseline: (baseline) => baseline.extras?.valPerplexity ?? Number.NaN,
    format: (value) => formatHeadline('valPerplexity', value),
  },
  tokenAccuracy: accuracyMetric('Token accuracy'),
  exactMatch: ofEpochs('valExactMatch', 'Exact match', { min: 0, max: 1 }),
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

function accuracyMetric(title: string): Metric {
  return {
    title,
    word: title.toLowerCase(),
    limits: { min: 0, max: 1 },
    hasLog: false,
    isExact: false,
    column: (steps) => steps.accuracy,
    training: (epoch) => epoch.accuracy,
    validation: (epoch) => epoch.valAccuracy,
    baseline: (baseline) => baseline.accuracy,
    format: score,
  }
}

/** A metric that only the validation after each epoch tells. */
function ofEpochs(name: HeadlineName, title: string, limits: AxisLimits): Metric {
  return {
    title,
    word: title === 'F1' ? title : title.toLowerCase(),
    limits,
    hasLog: false,
    isExact: true,
    isOfEpochs: true,
    column: () => noSteps,
    validation: (epoch) => headlineOf(name, epoch),
    baseline: (baseline) => baseline.extras?.[name] ?? Number.NaN,
    format: (value) => formatHeadline(name, value),
  }
}

const charted: Readonly<Record<HeadlineName, MetricName>> = {
  valAccuracy: 'accuracy',
  valMicroF1: 'microF1',
  valMeanAbsoluteError: 'meanAbsoluteError',
  valPerplexity: 'perplexity',
  valExactMatch: 'exactMatch',
}

/** The chart that shows the number that a run is judged by. */
export function metricOfHeadline(name: HeadlineName): MetricName {
  return charted[name]
}

/** Whether any of a run's values of a metric were recorded, judged by its first, middle and last step, or by its epochs. */
export function hasValues(run: ChartRun, metric: Metric): boolean {
  const { isOfEpochs, validation } = metric
  if (isOfEpochs) return run.epochs.some((epoch) => Number.isFinite(validation?.(epoch)))
  const column = metric.column(run.steps)
  const last = run.steps.count - 1
  return [0, last >> 1, last].some((index) => index >= 0 && Number.isFinite(column[index]))
}

/** The epoch whose model a run keeps; before the engine has said so, the best by the number it is judged by. */
export function bestEpoch({ record, epochs }: Pick<ChartRun, 'record' | 'epochs'>) {
  const { kept, headline } = record
  if (kept) return epochs.find((epoch) => epoch.epoch === kept.epoch)
  const name = headline?.name ?? 'valAccuracy'
  return epochs.reduce<EpochMetrics | undefined>((best, epoch) => {
    const value = best ? headlineOf(name, best) : null
    return best && betterOf(name, value, headlineOf(name, epoch)) === value ? best : epoch
  }, undefined)
}
