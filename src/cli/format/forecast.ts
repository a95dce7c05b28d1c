// A forecast of what training will cost, for people.
import { formatBytes, formatCount, formatDuration, plural } from '#shared/domain/format'
import type { Forecast } from '#shared/domain/forecast'

/** A line each on parameters, memory and time; what could not be measured is left out. */
export function formatForecast(forecast: Forecast): string {
  const { parameters, bytes, availableBytes, measuredBytes } = forecast
  const lines: (readonly [name: string, value: string | null])[] = [
    ['Parameters', formatCount(parameters)],
    [
      'Memory',
      `about ${formatBytes(bytes)} at the height of a step, of ${formatBytes(availableBytes)} here`,
    ],
    ['Measured', measuredBytes === null ? null : `${formatBytes(measuredBytes)} of the process`],
    ['Steps', `${formatCount(forecast.stepsPerEpoch)} an epoch${perStep(forecast)}`],
    ['Time', timeOf(forecast)],
  ]
  return lines
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.padEnd(10)}  ${value}`)
    .join('\n')
}

function perStep({ secondsPerStep }: Forecast): string {
  if (secondsPerStep === null) return ''
  return secondsPerStep < 1
    ? `, ${(secondsPerStep * 1000).toFixed(1)} ms each`
    : `, ${formatDuration(secondsPerStep)} each`
}

function timeOf({ secondsPerEpoch, epochs }: Forecast): string | null {
  if (secondsPerEpoch === null) return null
  const all = formatDuration(secondsPerEpoch * epochs)
  return `${formatDuration(secondsPerEpoch)} an epoch, ${all} for ${plural(epochs, 'epoch')}`
}
