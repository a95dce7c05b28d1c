// Progress in words and as a share, for the header, the data step and the window's title.
import { formatBytes, formatCount, formatDuration } from '#shared/domain/format'
import { progressWords } from '#shared/domain/progress-words'
import type { Progress } from '#shared/protocol/trainer-api'

/** "Epoch 3 of 10, 41 of 157, 1 min 12 s left", or what is done before and after the epochs. */
export function progressLine(progress: Progress): string {
  const { phase, epoch, epochs, secondsLeft } = progress
  if (epoch === undefined || epochs === undefined) return withAmount(progressWords[phase], progress)
  const within =
    phase === 'training' ? amount(progress) : phase === 'validating' ? 'validating' : 'saving'
  const left =
    secondsLeft === undefined || !Number.isFinite(secondsLeft)
      ? ''
      : `, ${formatDuration(Math.max(1, Math.ceil(secondsLeft))).replace(/\.0 s$/, ' s')} left`
  return `Epoch ${formatCount(epoch)} of ${formatCount(epochs)}, ${within}${left}`
}

/** How much of everything is done, from 0 to 1; null while that is not known. */
export function progressShare(progress: Progress | null): number | null {
  if (!progress) return null
  const { phase, done, total, epoch, epochs } = progress
  const share = total ? Math.min(1, done / total) : null
  if (epoch === undefined || epochs === undefined) return share
  const ofEpoch = phase === 'training' ? (share ?? 0) : 1
  return Math.min(1, (epoch - 1 + ofEpoch) / epochs)
}

function withAmount(verb: string, progress: Progress): string {
  return progress.total === null && progress.done === 0 ? verb : `${verb}, ${amount(progress)}`
}

function amount({ done, total, unit }: Progress): string {
  const show = unit === 'bytes' ? formatBytes : formatCount
  if (total === null) return unit === 'bytes' ? show(done) : `${show(done)} ${unit}`
  const words = `${show(done)} of ${show(total)}`
  return unit === 'rows' || unit === 'files' || unit === 'texts' ? `${words} ${unit}` : words
}
