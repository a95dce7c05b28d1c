// Metrics in the order in which they came, the common form of those told live and those read back.
import type { EpochMetrics, StepColumns } from '#shared/domain/run'
import type { Metrics } from '../read-metrics'

/** Steps that follow each other, or an epoch, which comes after its last step. */
export type MetricsEntry =
  | { readonly type: 'steps'; readonly steps: StepColumns }
  | { readonly type: 'epoch'; readonly metrics: EpochMetrics }

/** So many steps are written at a time, and other work of the engine gets its turn in between. */
const slice = 2000

/** All of a run's metrics in order: the steps up to each epoch's last one in slices, then the epoch. */
export function entriesOf({ epochs, steps }: Metrics): MetricsEntry[] {
  const entries: MetricsEntry[] = []
  let from = 0
  for (const metrics of epochs) {
    const to = Math.max(from, Math.min(metrics.step - steps.first + 1, steps.loss.length))
    entries.push(...slices(steps, from, to), { type: 'epoch', metrics })
    from = to
  }
  entries.push(...slices(steps, from, steps.loss.length))
  return entries
}

function slices(steps: StepColumns, from: number, to: number): MetricsEntry[] {
  const entries: MetricsEntry[] = []
  for (let start = from; start < to; start += slice)
    entries.push({ type: 'steps', steps: sliceSteps(steps, start, Math.min(to, start + slice)) })
  return entries
}

function sliceSteps(steps: StepColumns, from: number, to: number): StepColumns {
  return {
    first: steps.first + from,
    loss: steps.loss.subarray(from, to),
    accuracy: steps.accuracy.subarray(from, to),
    gradientNorm: steps.gradientNorm.subarray(from, to),
    milliseconds: steps.milliseconds.subarray(from, to),
    learningRate: steps.learningRate.subarray(from, to),
    seconds: steps.seconds.subarray(from, to),
  }
}
