// What a race shows, in words and numbers for people: the same in the window and the terminal.
import { formatHeadline, headlineWords } from '../headline'
import { formatScore } from '../format'
import type { Race, RaceEpoch, RaceSummary } from './race'

type Variants = Pick<RaceSummary, 'variants'>
type EpochOfVariant = RaceEpoch['variants'][number]

/** Everything but the points and epochs. */
export function raceSummary({ points: _points, epochs: _epochs, ...summary }: Race): RaceSummary {
  return summary
}

/** For example "41", "more than 80" where the texts are not long enough to see its end, "none" where there is no gradient. */
export function formatHorizon({
  horizon,
  norms,
}: Pick<EpochOfVariant, 'horizon' | 'norms'>): string {
  if (horizon !== null) return String(horizon)
  return norms.some((norm) => norm > 0) ? `over ${norms.length - 1}` : 'none'
}

/** Or "-" where there is no number. */
export function formatNumber(value: number | null): string {
  return value === null ? '-' : formatScore(value)
}

/**
 * Mean milliseconds of a step of each variant; null of one that took none.
 * @param since the step after which the points begin
 */
export function stepMilliseconds({ points }: Pick<Race, 'points'>, since = 0): (number | null)[] {
  const sums: { spent: number; steps: number }[] = []
  for (const [index, point] of points.entries()) {
    const steps = point.step - (points[index - 1]?.step ?? since)
    for (const [variant, spent] of point.milliseconds.entries()) {
      const sum = (sums[variant] ??= { spent: 0, steps: 0 })
      if (point.loss[variant] === null) continue
      sum.spent += spent * steps
      sum.steps += steps
    }
  }
  return sums.map(({ spent, steps }) => (steps === 0 ? null : spent / steps))
}

/** For example "The loss of LSTM reaches back 41 steps, that of SimpleRNN 6."; null before there is anything to say. */
export function reachSentence({ variants }: Variants, epoch: RaceEpoch | undefined): string | null {
  const reaching = (epoch?.variants ?? [])
    .map((one, index) => ({ ...one, name: variants[index].name }))
    .filter(({ norms }) => norms.some((norm) => norm > 0))
    .toSorted((one, other) => reachOf(other) - reachOf(one))
  if (reaching.length === 0) return null
  const [first, ...others] = reaching.map((one) => `${one.name} ${formatHorizon(one)}`)
  return `The loss reaches back, in steps: ${[first, ...others].join(', ')}.`
}

/**
 * For example "Before training it was LSTM 11 and GRU 9: they learned to keep more."; null where no variant's reach changed much.
 * @param epochs from the one before training on
 */
export function growthSentence(
  { variants }: Variants,
  epochs: readonly RaceEpoch[],
): string | null {
  const [first, last] = [epochs.at(0), epochs.at(-1)]
  if (!first || !last || first.epoch !== 0 || first === last) return null
  const changed = variants.flatMap(({ name }, index) => {
    const [before, after] = [first.variants[index], last.variants[index]]
    const [from, to] = [before.horizon, after.horizon ?? after.norms.length]
    const isMuch = from !== null && to >= 2 * from && to - from >= 5
    return isMuch ? [`${name} ${from}`] : []
  })
  if (changed.length === 0) return null
  const learners = changed.length === 1 ? 'it' : 'they'
  return `Before training it was ${listOf(changed)}: ${learners} learned to keep more.`
}

/** Where the variant that reaches farthest does worst, what that means; else null. */
export function surpriseSentence(
  { variants }: Variants,
  epoch: RaceEpoch | undefined,
): string | null {
  const measured = variants.flatMap(({ name, headline }, index) => {
    const reach = epoch?.variants[index]
    if (headline === null || headline.best === null || !reach || reach.norms.length === 0) return []
    const sign = headlineWords(headline.name).isLowerBetter ? -1 : 1
    return [{ name, score: sign * headline.best, reach: reachOf(reach) }]
  })
  if (measured.length < 2) return null
  const farthest = Math.max(...measured.map(({ reach }) => reach))
  const worst = measured.reduce((one, other) => (other.score < one.score ? other : one))
  const isAlone = measured.every((one) => one === worst || one.score > worst.score)
  if (worst.reach < farthest || !isAlone) return null
  return `${worst.name} reaches as far as any and does worst: a gradient that gets through is not yet a memory that chooses what to keep.`
}

/** For sorting: what has no end in the texts reaches farthest. */
function reachOf({ horizon }: EpochOfVariant): number {
  return horizon ?? Number.POSITIVE_INFINITY
}

/** For example "GRU has the best validation accuracy, 0.861 (LSTM 0.850, SimpleRNN 0.722)."; null before the first epoch. */
export function bestSentence({ variants }: Variants): string | null {
  const measured = variants.flatMap(({ name, headline }) =>
    headline === null || headline.best === null
      ? []
      : [{ name, headline: headline.name, best: headline.best }],
  )
  if (measured.length === 0) return null
  const { headline } = measured[0]
  const { title, isLowerBetter } = headlineWords(headline)
  const sorted = measured.toSorted((one, other) =>
    isLowerBetter ? one.best - other.best : other.best - one.best,
  )
  const said = sorted.map(({ name, best }) => ({ name, value: formatHeadline(headline, best) }))
  const [first, ...others] = said
  const even = others.filter(({ value }) => value === first.value).map(({ name }) => name)
  const rest = others.filter(({ value }) => value !== first.value)
  const behind = rest.map(({ name, value }) => `${name} ${value}`).join(', ')
  const names = [first.name, ...even]
  const have = names.length === 1 ? 'has' : 'have'
  return `${listOf(names)} ${have} the best ${lower(title)}, ${first.value}${behind ? ` (${behind})` : ''}.`
}

/** For example "A step takes SimpleRNN 4.1 ms, GRU 6.3 ms, LSTM 8.0 ms."; null before the first step. */
export function speedSentence(race: Variants & Pick<Race, 'points'>): string | null {
  const timed = stepMilliseconds(race)
    .flatMap((spent, index) => (spent === null ? [] : [{ name: race.variants[index].name, spent }]))
    .toSorted((one, other) => one.spent - other.spent)
  if (timed.length === 0) return null
  return `A step takes ${timed.map(({ name, spent }) => `${name} ${spent.toFixed(1)} ms`).join(', ')}.`
}

/** "A", "A and B", "A, B and C" */
function listOf(names: readonly string[]): string {
  const last = names[names.length - 1]
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

function lower(title: string): string {
  return `${title[0].toLowerCase()}${title.slice(1)}`
}
