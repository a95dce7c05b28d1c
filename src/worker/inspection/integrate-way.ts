// Adds up slopes along a way with a given number of looks, most of them where the number changes in a hurry.
import { groupSize, lookAt, type Explained, type Place, type Way } from './path-gradients'

/** The first looks are spread evenly; the rest, this share of all, go where they are needed. */
const spareShare = 0.5
/** Rounds in which the spare looks are spent. */
const rounds = 8

export interface Integral {
  /** By step: what its vector's going the way adds to the number. */
  readonly parts: Float64Array
  /** What all of it adds: the number at the end less the number at the start. */
  readonly whole: number
}

/**
 * The integral by the trapezoidal rule. A long text can turn an answer within a hundredth of the way, where even places would
 * miss it; but between two places it is known how much the number changes, so a stretch whose slopes do not add up to that is
 * halved.
 * @param looks at least 2: the ends
 * @param isStopped asked before each group of looks, with how many were done
 * @returns null when stopped
 */
export async function integrate(
  explained: Explained,
  way: Way,
  looks: number,
  isStopped: (done: number) => Promise<boolean>,
): Promise<Integral | null> {
  const evenly = Math.max(2, Math.ceil(looks * (1 - spareShare)))
  let places: readonly Place[] = []
  let wanted = Array.from({ length: evenly }, (_, index) => index / (evenly - 1))
  const perRound = Math.max(1, Math.ceil((looks - evenly) / rounds))
  while (wanted.length > 0) {
    const found = await lookInGroups(explained, way, wanted, (done) =>
      isStopped(places.length + done),
    )
    if (!found) return null
    places = [...places, ...found].sort((one, other) => one.share - other.share)
    wanted = worstMiddles(places, Math.min(perRound, looks - places.length))
  }
  return { parts: partsOf(places), whole: places[places.length - 1].value - places[0].value }
}

async function lookInGroups(
  explained: Explained,
  way: Way,
  shares: readonly number[],
  isStopped: (done: number) => Promise<boolean>,
): Promise<Place[] | null> {
  const found: Place[] = []
  const size = groupSize(way)
  for (let from = 0; from < shares.length; from += size) {
    if (await isStopped(from)) return null
    found.push(...lookAt(explained, way, shares.slice(from, from + size)))
  }
  return found
}

/** The middles of the stretches whose slopes are the farthest from adding up to the change. */
function worstMiddles(places: readonly Place[], count: number): number[] {
  const totals = places.map(({ slopes }) => slopes.reduce((sum, slope) => sum + slope, 0))
  const stretches = places.slice(1).map((end, index) => {
    const start = places[index]
    const added = ((totals[index] + totals[index + 1]) / 2) * (end.share - start.share)
    const error = Math.abs(end.value - start.value - added)
    return { error, middle: (start.share + end.share) / 2 }
  })
  return stretches
    .sort((one, other) => other.error - one.error)
    .slice(0, count)
    .map(({ middle }) => middle)
}

function partsOf(places: readonly Place[]): Float64Array {
  const parts = new Float64Array(places[0].slopes.length)
  for (const [index, end] of places.entries()) {
    if (index === 0) continue
    const start = places[index - 1]
    const half = (end.share - start.share) / 2
    for (let step = 0; step < parts.length; step++)
      parts[step] += half * (start.slopes[step] + end.slopes[step])
  }
  return parts
}
