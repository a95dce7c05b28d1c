// How the charts of a run are looked at: zoom, cursor, smoothing and what is hidden, the same for all of them.
import { SvelteSet } from 'svelte/reactivity'
import type { StepRange } from './decimation'
import { axes, type AxisName, type XAxis } from './x-axis'

/**
 * What a legend button shows and hides: a run's training or validation curve, or a baseline; `*` stands for
 * every run, so that all training curves can go at once.
 */
export type SeriesKey = `${string}/training` | `${string}/validation` | `baseline/${string}`

/** The state that the loss, accuracy and gradient charts share, so that they move together. */
export class ChartView {
  /** Weight of the past in the smoothed curves, 0 to below 1. */
  smoothing = $state(0.9)
  /** What the charts count along their lower edge; zoom and cursor are in it. */
  axisName = $state<AxisName>('step')
  /** Loss, gradient norm and learning rate on a logarithmic scale. */
  isLog = $state(false)
  /** The part of the axis zoomed to; null shows all. */
  range = $state.raw<StepRange | null>(null)
  /** What the pointer or the arrow keys read; null when neither does. */
  cursor = $state.raw<number | null>(null)
  /** The run whose lines stand out from the others; null: all do. */
  emphasis = $state.raw<string | null>(null)
  readonly hidden = new SvelteSet<SeriesKey>()

  /** Shows a hidden series, or hides a shown one. */
  toggle(key: SeriesKey): void {
    if (!this.hidden.delete(key)) this.hidden.add(key)
  }

  get axis(): XAxis {
    return axes[this.axisName]
  }

  /** Counts something else; a zoom into what was counted before means nothing then. */
  countBy(name: AxisName): void {
    this.axisName = name
    this.cursor = null
    this.showAll()
  }

  /** Zooms to what lies between two places, in either order; next to nothing is taken as a slip. */
  zoomTo(from: number, to: number): void {
    const [min, max] = from < to ? [from, to] : [to, from]
    if (max - min >= this.axis.least) this.range = { min, max }
  }

  /** Narrows (factor below 1) or widens what is shown around a place, within 0 to `end`. */
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
