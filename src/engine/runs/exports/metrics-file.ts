// What a file (or files) derived from a run's metrics can do; errors of the file system are thrown and caught by the exports.
import type { MetricsEntry } from './metrics-entries'

export interface MetricsFile {
  /**
   * Begins anew without an entry, in place of what there was.
   *
   * @param extras names of what the epochs have beside loss and accuracy
   */
  begin(extras: readonly string[]): Promise<void>
  /** Adds to what was begun; throws when there is no place for an extra. */
  append(entries: readonly MetricsEntry[]): Promise<void>
  /** Writes what was held back, and lets go. */
  close(): Promise<void>
}
