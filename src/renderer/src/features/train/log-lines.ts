// The lines of a run's log as they are shown and copied.
import type { LogLine } from '#shared/domain/run'
import { dayOf, momentOf, timeOf } from './moment'

export interface ShownLine extends LogLine {
  readonly time: string
  /** The day, on the first line of each when there is more than one. */
  readonly day: string | null
}

/** The newest `limit` lines, oldest first. */
export function shownLines(log: readonly LogLine[], limit: number): ShownLine[] {
  const lines = log.slice(-limit)
  const days = lines.map(({ at }) => dayOf(at))
  const isOneDay = days.every((day) => day === days[0])
  return lines.map((line, index) => ({
    ...line,
    time: timeOf(line.at),
    day: isOneDay || days[index] === days[index - 1] ? null : days[index],
  }))
}

/** The whole log as text, a line each: moment, level, message. */
export function logText(log: readonly LogLine[]): string {
  return log.map(({ at, level, message }) => `${momentOf(at)}\t${level}\t${message}\n`).join('')
}
