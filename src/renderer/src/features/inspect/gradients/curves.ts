// The lines of the view of gradients, from inspections, records and calls.
import type { GradientCurve } from '#shared/domain/inside/gradient-flow'
import { byDistance, type InspectedLayer } from '#shared/domain/inside/inspection'
import type { SnapshotChoice } from '#shared/domain/inside/inspection'
import type { TimelineEntry } from '#shared/domain/inside/timeline'
import { formatCount } from '#shared/domain/format'
import type { ChartLine, LineAxes } from '../../../charts/lines/lines'
import { layerName } from '../states/state-words'

export const normAxes: LineAxes = {
  xTitle: 'Tokens back from the output',
  yTitle: 'Gradient norm',
  isLog: true,
}

/** Distances and norms as a line. */
export function normCurve(
  name: string,
  norms: readonly number[],
  colorIndex: number,
  strength?: number,
): ChartLine {
  return { name, points: norms.map((y, x) => ({ x, y })), colorIndex, strength }
}

/** A line for each recurrent layer of a text. */
export function layerCurves(layers: readonly InspectedLayer[]): ChartLine[] {
  return layers.map((layer, index) => normCurve(layerName(layer), byDistance(layer), index))
}

/** A line for each probe of a record, of one of the layers. */
export function probeCurves(
  entry: TimelineEntry,
  layer: number,
  names: readonly string[],
): ChartLine[] {
  return entry.probes.flatMap(({ layers }, probe) => {
    const found = layers[layer] as TimelineEntry['probes'][number]['layers'][number] | undefined // another model's record
    return found ? [normCurve(names[probe] ?? `Probe ${probe + 1}`, found.norms, probe)] : []
  })
}

/** `Before training`, `Epoch 3`, `Kept model`. */
export function snapshotWords(snapshot: SnapshotChoice): string {
  if (snapshot === 'kept') return 'Kept model'
  return snapshot === 0 ? 'Before training' : `Epoch ${formatCount(snapshot)}`
}

/** A line for each snapshot of one layer, the later the stronger. */
export function snapshotCurves(curves: readonly GradientCurve[]): ChartLine[] {
  const last = curves.length - 1
  return curves.map(({ snapshot, norms }, index) =>
    normCurve(snapshotWords(snapshot), norms, 0, last === 0 ? undefined : index / last),
  )
}

/** Horizons over something that grows, such as epochs; one beyond the text stands at its length. */
export function horizonCurve(
  name: string,
  points: readonly {
    readonly x: number
    readonly horizon: number | null
    readonly steps: number
  }[],
  colorIndex: number,
): ChartLine {
  return {
    name,
    colorIndex,
    points: points.map(({ x, horizon, steps }) => ({ x, y: horizon ?? steps })),
  }
}

/** Over the records of a training: a line for each probe. */
export function horizonsOverSteps(
  entries: readonly TimelineEntry[],
  layer: number,
  names: readonly string[],
): ChartLine[] {
  const probes = entries.at(-1)?.probes.length ?? 0
  return Array.from({ length: probes }, (_, probe) => {
    const points = entries.flatMap(({ position, probes: all }) => {
      const found = all.at(probe)?.layers.at(layer)
      return found ? [{ x: position.step, horizon: found.horizon, steps: found.norms.length }] : []
    })
    return horizonCurve(names[probe] ?? `Probe ${probe + 1}`, points, probe)
  })
}
