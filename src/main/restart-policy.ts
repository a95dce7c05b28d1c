// Decides whether and when a process that died is started again.

const windowMs = 60_000
const delaysMs = [0, 500, 1000, 2000]

/** How many deaths within a minute are too many. */
export const deathsTooMany = 5

export class RestartPolicy {
  #deaths: number[] = []

  /** Notes a death; gives the wait before the next start in milliseconds, or null: not again. */
  afterDeath(now: number): number | null {
    this.#deaths = [...this.#deaths.filter((time) => now - time < windowMs), now]
    if (this.#deaths.length >= deathsTooMany) return null
    return delaysMs[this.#deaths.length - 1]
  }
}
