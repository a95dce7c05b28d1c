// Goes through the steps of a text one by one: by hand, or by itself at a speed.

/** Steps a second. */
export const speeds = [0.5, 1, 2, 5, 10] as const

/** Calls back after a time until the returned function is called. */
export type Clock = (tick: () => void, milliseconds: number) => () => void

const intervals: Clock = (tick, milliseconds) => {
  const timer = setInterval(tick, milliseconds)
  return () => clearInterval(timer)
}

/** Where the steps are kept: elsewhere, since other views follow them. */
export interface Steps {
  /** From 0; `last` is the answer after the last step. */
  position: number
  readonly last: number
}

export class Playback {
  isPlaying: boolean = $state(false)
  speed: number = $state(1)
  readonly #steps: Steps
  readonly #clock: Clock
  #stop: (() => void) | null = null

  constructor(steps: Steps, clock: Clock = intervals) {
    this.#steps = steps
    this.#clock = clock
  }

  /** Begins anew where the text has been gone through. */
  play(): void {
    if (this.isPlaying) return
    if (this.#steps.position >= this.#steps.last) this.#steps.position = 0
    this.isPlaying = true
    this.#run()
  }

  pause(): void {
    this.#stop?.()
    this.#stop = null
    this.isPlaying = false
  }

  toggle(): void {
    if (this.isPlaying) this.pause()
    else this.play()
  }

  /** Goes to a position by hand, and stays there. */
  go(position: number): void {
    this.pause()
    this.#steps.position = Math.min(this.#steps.last, Math.max(0, position))
  }

  step(by: number): void {
    this.go(this.#steps.position + by)
  }

  /** From the next step on. */
  setSpeed(speed: number): void {
    this.speed = speed
    if (!this.isPlaying) return
    this.#stop?.()
    this.#run()
  }

  #run(): void {
    this.#stop = this.#clock(() => this.#tick(), 1000 / this.speed)
  }

  #tick(): void {
    if (this.#steps.position < this.#steps.last) this.#steps.position += 1
    if (this.#steps.position >= this.#steps.last) this.pause()
  }
}

/** What a key does here; null: nothing. */
export function playbackKey(key: string, playback: Playback, last: number): (() => void) | null {
  const actions: Readonly<Record<string, () => void>> = {
    ' ': () => playback.toggle(),
    ArrowRight: () => playback.step(1),
    ArrowLeft: () => playback.step(-1),
    Home: () => playback.go(0),
    End: () => playback.go(last),
  }
  return actions[key] ?? null
}
