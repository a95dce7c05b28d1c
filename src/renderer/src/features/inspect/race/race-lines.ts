// What the pictures of a race draw, and the same as numbers for a spreadsheet.
import type { Baseline } from '#shared/domain/dataset'
import type { RaceEpoch, RacePoint, RaceSummary } from '#shared/domain/inside/race'
import type { EpochMetrics } from '#shared/domain/run'
import { csvField, csvNumber, csvOf } from '../../../charts/csv-text'
import type { ChartLine } from '../../../charts/lines/lines'
import type { ChartRun } from '../../../charts/metric'
import type { RaceView } from '../../../state/race-view.svelte'

const noBaselines: readonly Baseline[] = []
/** No model is kept in a race, so that no epoch is ringed. */
const noneKept = { epoch: 0, step: 0, metric: null, value: 0 } as const

/** Each variant as a run for the charts. */
export function chartRuns({ summary, series, epochs }: RaceView): readonly ChartRun[] {
  return summary.variants.map(({ name, headline }, index) => ({
    id: `${summary.id}-${index}`,
    colorIndex: index,
    record: { name, createdAt: summary.startedAt, headline, kept: noneKept },
    steps: series[index],
    epochs: epochs.flatMap((epoch) => epochMetrics(epoch, index)),
    baselines: noBaselines,
    stepsPerEpoch: summary.stepsPerEpoch,
  }))
}

/** Nothing of the time before training, nor of a variant that dropped out. */
function epochMetrics({ epoch, step, variants }: RaceEpoch, index: number): EpochMetrics[] {
  const { loss, accuracy, valLoss, valAccuracy, extras, seconds } = variants[index]
  if (loss === null) return []
  const numbers = { loss, accuracy: accuracy ?? Number.NaN, valLoss: valLoss ?? Number.NaN }
  return [{ epoch, step, seconds, ...numbers, valAccuracy: valAccuracy ?? Number.NaN, extras }]
}

/** Gradient norms by distance, each as a share of its variant's largest, so that the horizon is at 1 % of all. */
export function reachLines({ variants }: RaceSummary, epoch: RaceEpoch): readonly ChartLine[] {
  return epoch.variants.map(({ norms }, index) => {
    const largest = Math.max(...norms)
    return {
      name: variants[index].name,
      colorIndex: index,
      points: norms.map((norm, distance) => ({ x: distance, y: largest > 0 ? norm / largest : 0 })),
    }
  })
}

/** The horizon at the end of each epoch; where it lies beyond the texts, the longest distance that was seen. */
export function horizonLines(
  { variants }: RaceSummary,
  epochs: readonly RaceEpoch[],
): readonly ChartLine[] {
  return variants.map(({ name }, index) => ({
    name,
    colorIndex: index,
    points: epochs.flatMap((epoch) => {
      const { horizon, norms } = epoch.variants[index]
      return norms.length === 0 ? [] : [{ x: epoch.epoch, y: horizon ?? norms.length - 1 }]
    }),
  }))
}

/** Every number of a race: its points, or its epochs. */
export function raceCsv(
  { variants }: RaceSummary,
  points: readonly RacePoint[],
  epochs: readonly RaceEpoch[],
): string {
  const title = ['kind', 'step', 'epoch', 'variant', 'loss', 'accuracy', 'validation loss']
  const more = ['validation accuracy', 'horizon', 'milliseconds a step', 'seconds']
  const number = (value: number | null | undefined): string => csvNumber(value ?? Number.NaN)
  const none = ''
  return csvOf([
    [...title, ...more],
    ...points.flatMap((point) =>
      variants.map(({ name }, index) => [
        ...['point', number(point.step), none, csvField(name)],
        ...[number(point.loss[index]), number(point.accuracy[index]), none, none, none],
        ...[number(point.milliseconds[index]), none],
      ]),
    ),
    ...epochs.flatMap((epoch) =>
      epoch.variants.map((one, index) => [
        ...['epoch', number(epoch.step), number(epoch.epoch), csvField(variants[index].name)],
        ...[one.loss, one.accuracy, one.valLoss, one.valAccuracy, one.horizon].map(number),
        ...[none, number(one.seconds)],
      ]),
    ),
  ])
}
