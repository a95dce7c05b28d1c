// How the charts of a run are looked at: zoom, cursor, smoothing and what is hidden, the same for all of them.
import { SvelteSet } from 'svelte/reactivity'
import type { StepRange } from './decimation'

/** What a legend button shows and hides: a run's training or validation curve, or a baseline. */
export type SeriesKey = `${string}/training` | `${string}/validation` | `baseline/${string}`

/** The state that the loss, accuracy and gradient charts share, so that they move together. */
export class ChartView {
  /** Weight of the past in the smoothed curves, 0 to below 1. */
  smoothing = $state(0.9)
  /** The steps zoomed to; null shows all. */
  range = $state.raw<StepRange | null>(null)
  /** The step that the pointer or the arrow keys read; null when neither does. */
  cursor = $state.raw<number | null>(null)
  readonly hidden = new SvelteSet<SeriesKey>()

  /** Shows a hidden series, or hides a shown one. */
  toggle(key: SeriesKey): void {
    if (!this.hidden.delete(key)) this.hidden.add(key)
  }

  /** Zooms to the steps between two, in either order; less than two steps is taken as a slip. */
  zoomTo(from: number, to: number): void {
    const [min, max] = from < to ? [from, to] : [to, from]
    if (max - min >= 2) this.range = { min, max }
  }

  /** Narrows (factor below 1) or widens what is shown around a step, within 0 to `end`. */
  zoomBy(factor: number, around: number, end: number): void {
    const { min, max } = this.range ?? { min: 0, max: end }
    const from = Math.max(0, around - (around - min) * factor)
    const to = Math.min(end, around + (max - around) * factor)
    if (from <= 0 && to >= end) this.showAll()
    else this.zoomTo(from, to)
  }

  showAll(): void {
    this.range = null
  }
}
