// Makes a record of what the network did with the probes at a step.
import { byDistance, memoryHorizon, type InspectedLayer } from '#shared/domain/inside/inspection'
import type { TimelineEntry, TimelineRecord } from '#shared/domain/inside/timeline'
import type { Position } from '#shared/domain/run'
import type { Experiment } from '#shared/experiment/schema'
import { answerOf } from './answer-of'
import { cutInspection, tokensLeftOut } from './cut-inspection'
import type { Looked } from './look-at-probe'
import { recordLimits, type RecordLimits } from './timeline-files'

export interface RecordInput {
  readonly experiment: Pick<Experiment, 'text'>
  readonly position: Position
  /** Of training. */
  readonly seconds: number
  readonly looked: readonly Looked[]
}

/** Null when a number is none: training has diverged. */
export function timelineRecord(
  { experiment, position, seconds, looked }: RecordInput,
  limits: RecordLimits = recordLimits,
): TimelineRecord | null {
  const probes = looked.map((one) => entryOf(one, experiment, limits))
  const isFinite = probes.every(
    ({ loss, layers }) =>
      Number.isFinite(loss ?? 0) && layers.every(({ norms }) => norms.every(Number.isFinite)),
  )
  if (!isFinite) return null
  const entry = { position, seconds, probes }
  return { entry, probes: looked.map((one) => cutInspection(one, limits)) }
}

function entryOf(
  looked: Looked,
  experiment: RecordInput['experiment'],
  limits: RecordLimits,
): TimelineEntry['probes'][number] {
  return {
    ...answerOf(looked, experiment),
    loss: looked.gradient.loss,
    tokensLeftOut: tokensLeftOut(looked.source, limits),
    layers: looked.layers.map((layer) => layerEntry(layer, limits)),
  }
}

function layerEntry(
  layer: InspectedLayer,
  limits: RecordLimits,
): TimelineEntry['probes'][number]['layers'][number] {
  const { name, direction, units } = layer
  const norms = byDistance(layer)
  return {
    layer: name,
    direction,
    norms: norms.slice(0, limits.norms).map((norm) => Number(norm.toPrecision(6))),
    horizon: memoryHorizon(norms),
    unitsLeftOut: Math.max(0, units - limits.units),
  }
}
