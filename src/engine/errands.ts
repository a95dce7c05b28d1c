// Long work that the engine itself does, such as packing a run: told of, and stopped, by its request's id.
import type { LabEvent } from '#shared/protocol/lab-api'
import type { Progress } from '#shared/protocol/trainer-api'
import type { WorkControl } from '../files/work-control'

/** A piece of work's ways to tell and to be ended; `enter` names what it does from now on. */
export interface ErrandControl extends WorkControl {
  enter(phase: Progress['phase']): void
}

/** At most so often is progress told, in milliseconds. */
const interval = 100

export class Errands {
  /** By id: whether it is to end. */
  readonly #underWay = new Map<string, { isStopped: boolean }>()
  readonly #works = new Set<Promise<unknown>>()
  #isClosed = false

  constructor(private readonly emit: (event: LabEvent) => void) {}

  /** Does the work; `stop` with the id ends it. */
  async run<Value>(
    id: string,
    phase: Progress['phase'],
    work: (control: ErrandControl) => Promise<Value>,
  ): Promise<Value> {
    const state = { isStopped: this.#isClosed }
    this.#underWay.set(id, state)
    const working = work(this.#control(id, phase, state))
    this.#works.add(working)
    try {
      return await working
    } finally {
      this.#works.delete(working)
      if (this.#underWay.get(id) === state) this.#underWay.delete(id)
    }
  }

  /** False when nothing of that id is under way here. */
  stop(id: string): boolean {
    const state = this.#underWay.get(id)
    if (state) state.isStopped = true
    return state !== undefined
  }

  /** Ends all of it and what begins later, and resolves once nothing is left half done. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const id of this.#underWay.keys()) this.stop(id)
    await Promise.allSettled(this.#works)
  }

  #control(id: string, first: Progress['phase'], state: { isStopped: boolean }): ErrandControl {
    let phase = first
    let last = -Infinity
    return {
      enter: (next) => {
        phase = next
        last = -Infinity
      },
      onProgress: (done, total) => {
        const now = performance.now()
        if (now - last < interval) return
        last = now
        this.emit({ type: 'progress', id, progress: { phase, done, total, unit: 'bytes' } })
      },
      isStopped: () => state.isStopped,
    }
  }
}
