// A record as one safetensors file: its numbers as tensors, and what they are of as JSON in the metadata.
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import type { TimelineRecord } from '#shared/domain/inside/timeline'
import { writeSafetensors, type StoredTensor } from '../safetensors'
import {
  tensorName,
  timelineFormat,
  type RecordedLayer,
  type RecordedProbe,
} from './timeline-files'

/** @param record cut to what a record holds */
export function recordBytes({ entry, probes }: TimelineRecord): Uint8Array {
  const tensors = new Map<string, StoredTensor>()
  for (const [place, probe] of probes.entries())
    for (const [index, layer] of probe.layers.entries())
      for (const [what, tensor] of tensorsOf(layer))
        tensors.set(tensorName(place, index, what), tensor)
  const metadata = {
    format: timelineFormat,
    entry: JSON.stringify(entry),
    probes: JSON.stringify(probes.map(describe)),
  }
  return writeSafetensors({ tensors, metadata })
}

function describe(probe: TimelineRecord['probes'][number]): RecordedProbe {
  const { text, source, target, layers, outputs } = probe
  return {
    text,
    source: { ...source, tokens: [...source.tokens] },
    target: target && { ...target, tokens: [...target.tokens] },
    layers: layers.map(describeLayer),
    outputs: outputs.map(({ axis, at, top }) => ({ axis, at, top: [...top] })),
  }
}

function describeLayer(layer: InspectedLayer): RecordedLayer {
  const { name, direction, cell, axis, goesBackwards, inputs, units } = layer
  const { activation, recurrentActivation } = layer
  const shape = { name, direction, cell, axis, goesBackwards, inputs, units }
  return { ...shape, activation, recurrentActivation }
}

function* tensorsOf(layer: InspectedLayer): Generator<readonly [string, StoredTensor]> {
  const { hidden, cellState, gates, initialHidden, initialCell, gradientNorms } = layer
  const { rows, columns } = hidden
  const shape = [rows, columns]
  yield ['hidden', { shape, values: hidden.values }]
  if (cellState) yield ['cellState', { shape, values: cellState.values }]
  for (const [gate, matrix] of Object.entries(gates)) {
    yield [`gate.${gate}`, { shape, values: matrix.values }]
  }
  yield ['initialHidden', { shape: [columns], values: initialHidden }]
  if (initialCell) yield ['initialCell', { shape: [columns], values: initialCell }]
  yield ['gradientNorms', { shape: [rows], values: gradientNorms }]
}
