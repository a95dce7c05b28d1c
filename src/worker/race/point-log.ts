// The points of a race's curves: means between two tellings, thinned so that a long race stays a small file.
import type { RacePoint } from '#shared/domain/inside/race'

/** So many are kept. */
export const mostPoints = 4000

export class PointLog {
  readonly #most: number
  #points: RacePoint[] = []

  constructor(most = mostPoints) {
    this.#most = most
  }

  get points(): readonly RacePoint[] {
    return this.#points
  }

  add(point: RacePoint): void {
    this.#points.push(point)
    if (this.#points.length > this.#most) this.#points = halved(this.#points)
  }
}

/** Each two neighbours as one, which stands for the steps of both. */
function halved(points: readonly RacePoint[]): RacePoint[] {
  const half: RacePoint[] = []
  for (let index = 0; index < points.length; index += 2) {
    const [one, other] = [points[index], points.at(index + 1)]
    const before = points[index - 1]?.step ?? 0
    half.push(other ? joined(one, one.step - before, other, other.step - one.step) : one)
  }
  return half
}

function joined(one: RacePoint, weight: number, other: RacePoint, otherWeight: number): RacePoint {
  const mean = (left: number, right: number): number =>
    (left * weight + right * otherWeight) / (weight + otherWeight)
  // Of a variant that dropped out, what there was of it.
  const meanOf = (left: number | null, right: number | null): number | null =>
    left === null || right === null ? (left ?? right) : mean(left, right)
  return {
    step: other.step,
    loss: one.loss.map((loss, index) => meanOf(loss, other.loss[index])),
    accuracy: one.accuracy.map((accuracy, index) => meanOf(accuracy, other.accuracy[index])),
    milliseconds: one.milliseconds.map((spent, index) => mean(spent, other.milliseconds[index])),
  }
}
