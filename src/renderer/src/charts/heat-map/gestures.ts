// What pointers on a plot mean: one drags, two pinch, and one that hardly moved has clicked.

export interface PlotPoint {
  readonly x: number
  readonly y: number
}

/** What the plot does; points and distances are in pixels of the page. */
export interface GestureTarget {
  /** What lies under `from` goes to `to`. */
  drag(from: PlotPoint, to: PlotPoint): void
  /** @param factor how many times as far the fingers are apart as before */
  pinch(factor: number, middle: PlotPoint): void
  click(at: PlotPoint): void
}

/** Less is a hand that is not quite still. */
const slack = 4

export class Gestures {
  readonly #target: GestureTarget
  readonly #points = new Map<number, PlotPoint>()
  #pressed: PlotPoint | null = null

  constructor(target: GestureTarget) {
    this.#target = target
  }

  down(id: number, point: PlotPoint): void {
    this.#points.set(id, point)
    this.#pressed = this.#points.size === 1 ? point : null
  }

  move(id: number, point: PlotPoint): void {
    const before = this.#points.get(id)
    if (!before) return
    if (this.#pressed && distance(this.#pressed, point) < slack) return
    this.#pressed = null
    const other = [...this.#points].find(([otherId]) => otherId !== id)?.[1]
    this.#points.set(id, point)
    if (!other) return this.#target.drag(before, point)
    this.#target.drag(middleOf(before, other), middleOf(point, other))
    this.#target.pinch(
      Math.max(1, distance(point, other)) / Math.max(1, distance(before, other)),
      middleOf(point, other),
    )
  }

  up(id: number, point: PlotPoint): void {
    this.#points.delete(id)
    if (this.#pressed) this.#target.click(point)
    this.#pressed = null
  }

  cancel(id: number): void {
    this.#points.delete(id)
    this.#pressed = null
  }
}

/** How much further a turn of the wheel zooms out; under 1: in. Pinching on a touchpad comes as a wheel with the control key. */
export function wheelFactor({
  deltaY,
  deltaMode,
  ctrlKey,
}: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const linePixels = 16
  const pixels = deltaMode === 0 ? deltaY : deltaY * linePixels
  const factor = Math.exp(pixels * (ctrlKey ? 0.01 : 0.002))
  return Math.max(0.5, Math.min(2, factor))
}

function distance(one: PlotPoint, other: PlotPoint): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}

function middleOf(one: PlotPoint, other: PlotPoint): PlotPoint {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
}
