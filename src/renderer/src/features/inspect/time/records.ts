// What of a timeline's records the view of time travel shows: places on the slider, lines over the steps, differences.
import type { Matrix } from '#shared/domain/inside/cells'
import type { TimelineEntry } from '#shared/domain/inside/timeline'
import type { ChartLine } from '../../../charts/lines/lines'

/** Where an epoch ends on a slider over the records: its share of the way. */
export interface EpochMark {
  readonly epoch: number
  readonly share: number
}

/** The end of each epoch that the records reach, between the records before and after it. */
export function epochMarks(entries: readonly TimelineEntry[]): EpochMark[] {
  const steps = entries.map(({ position }) => position.step)
  const last = steps.length - 1
  if (last < 1) return []
  const { stepsPerEpoch } = entries[last].position
  const marks: EpochMark[] = []
  let after = 1
  for (let epoch = 1; epoch * stepsPerEpoch <= steps[last]; epoch++) {
    const end = epoch * stepsPerEpoch
    if (end < steps[0]) continue
    while (steps[after] < end) after++
    const [from, to] = [steps[after - 1], steps[after]]
    marks.push({ epoch, share: (after - 1 + (end - from) / (to - from)) / last })
  }
  return marks
}

/** The record that is nearest to a step. */
export function indexOfStep(entries: readonly TimelineEntry[], step: number): number {
  let best = 0
  for (const [index, { position }] of entries.entries()) {
    const distance = Math.abs(position.step - step)
    if (distance < Math.abs(entries[best].position.step - step)) best = index
  }
  return best
}

/** How sure the network was of what it answered, and its loss, at each record. */
export function answerCurves(
  entries: readonly TimelineEntry[],
  probe: number,
): { readonly probability: ChartLine; readonly loss: ChartLine } {
  const points = (valueOf: (one: TimelineEntry['probes'][number]) => number | null) =>
    entries.flatMap(({ position, probes }) => {
      const found = probes.at(probe)
      const y = found && valueOf(found)
      return y === undefined || y === null ? [] : [{ x: position.step, y }]
    })
  return {
    probability: {
      name: 'Probability of its answer',
      points: points((one) => one.probability),
      colorIndex: 0,
    },
    loss: { name: 'Loss of the right answer', points: points((one) => one.loss), colorIndex: 1 },
  }
}

/** What is to come: the end less now; null where the two are of different sizes. */
export function differenceTo(end: Matrix, now: Matrix): Matrix | null {
  if (end.rows !== now.rows || end.columns !== now.columns) return null
  const values = end.values.map((value, index) => value - now.values[index])
  return { rows: now.rows, columns: now.columns, values }
}

/** The largest size of a number in both directions, for a scale that stays from record to record. */
export function widest(...matrices: readonly Matrix[]): readonly [number, number] {
  let most = 0
  for (const { values } of matrices)
    for (let index = 0; index < values.length; index++)
      most = Math.max(most, Math.abs(values[index]))
  return [-most, most]
}
