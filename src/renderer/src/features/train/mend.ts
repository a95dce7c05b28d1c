// What the window can do at once about a run that failed.
import { hasDiverged } from '#shared/domain/divergence'
import type { RunRecord } from '#shared/domain/run'
import type { ResumeSettings } from '#shared/experiment/resume-settings'
import type { Experiment } from '#shared/experiment/schema'

export interface Mend {
  /** For a button. */
  readonly label: string
  readonly rate: number
  readonly clipNorm: number
  readonly training: Partial<Experiment['training']>
  /** The same for going on from the last checkpoint. */
  readonly settings: ResumeSettings
}

/** A tenth of the rate and shorter gradients, for a loss that stopped being a number; null for other failures. */
export function mendOf(
  record: Pick<RunRecord, 'state' | 'message'>,
  { training }: Pick<Experiment, 'training'>,
): Mend | null {
  if (!hasDiverged(record)) return null
  const learningRate = Number((training.optimizer.learningRate / 10).toPrecision(2))
  const clipNorm = Math.min(training.clipNorm ?? 1, 1)
  return {
    label: `Set the rate to ${learningRate} and cut gradients at ${clipNorm}`,
    ...{ rate: learningRate, clipNorm },
    training: { optimizer: { ...training.optimizer, learningRate }, clipNorm },
    settings: { 'training.optimizer.learningRate': learningRate, 'training.clipNorm': clipNorm },
  }
}
