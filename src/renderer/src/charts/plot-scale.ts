// Between places on the axis and pixels of a plot, without asking the chart library.
import type { StepRange } from './decimation'

export interface PlotWidth {
  readonly left: number
  readonly right: number
}

/** The place on the axis at a pixel, kept within the plot, on a multiple of `unit` where it is not 0. */
export function placeAt(pixel: number, area: PlotWidth, range: StepRange, unit: number): number {
  const share = (pixel - area.left) / (area.right - area.left)
  const place = range.min + Math.min(1, Math.max(0, share)) * (range.max - range.min)
  return unit === 0 ? place : Math.round(place / unit) * unit
}

/** The pixel of a place; outside the plot for one outside the range. */
export function pixelOf(place: number, area: PlotWidth, range: StepRange): number {
  const share = (place - range.min) / (range.max - range.min)
  return area.left + share * (area.right - area.left)
}
