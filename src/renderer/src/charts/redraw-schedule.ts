// Turns any number of wishes to redraw into at most one drawing per animation frame and 20 a second, fewer of slow ones.

/** Time as the schedule needs it; tests bring their own. Each returns how to take the wish back. */
export interface FrameClock {
  now(): number
  after(milliseconds: number, run: () => void): () => void
  nextFrame(run: () => void): () => void
}

export const browserClock: FrameClock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  nextFrame(run) {
    const frame = requestAnimationFrame(run)
    return () => cancelAnimationFrame(frame)
  },
}

// Charts that wait for a frame, in the order in which they asked.
const waiting: (() => void)[] = []

function runOne(): void {
  const run = waiting.shift()
  if (waiting.length > 0) requestAnimationFrame(runOne)
  run?.()
}

/** Like the browser's, but each animation frame draws for one only, so that no frame takes long. */
export const turnClock: FrameClock = {
  ...browserClock,
  nextFrame(run) {
    waiting.push(run)
    if (waiting.length === 1) requestAnimationFrame(runOne)
    return () => {
      const index = waiting.indexOf(run)
      if (index >= 0) waiting.splice(index, 1)
    }
  },
}

// Five charts of very many lines leave half of the time to everything else.
const restPerCost = 10

/**
 * Draws soon after `request`, in an animation frame, never more often than once per `interval` milliseconds, and
 * less often where drawing takes long.
 */
export class RedrawSchedule {
  readonly #draw: () => void
  readonly #interval: number
  readonly #clock: FrameClock
  #last = -Infinity
  #cost = 0
  #cancel: (() => void) | null = null

  constructor(draw: () => void, interval = 50, clock: FrameClock = browserClock) {
    this.#draw = draw
    this.#interval = interval
    this.#clock = clock
  }

  /** Asks for a drawing; more wishes before it happens change nothing. */
  request(): void {
    if (this.#cancel) return
    const pause = Math.max(this.#interval, this.#cost * restPerCost)
    const wait = this.#last + pause - this.#clock.now()
    if (wait > 0) this.#cancel = this.#clock.after(wait, () => this.#waitForFrame())
    else this.#waitForFrame()
  }

  /** Takes back a wish that has not been drawn yet. */
  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #waitForFrame(): void {
    this.#cancel = this.#clock.nextFrame(() => {
      this.#cancel = null
      this.#last = this.#clock.now()
      this.#draw()
      this.#cost = this.#clock.now() - this.#last
    })
  }
}
