// What training will cost, in a line.
import { expect, it } from 'vitest'
import type { Forecast } from '#shared/domain/forecast'
import { forecastLine } from '../../../../src/renderer/src/features/train/forecast-words'

const forecast: Forecast = {
  ...{ parameters: 328_353, bytes: 310_000_000, availableBytes: 8e9, measuredBytes: 5e8 },
  ...{ stepsPerEpoch: 157, secondsPerStep: 0.0421, secondsPerEpoch: 12, epochs: 10, refusal: null },
}

it('tells time where it was measured', () => {
  expect(forecastLine(forecast)).toBe(
    '328,353 parameters; about 310 MB of memory at a step; 157 steps per epoch; 42 ms a step, 12 s per epoch, 2 min 0 s for 10 epochs',
  )
})

it('tells the rest where it was not', () => {
  expect(forecastLine({ ...forecast, secondsPerStep: null, secondsPerEpoch: null })).toBe(
    '328,353 parameters; about 310 MB of memory at a step; 157 steps per epoch',
  )
})
