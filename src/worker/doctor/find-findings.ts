// The dataset doctor: looks for everything that makes training on a dataset of texts and labels worse than it could be.
import type { Finding } from '#shared/domain/findings'
import type { LoadControl } from '../text/control'
import { findFewRows, findImbalance } from './class-balance'
import { examineConflicts, examineDuplicates } from './duplicates'
import { examineEncoding } from './encoding-damage'
import type { DoctorInput } from './examination'
import { openData, visitTaken } from './go-through'
import { examineLeakage } from './leakage'
import { examineLengths } from './lengths'
import { examineNearEmpty } from './near-empty'
import { examineUnknownTokens } from './unknown-tokens'
import { findWrongColumns } from './wrong-column'

const ranks: Readonly<Record<Finding['severity'], number>> = { problem: 0, warning: 1, note: 2 }

/**
 * What is wrong with a dataset, the worst first. Reads the data once more, in bounded memory; gives what the report alone
 * tells when they cannot be read any more, and nothing when it is stopped.
 */
export async function findFindings(
  input: DoctorInput,
  control: LoadControl,
): Promise<readonly Finding[]> {
  const found = [...findImbalance(input), ...findFewRows(input)]
  const opened = await openData(input.request.data)
  if (opened.ok) found.push(...findWrongColumns(input, opened.value))
  const encoding = examineEncoding(input)
  const examinations = [
    ...[examineDuplicates(input), examineConflicts(input), examineNearEmpty(input)],
    ...[examineLengths(input), examineUnknownTokens(input), examineLeakage(input), encoding],
  ]
  const read = await visitTaken(input, control, (row) => {
    for (const one of examinations) one.visit(row)
  })
  if (control.isStopped()) return []
  if (read.ok) {
    await encoding.findMend(control)
    found.push(...examinations.flatMap((one) => one.findings()))
  }
  return found.toSorted((one, other) => ranks[one.severity] - ranks[other.severity])
}
