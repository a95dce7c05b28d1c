// When the recorder records: by steps as asked, or within its share of the training time.
import { expect, it } from 'vitest'
import {
  costShare,
  mostRecords,
  RecordSchedule,
} from '../../../src/worker/recorder/record-schedule'

/** Steps of so many seconds with records of so many; gives the steps that were recorded. */
function simulate(
  schedule: RecordSchedule,
  { steps, step, record }: { steps: number; step: number; record: number },
) {
  let seconds = 0
  const recorded: number[] = []
  for (let at = 0; at <= steps; at++) {
    if (at > 0) seconds += step
    if (at > 0 && !schedule.isDue(at, seconds)) continue
    seconds += record
    schedule.recorded(at, record)
    recorded.push(at)
  }
  return { recorded, seconds }
}
const auto = (totalSteps: number) => new RecordSchedule({ every: 'auto', totalSteps, before: null })

it('records every so many steps when that is asked for', () => {
  const schedule = new RecordSchedule({ every: 4, totalSteps: 20, before: null })
  const { recorded } = simulate(schedule, { steps: 20, step: 0.001, record: 10 })
  expect(recorded).toEqual([0, 4, 8, 12, 16, 20])
})

it('keeps to the interval that a run was left with', () => {
  const schedule = new RecordSchedule({ every: 4, totalSteps: 20, before: 8 })
  expect([4, 8, 12, 16].filter((step) => schedule.isDue(step, 1))).toEqual([8, 16])
  schedule.double()
  expect([8, 16].filter((step) => schedule.isDue(step, 1))).toEqual([16])
})

it('plans no more records than there is use for when they cost nothing', () => {
  const { recorded } = simulate(auto(10_000), { steps: 10_000, step: 0.01, record: 0 })
  expect(recorded).toHaveLength(mostRecords + 1)
})

it.each([0.001, 0.05, 0.4])('spends its share at most when a record takes %d s', (record) => {
  const { recorded, seconds } = simulate(auto(5000), { steps: 5000, step: 0.02, record })
  // The first record comes beside the share.
  const spent = (recorded.length - 1) * record
  expect(spent).toBeLessThanOrEqual(costShare * seconds)
  expect(recorded.length).toBeGreaterThan(2)
})

it('records the last step of a run whatever it costs, and no step twice', () => {
  const schedule = auto(100)
  schedule.recorded(0, 5)
  schedule.recorded(1, 5)
  expect(schedule.isDueAtEnd(50, 2, false)).toBe(false)
  expect(schedule.isDueAtEnd(100, 4, true)).toBe(true)
  schedule.recorded(100, 5)
  expect(schedule.isDueAtEnd(100, 9, true)).toBe(false)
})
