// What the charts count along their lower edge: steps, epochs or the time of training; and the way there and back.
import { formatCount, formatDuration } from '#shared/domain/format'
import { roundAhead, stepAxisEnd, tickStep, timeTickStep } from './axis-range'
import type { ChartRun } from './metric'

export type AxisName = 'step' | 'epoch' | 'time'

export interface XAxis {
  readonly title: string
  /** Before the first tick; empty where the ticks say it themselves. */
  readonly unitWord: string
  /** Within a sentence: "by step". */
  readonly word: string
  /** A cursor stands on multiples of it; 0: anywhere. */
  readonly unit: number
  /** A zoom into less is taken as a slip. */
  readonly least: number
  /** Where a step (from 1, parts of a step count) lies; NaN where that is not known. */
  at(run: ChartRun, step: number): number
  /** The step at a place; NaN where that is not known. */
  stepAt(run: ChartRun, place: number): number
  /** Where the axis ends: at the run's end, or ahead of it while it trains, so that the axis moves seldom. */
  end(run: ChartRun, planned: number | null, isLive: boolean): number
  /** `Step 1,240`, `Epoch 3.42`, `1 min 12 s`. */
  words(place: number): string
  tick(place: number): string
  tickStep(span: number): number
}

export const axes: Readonly<Record<AxisName, XAxis>> = {
  step: {
    title: 'Step',
    unitWord: 'Step',
    word: 'step',
    unit: 1,
    least: 2,
    at: (_run, step) => step,
    stepAt: (_run, place) => place,
    end: ({ steps }, planned, isLive) => stepAxisEnd(steps.count, planned, isLive),
    words: (place) => `Step ${formatCount(place)}`,
    tick: formatCount,
    tickStep: (span) => Math.max(1, tickStep(span, 7)),
  },
  epoch: {
    title: 'Epoch',
    unitWord: 'Epoch',
    word: 'epoch',
    unit: 0,
    least: 0.01,
    at: (run, step) => step / stepsPerEpoch(run),
    stepAt: (run, place) => place * stepsPerEpoch(run),
    end(run, planned, isLive) {
      const end = stepAxisEnd(run.steps.count, planned, isLive) / stepsPerEpoch(run)
      return Number.isFinite(end) ? end : 1
    },
    words: (place) => `Epoch ${Number(place.toFixed(2))}`,
    tick: (place) => String(Number(place.toFixed(3))),
    tickStep: (span) => tickStep(span, 7),
  },
  time: {
    title: 'Time',
    unitWord: '',
    word: 'time',
    unit: 0,
    least: 0.01,
    at: secondsAt,
    stepAt: stepAtSeconds,
    end(run, _planned, isLive) {
      const last = secondsAt(run, run.steps.count)
      const seconds = Number.isFinite(last) ? last : 0
      return isLive ? roundAhead(Math.max(5, seconds * 1.05)) : Math.max(0.1, seconds)
    },
    words: (place) => formatDuration(Math.max(0, place)),
    tick: timeTick,
    tickStep: timeTickStep,
  },
}

/** Steps of one epoch; NaN before that is known. */
export function stepsPerEpoch(run: ChartRun): number {
  const last = run.epochs.at(-1)
  if (last) return last.step / last.epoch
  return run.record.position?.stepsPerEpoch ?? run.stepsPerEpoch ?? Number.NaN
}

// A step begins where the one before it ended, and what was not recorded has no place.
function secondsAt({ steps }: ChartRun, step: number): number {
  const below = Math.floor(step)
  const from = below < 1 ? 0 : below > steps.count ? Number.NaN : steps.seconds[below - 1]
  if (below === step || below >= steps.count) return from
  return from + (steps.seconds[below] - from) * (step - below)
}

// The first step that had ended by then or later.
function stepAtSeconds({ steps }: ChartRun, place: number): number {
  const { seconds, count } = steps
  if (count === 0 || Number.isNaN(seconds[count - 1])) return Number.NaN
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    let known = middle
    while (known > low && Number.isNaN(seconds[known])) known--
    if (seconds[known] < place) low = middle + 1
    else high = known
  }
  return low + 1
}

function timeTick(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(2))} s`
  return formatDuration(seconds).replace(/ 0 (s|min)$/, '')
}
