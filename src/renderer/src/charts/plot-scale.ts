// Between steps and pixels of a plot, without asking the chart library.
import type { StepRange } from './decimation'

export interface PlotWidth {
  readonly left: number
  readonly right: number
}

/** The whole step at a pixel, kept within the plot. */
export function stepAt(pixel: number, area: PlotWidth, range: StepRange): number {
  const share = (pixel - area.left) / (area.right - area.left)
  const step = range.min + Math.min(1, Math.max(0, share)) * (range.max - range.min)
  return Math.round(step)
}

/** The pixel of a step; outside the plot for a step outside the range. */
export function pixelOf(step: number, area: PlotWidth, range: StepRange): number {
  const share = (step - range.min) / (range.max - range.min)
  return area.left + share * (area.right - area.left)
}
