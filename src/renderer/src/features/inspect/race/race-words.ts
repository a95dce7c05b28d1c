// What the window says of a race's state.
import type { RaceSummary } from '#shared/domain/inside/race'

/** @param isLive this window follows it, and its record is of its beginning */
export function raceStateWords(state: RaceSummary['state'], isLive: boolean): string {
  if (isLive) return 'Under way'
  switch (state) {
    case 'done':
      return 'Done'
    case 'failed':
      return 'Failed'
    case 'stopped':
      return 'Stopped'
    case 'running':
      return 'Under way'
  }
}
