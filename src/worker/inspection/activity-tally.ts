// Gathers where a unit moved: the farthest rises and falls, and each token's mean.
import type { ActivityContext, TokenEffect, UnitActivity } from '#shared/domain/inside/activity'

/** A text's tokens with the unit's state before and after each. */
export interface UnitSteps {
  readonly tokens: readonly string[]
  /** [tokens] each */
  readonly before: Float64Array
  readonly after: Float64Array
}

const mostContexts = 20
const mostTokens = 20
const leastCount = 3
const shownBefore = 8
const shownAfter = 4

interface Place {
  readonly change: number
  readonly context: () => ActivityContext
}

export class ActivityTally {
  readonly #rises = new Largest(mostContexts)
  readonly #falls = new Largest(mostContexts)
  readonly #changes = new Map<string, { count: number; sum: number }>()

  add(steps: UnitSteps): void {
    for (const [at, token] of steps.tokens.entries()) {
      const change = steps.after[at] - steps.before[at]
      const tally = this.#changes.get(token) ?? { count: 0, sum: 0 }
      tally.count++
      tally.sum += change
      this.#changes.set(token, tally)
      const context = () => contextAt(steps, at)
      if (change > 0) this.#rises.offer({ change, context })
      else if (change < 0) this.#falls.offer({ change, context })
    }
  }

  result(): Pick<UnitActivity, 'rises' | 'falls' | 'risingTokens' | 'fallingTokens'> {
    const effects = [...this.#changes].flatMap(([token, { count, sum }]): TokenEffect[] =>
      count < leastCount ? [] : [{ token, count, meanChange: sum / count }],
    )
    const strongest = (sign: 1 | -1): TokenEffect[] =>
      effects
        .filter(({ meanChange }) => sign * meanChange > 0)
        .sort((one, other) => sign * (other.meanChange - one.meanChange))
        .slice(0, mostTokens)
    return {
      rises: this.#rises.contexts(),
      falls: this.#falls.contexts(),
      risingTokens: strongest(1),
      fallingTokens: strongest(-1),
    }
  }
}

/** The places of the largest changes, whatever their sign; as many as there is room for. */
class Largest {
  readonly #places: Place[] = []

  constructor(private readonly room: number) {}

  offer(place: Place): void {
    const size = Math.abs(place.change)
    const last = this.#places.at(-1)
    if (this.#places.length === this.room && last && Math.abs(last.change) >= size) return
    const at = this.#places.findIndex(({ change }) => Math.abs(change) < size)
    this.#places.splice(at < 0 ? this.#places.length : at, 0, place)
    if (this.#places.length > this.room) this.#places.pop()
  }

  contexts(): ActivityContext[] {
    return this.#places.map(({ context }) => context())
  }
}

function contextAt({ tokens, before, after }: UnitSteps, at: number): ActivityContext {
  return {
    before: tokens.slice(Math.max(0, at - shownBefore), at),
    token: tokens[at],
    after: tokens.slice(at + 1, at + 1 + shownAfter),
    from: before[at],
    to: after[at],
  }
}
