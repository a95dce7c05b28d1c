// What a run of a sweep is called among its siblings.
import type { RunListItem } from '#shared/domain/run'

/** The run's name without that of its sweep, where it begins with it: "LSTM, 0.01" of "Cells and rates, LSTM, 0.01". */
export function nameInGroup({ name, group }: Pick<RunListItem, 'name' | 'group'>): string {
  const start = group ? `${group.name}, ` : ''
  return name.startsWith(start) && name.length > start.length ? name.slice(start.length) : name
}
