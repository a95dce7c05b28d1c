// Runs as the charts read them, made up: a falling curve, a step each hundredth of a second.
import type { ChartRun } from '../../../src/renderer/src/charts/metric'

/** A run of `count` steps in so many epochs of equal length. */
export function makeRun(id: string, colorIndex: number, count: number, epochs: number): ChartRun {
  const column = (valueOf: (index: number) => number): Float32Array =>
    Float32Array.from({ length: count }, (_, index) => valueOf(index))
  const falling = (index: number): number => 0.7 - (0.4 * index) / count
  return {
    id,
    record: { name: id, createdAt: '2026-11-20T10:00:00Z' },
    colorIndex,
    steps: {
      count,
      version: 1,
      loss: column(falling),
      accuracy: column(falling),
      gradientNorm: column(falling),
      milliseconds: column(() => 10),
      learningRate: column(() => 0.001),
      seconds: column((index) => (index + 1) / 100),
    },
    epochs: Array.from({ length: epochs }, (_, index) => ({
      epoch: index + 1,
      step: ((index + 1) * count) / epochs,
      loss: 0.5,
      accuracy: 0.8,
      valLoss: 0.55,
      valAccuracy: index === epochs - 1 ? 0.8 : 0.75,
      seconds: 1,
    })),
    baselines: [
      { name: 'majority', title: 'Majority class', accuracy: 0.5, loss: 0.69, seconds: 0 },
    ],
  }
}
