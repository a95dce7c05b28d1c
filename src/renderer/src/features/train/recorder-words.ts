// The recorder's settings in one line.
import { formatCount, plural } from '#shared/domain/format'
import type { RecorderOptions } from '#shared/experiment/training'

/** `Off`, `3 probes chosen for you, as often as 2 % of the time allows` */
export function recorderLine(recorder: RecorderOptions | null): string {
  if (!recorder) return 'Off'
  const { probes, every } = recorder
  const texts = probes.length === 0 ? 'Probes chosen for you' : plural(probes.length, 'probe')
  const often = every === 'auto' ? 'as often as 2 % of the time allows' : everyWords(every)
  return `${texts}, ${often}`
}

function everyWords(every: number): string {
  return every === 1 ? 'at every step' : `every ${formatCount(every)} steps`
}
