// What training will cost, in a line.
import type { Forecast } from '#shared/domain/forecast'
import { formatBytes, formatCount, formatDuration, plural } from '#shared/domain/format'

/** "328,353 parameters; about 310 MB of memory at a step; 12 s per epoch, 2 min 0 s for 10 epochs". */
export function forecastLine(forecast: Forecast): string {
  const { parameters, bytes, secondsPerStep, secondsPerEpoch, epochs, stepsPerEpoch } = forecast
  const known = [
    plural(parameters, 'parameter'),
    `about ${formatBytes(bytes)} of memory at a step`,
    `${plural(stepsPerEpoch, 'step')} per epoch`,
  ]
  if (secondsPerStep === null || secondsPerEpoch === null) return known.join('; ')
  const all = `${formatDuration(secondsPerEpoch * epochs)} for ${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`
  const step = `${(secondsPerStep * 1000).toFixed(secondsPerStep < 0.01 ? 1 : 0)} ms a step`
  return [...known, `${step}, ${formatDuration(secondsPerEpoch)} per epoch, ${all}`].join('; ')
}
