// How long a sweep will take, judged by a run that has trained.
import type { RunRecord } from '#shared/domain/run'
import type { SweepRun } from '#shared/experiment/sweep'

type Trained = Pick<RunRecord, 'name' | 'seconds' | 'epochs'>

export interface SweepTime {
  readonly seconds: number
  /** The run whose speed it is. */
  readonly by: string
}

/** All epochs of the sweep at the speed of the first of `trained` that has finished any; null when none has. */
export function sweepTime(
  runs: readonly SweepRun[],
  trained: readonly Trained[],
): SweepTime | null {
  const measured = trained.find(({ epochs, seconds }) => epochs > 0 && seconds > 0)
  if (!measured) return null
  const epochs = runs.reduce((sum, { experiment }) => sum + experiment.training.epochs, 0)
  return { seconds: (epochs * measured.seconds) / measured.epochs, by: measured.name }
}
