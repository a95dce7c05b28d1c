// Speed and time left from step times.
import { expect, it } from 'vitest'
import { Pace } from '../../../src/worker/training/pace'

const plan = { totalSteps: 100, stepsPerEpoch: 50, epochs: 2, validationShare: 0.25 }

function paceOf(times: readonly number[]): Pace {
  const pace = new Pace(plan)
  for (const time of times) pace.step(time)
  return pace
}

it('does not guess before two steps', () => {
  const pace = paceOf([100])
  expect(pace.stepsPerSecond).toBeUndefined()
  expect(pace.secondsLeft(1)).toBeUndefined()
})

it('counts the recent steps only', () => {
  const slow = Array.from({ length: 20 }, (_, index) => index * 1000)
  const fast = Array.from({ length: 600 }, (_, index) => 20_000 + index * 10)
  expect(paceOf([...slow, ...fast]).stepsPerSecond).toBeCloseTo(100, 0)
})

it('adds the validations still to come, and keeps the speed over one', () => {
  const pace = paceOf(Array.from({ length: 50 }, (_, index) => index * 100))
  // 50 steps at 10 a second; the validation of this epoch and the next guessed at 12.5 steps / 3.
  expect(pace.secondsLeft(49)).toBeCloseTo(5.1 + 2 * (12.5 / 10 / 3), 2)
  pace.validated(7)
  expect(pace.stepsPerSecond).toBeCloseTo(10, 5)
  expect(pace.secondsLeft(50)).toBeCloseTo(5 + 7, 5)
})
