// The learning rate over the planned steps, as points of a small picture.
import { LearningRate } from '#shared/domain/learning-rate'
import { scheduleSchema, type TrainingOptions } from '#shared/experiment/training'

export interface SchedulePicture {
  /** Each point: how far training is, and the rate as a share of the highest one, both from 0 to 1. */
  readonly points: readonly (readonly [number, number])[]
  readonly highest: number
  readonly last: number
  /** The first step's; 0 with a warm-up. */
  readonly first: number
}

const samples = 240

/**
 * What the schedule does over `stepsPerEpoch` times the planned epochs; null while a number is wrong. A reduction on a
 * plateau depends on the metrics, so that its picture shows only the warm-up.
 */
export function schedulePicture(
  training: Pick<TrainingOptions, 'schedule' | 'optimizer' | 'epochs'>,
  stepsPerEpoch: number,
): SchedulePicture | null {
  const { schedule, optimizer, epochs } = training
  const totalSteps = stepsPerEpoch * epochs
  const isSound = scheduleSchema.safeParse(schedule).success && optimizer.learningRate > 0
  if (!isSound || !Number.isInteger(totalSteps) || totalSteps < 1) return null
  const rate = new LearningRate(schedule, optimizer.learningRate, { stepsPerEpoch, totalSteps })
  const steps = sampledSteps(totalSteps)
  const rates = steps.map((step) => rate.at(step))
  const highest = Math.max(...rates)
  const scale = highest > 0 ? 1 / highest : 0
  return {
    points: steps.map((step, index) => [
      totalSteps === 1 ? 0 : (step - 1) / (totalSteps - 1),
      rates[index] * scale,
    ]),
    highest,
    first: rates[0],
    last: rates[rates.length - 1],
  }
}

/** The first, the last, and some between. */
function sampledSteps(total: number): number[] {
  const count = Math.min(samples, total)
  if (count === 1) return [1]
  return Array.from(
    { length: count },
    (_, index) => 1 + Math.round((index * (total - 1)) / (count - 1)),
  )
}
