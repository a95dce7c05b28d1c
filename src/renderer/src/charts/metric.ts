// The quantities that a chart can show, and where each is found in steps, epochs and baselines.
import type { Baseline } from '#shared/domain/dataset'
import type { EpochMetrics } from '#shared/domain/run'
import type { AxisLimits } from './axis-range'

/** The growing columns of a run's steps; index i is step i + 1. */
export interface StepSource {
  readonly count: number
  /** Rises with every batch of steps; reading it is how a chart learns of new ones. */
  readonly version: number
  readonly loss: Float32Array
  readonly accuracy: Float32Array
  readonly gradientNorm: Float32Array
}

/** What a chart reads of a run. */
export interface ChartRun {
  readonly id: string
  readonly record: { readonly name: string; readonly createdAt: string }
  /** 0 to 7: which run colour and marker it has. */
  readonly colorIndex: number
  readonly steps: StepSource
  readonly epochs: readonly EpochMetrics[]
  readonly baselines: readonly Baseline[]
}

export interface Metric {
  readonly title: string
  /** Within a sentence. */
  readonly word: string
  readonly limits: AxisLimits
  column(steps: StepSource): Float32Array
  training?(epoch: EpochMetrics): number
  validation?(epoch: EpochMetrics): number
  baseline?(baseline: Baseline): number
}

export type MetricName = 'loss' | 'accuracy' | 'gradientNorm'

export const metrics: Readonly<Record<MetricName, Metric>> = {
  loss: {
    title: 'Loss',
    word: 'loss',
    limits: { min: 0 },
    column: (steps) => steps.loss,
    training: (epoch) => epoch.loss,
    validation: (epoch) => epoch.valLoss,
    baseline: (baseline) => baseline.loss,
  },
  accuracy: {
    title: 'Accuracy',
    word: 'accuracy',
    limits: { min: 0, max: 1 },
    column: (steps) => steps.accuracy,
    training: (epoch) => epoch.accuracy,
    validation: (epoch) => epoch.valAccuracy,
    baseline: (baseline) => baseline.accuracy,
  },
  gradientNorm: {
    title: 'Gradient norm',
    word: 'gradient norm',
    limits: { min: 0 },
    column: (steps) => steps.gradientNorm,
  },
}
