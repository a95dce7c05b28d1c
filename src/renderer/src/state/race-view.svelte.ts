// A race as the window shows it: what is known of it, with the curves of each variant as growing columns.
import type { Race, RaceEpoch, RacePoint, RaceSummary } from '#shared/domain/inside/race'
import { betterOf, headlineNameOf, type HeadlineName } from '#shared/domain/headline'
import { parseExperiment } from '#shared/experiment/parse'
import { StepSeries } from './step-series.svelte'

export class RaceView {
  summary: RaceSummary = $state.raw() as RaceSummary // set by the constructor
  /** What the variants are judged by. */
  readonly headline: HeadlineName
  epochs: readonly RaceEpoch[] = $state.raw([])
  /** Of each variant; every step has the mean of the point that it belongs to. */
  readonly series: readonly StepSeries[]
  /** Not reactive; the version of a series rises with each. */
  readonly points: RacePoint[] = []

  constructor(summary: RaceSummary) {
    this.summary = summary
    this.headline = headlineIn(summary)
    this.series = summary.variants.map(() => new StepSeries())
  }

  /** One that has ended. */
  static of({ points, epochs, ...summary }: Race): RaceView {
    const view = new RaceView(summary)
    view.addPoints(points)
    view.epochs = epochs
    return view
  }

  addPoints(points: readonly RacePoint[]): void {
    for (const point of points) {
      const before = this.points.at(-1)?.step ?? 0
      this.points.push(point)
      for (const [index, series] of this.series.entries()) addTo(series, index, point, before)
    }
  }

  addEpoch(epoch: RaceEpoch): void {
    this.epochs = [...this.epochs, epoch]
    const { summary, headline: name } = this
    const variants = summary.variants.map((variant, index) => {
      const { valAccuracy, extras } = epoch.variants[index]
      const value = (name === 'valAccuracy' ? valAccuracy : extras[name]) ?? Number.NaN
      if (!Number.isFinite(value)) return variant
      const best = betterOf(name, variant.headline?.best ?? null, value)
      return { ...variant, headline: { name, best, last: value } }
    })
    this.summary = { ...summary, variants }
  }
}

function headlineIn({ variants: [{ headline, experiment }] }: RaceSummary): HeadlineName {
  if (headline) return headline.name
  const parsed = parseExperiment(experiment)
  return parsed.ok ? headlineNameOf(parsed.value) : 'valAccuracy'
}

/** A variant that dropped out has no more steps. */
function addTo(series: StepSeries, variant: number, point: RacePoint, before: number): void {
  const loss = point.loss[variant]
  const steps = point.step - before
  if (loss === null || steps <= 0) return
  const fill = (value: number): Float32Array => new Float32Array(steps).fill(value)
  const milliseconds = point.milliseconds[variant]
  const spent = series.count === 0 ? 0 : series.seconds[series.count - 1]
  series.append({
    first: before + 1,
    loss: fill(loss),
    accuracy: fill(point.accuracy[variant] ?? Number.NaN),
    gradientNorm: fill(Number.NaN),
    milliseconds: fill(milliseconds),
    learningRate: fill(Number.NaN),
    seconds: fill(0).map((_, index) => spent + ((index + 1) * milliseconds) / 1000),
  })
}
