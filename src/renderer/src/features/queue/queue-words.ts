// What is said of a queue that does not start by itself.
import { plural } from '#shared/domain/format'
import type { QueueView } from '../../state/queue.svelte'

type Told = Pick<QueueView, 'entries' | 'isHeld' | 'notice' | 'isFromBefore'>

/** Why nothing starts, or nothing when all goes its way. */
export function queueLine(
  { entries, isHeld, notice, isFromBefore }: Told,
  isTraining: boolean,
): string | null {
  if (notice) return notice
  if (!isHeld || entries.length === 0) return null
  if (isFromBefore) {
    const waits = entries.length === 1 ? 'waits' : 'wait'
    return `${plural(entries.length, 'experiment')} ${waits} from last time.`
  }
  return isTraining ? 'Held: nothing starts after this run.' : 'Held: nothing starts by itself.'
}
