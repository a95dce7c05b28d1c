// What the weights of a snapshot are called.
import type { SnapshotChoice } from '#shared/domain/inside/inspection'
import { formatCount } from '#shared/domain/format'

/** As it stands beside the slider and in the name of a picture. */
export function epochWords(snapshot: SnapshotChoice): string {
  if (snapshot === 'kept') return 'kept model'
  return snapshot === 0 ? 'before training' : `after epoch ${formatCount(snapshot)}`
}
