// Which part of a word map shows: zooming at a point, panning, and centring a word; distances are the same both ways.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface PlotSize {
  readonly width: number
  readonly height: number
}

/** What a map takes up, in its own units. */
export interface Bounds {
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly top: number
}

/** A place in a map's units at the middle of the plot, and pixels for each unit. */
export interface Frame {
  readonly center: Point
  readonly scale: number
}

/** Pixels around the words, so that no label at the edge is cut. */
const margin = 36
/** How much nearer than everything one can look. */
const closest = 400

export function boundsOf(x: ArrayLike<number>, y: ArrayLike<number>): Bounds {
  const bounds = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity }
  for (let at = 0; at < x.length; at++) {
    bounds.left = Math.min(bounds.left, x[at])
    bounds.right = Math.max(bounds.right, x[at])
    bounds.bottom = Math.min(bounds.bottom, y[at])
    bounds.top = Math.max(bounds.top, y[at])
  }
  return x.length === 0 ? { left: 0, right: 0, bottom: 0, top: 0 } : bounds
}

export function unionOf(one: Bounds, other: Bounds): Bounds {
  return {
    left: Math.min(one.left, other.left),
    right: Math.max(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
    top: Math.max(one.top, other.top),
  }
}

/** Everything, as large as it fits. */
export function fitted({ left, right, bottom, top }: Bounds, { width, height }: PlotSize): Frame {
  const across = Math.max(1, width - 2 * margin) / Math.max(1e-9, right - left)
  const up = Math.max(1, height - 2 * margin) / Math.max(1e-9, top - bottom)
  const center = { x: (left + right) / 2, y: (bottom + top) / 2 }
  return { center, scale: Math.min(across, up) }
}

/** Where a place of the map is on the plot, in pixels from its upper left corner. */
export function onPlot(
  { center, scale }: Frame,
  { width, height }: PlotSize,
  { x, y }: Point,
): Point {
  return { x: width / 2 + (x - center.x) * scale, y: height / 2 - (y - center.y) * scale }
}

export class WordMapView {
  readonly #bounds: () => Bounds
  readonly #size: () => PlotSize
  #chosen: Frame | null = $state.raw(null)

  /** What shows; everything until a person chose otherwise. */
  readonly frame: Frame = $derived.by(() => this.#chosen ?? fitted(this.#bounds(), this.#size()))
  readonly isWhole: boolean = $derived.by(() => this.#chosen === null)

  constructor(bounds: () => Bounds, size: () => PlotSize) {
    this.#bounds = bounds
    this.#size = size
  }

  showAll(): void {
    this.#chosen = null
  }

  /** @param factor over 1: nearer. @param at in pixels, stays where it is; the middle when left out */
  zoom(factor: number, at?: Point): void {
    const { width, height } = this.#size()
    const { center, scale } = this.frame
    const whole = fitted(this.#bounds(), this.#size()).scale
    const next = Math.min(whole * closest, scale * factor)
    if (next <= whole && factor < 1) return this.showAll()
    const away = { x: (at?.x ?? width / 2) - width / 2, y: height / 2 - (at?.y ?? height / 2) }
    const kept = 1 / scale - 1 / next
    const moved = { x: center.x + away.x * kept, y: center.y + away.y * kept }
    this.#chosen = { center: moved, scale: next }
  }

  /** By pixels. */
  pan(x: number, y: number): void {
    const { center, scale } = this.frame
    this.#chosen = { center: { x: center.x - x / scale, y: center.y + y / scale }, scale }
  }

  /** Brings a place to the middle, and looks a good deal nearer than everything. */
  centre(place: Point): void {
    const whole = fitted(this.#bounds(), this.#size()).scale
    this.#chosen = { center: place, scale: Math.max(this.frame.scale, whole * 4) }
  }

  /** Moves only if the place is out of sight. */
  reveal(place: Point): void {
    const size = this.#size()
    const { x, y } = onPlot(this.frame, size, place)
    if (x < margin || y < margin || x > size.width - margin || y > size.height - margin)
      this.#chosen = { center: place, scale: this.frame.scale }
  }
}
