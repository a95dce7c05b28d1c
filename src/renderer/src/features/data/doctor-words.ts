// What the dataset doctor's panel says in all.
import type { Finding } from '#shared/domain/findings'
import { plural } from '#shared/domain/format'

export const severityWords: Readonly<Record<Finding['severity'], string>> = {
  problem: 'Problem',
  warning: 'Warning',
  note: 'Note',
}

/** "1 problem, 2 notes"; "nothing found". */
export function findingsLine(findings: readonly Finding[]): string {
  const counts = (['problem', 'warning', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((one) => one.severity === severity).length
    return count === 0 ? [] : [plural(count, severityWords[severity].toLowerCase())]
  })
  return counts.length === 0 ? 'nothing found' : counts.join(', ')
}
