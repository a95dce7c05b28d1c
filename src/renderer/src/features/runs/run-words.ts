// What a row of the list of runs says, in few words.
import { formatDuration, plural } from '#shared/domain/format'
import { isImported } from '#shared/domain/import'
import type { RunListItem } from '#shared/domain/run'

type Told = Pick<RunListItem, 'state' | 'epochs' | 'plannedEpochs' | 'seconds'> &
  Partial<Pick<RunListItem, 'position'>>

/** "8 epochs, 42 s", or what became of the run. */
export function runWords({ state, epochs, plannedEpochs, seconds, position }: Told): string {
  if (isImported({ plannedEpochs })) return 'Imported model'
  const now = Math.min(position?.epoch ?? epochs + 1, plannedEpochs)
  if (state === 'running') return `Epoch ${Math.min(epochs + 1, plannedEpochs)} of ${plannedEpochs}`
  if (state === 'paused') return `Paused, epoch ${now} of ${plannedEpochs}`
  if (state === 'failed') return 'Failed'
  if (state === 'interrupted')
    return position ? `Interrupted, epoch ${now}` : `Interrupted, ${plural(epochs, 'epoch')}`
  if (state === 'stopped')
    return epochs === 0 ? 'Stopped in epoch 1' : `Stopped, ${plural(epochs, 'epoch')}`
  return `${plural(epochs, 'epoch')}, ${roughDuration(seconds)}`
}

// In a narrow row the seconds of minutes say nothing.
function roughDuration(seconds: number): string {
  return formatDuration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60).replace(/ 0 s$/, '')
}

/** The time of today's runs, the date of others. */
export function runTime(createdAt: string, now: Date): string {
  const date = new Date(createdAt)
  if (Number.isNaN(date.getTime())) return ''
  if (date.toDateString() === now.toDateString())
    return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year })
}

/** The points of a spark line in a box, for an SVG polyline; one value is a flat line. */
export function sparkPoints(values: readonly number[], width: number, height: number): string {
  const finite = values.filter((value) => Number.isFinite(value))
  if (finite.length === 0) return ''
  const low = Math.min(...finite)
  const span = Math.max(...finite) - low
  const shown = finite.length === 1 ? [finite[0], finite[0]] : finite
  return shown
    .map((value, index) => {
      const x = (index / (shown.length - 1)) * width
      const y = span === 0 ? height / 2 : height - ((value - low) / span) * height
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}
