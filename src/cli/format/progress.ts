// One line on how far something is.
import { formatBytes, formatCount, formatDuration } from '#shared/domain/format'
import { progressWords } from '#shared/domain/progress-words'
import type { Progress } from '#shared/protocol/trainer-api'

/** For example "Training: epoch 3 of 10, step 41 of 157, 12.4 steps/s, 1 min 12 s left". */
export function formatProgress(progress: Progress): string {
  const parts = [
    ...(progress.epoch === undefined
      ? []
      : [
          `epoch ${progress.epoch}${progress.epochs === undefined ? '' : ` of ${progress.epochs}`}`,
        ]),
    ...amount(progress),
    ...(progress.stepsPerSecond === undefined
      ? []
      : [`${progress.stepsPerSecond.toFixed(1)} steps/s`]),
    ...(progress.secondsLeft === undefined ? [] : [`${formatDuration(progress.secondsLeft)} left`]),
  ]
  const verb = progressWords[progress.phase]
  return parts.length === 0 ? verb : `${verb}: ${parts.join(', ')}`
}

function amount({ done, total, unit }: Progress): string[] {
  if (done === 0 && total === null) return []
  const show = unit === 'bytes' ? formatBytes : formatCount
  const of = total === null ? show(done) : `${show(done)} of ${show(total)}`
  if (unit === 'bytes') return [of]
  return [unit === 'steps' ? `step ${of}` : `${of} ${unit}`]
}
