// What the dataset doctor's panel says in all.
import { expect, it } from 'vitest'
import type { Finding } from '#shared/domain/findings'
import { findingsLine } from '../../../../src/renderer/src/features/data/doctor-words'

const finding = (severity: Finding['severity']): Finding => ({
  ...{ kind: 'duplicates', severity, title: 'Duplicates', detail: 'Some.', count: 1, share: 0.1 },
  ...{ examples: [], mend: null },
})

it.each([
  [[], 'nothing found'],
  [['note'], '1 note'],
  [['note', 'problem', 'note', 'warning'], '1 problem, 1 warning, 2 notes'],
] as const)('%j: %s', (severities, line) => {
  expect(findingsLine(severities.map(finding))).toBe(line)
})
