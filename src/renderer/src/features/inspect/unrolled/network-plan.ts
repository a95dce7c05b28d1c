// What an unrolled drawing has to show of a network: its recurrent layers in levels, their weights, and what the answer reads.
import { gatesOf } from '#shared/domain/inside/cells'
import type { Axis, Inspection, InspectedLayer } from '#shared/domain/inside/inspection'
import { isRecurrent, partsOf } from '#shared/domain/model-summary'
import type { LayerSpec } from '#shared/experiment/layers'
import type { Attention } from '#shared/experiment/model'
import type { Experiment } from '#shared/experiment/schema'
import { recurrentSpec } from './layer-spec'

/** What an output is made from: the state after the last step, the states of all steps, or that of its own step. */
export type Reading = 'last' | 'all' | 'each'

/** One or, of a Bidirectional, two layers side by side, as indices into the inspection's layers: forward first. */
export type Level = readonly [number] | readonly [number, number]

export interface BlockPlan {
  readonly axis: 'source' | 'target'
  readonly tokens: Axis
  /** From the tokens up. */
  readonly levels: readonly Level[]
  /** Null: nothing is said here, e.g. at an encoder. */
  readonly reading: Reading | null
  /** The layers between the states and the answer, e.g. "GlobalMaxPooling1D, Dense"; empty: none. */
  readonly above: string
}

/** The numbers of a layer. */
export interface WeightCount {
  /** e.g. "W, U, b" */
  readonly names: string
  readonly count: number
  /** Steps that it takes, padding too. */
  readonly used: number
}

type Planned = Pick<Experiment, 'model'>
type Looked = Pick<Inspection, 'layers' | 'source' | 'target' | 'outputs'>

/** The blocks side by side: one, or an encoder's and a decoder's. */
export function planNetwork(inspection: Looked, { model }: Planned): readonly BlockPlan[] {
  const parts = partsOf(model)
  const blocks = [{ axis: 'source' as const, tokens: inspection.source, part: parts[0] }]
  const { target } = inspection
  const all = target
    ? [...blocks, { axis: 'target' as const, tokens: target, part: parts[1] }]
    : blocks
  return all.map(({ axis, tokens, part }) => {
    const speaks = inspection.outputs.some((output) => output.axis === axis)
    const specs = part?.layers ?? []
    return {
      ...{ axis, tokens, levels: levelsOf(inspection.layers, axis) },
      reading: speaks ? readingOf(specs) : null,
      above: speaks
        ? layersAbove(specs, axis === 'target' ? (model.decoder?.attention ?? 'none') : 'none')
        : '',
    }
  })
}

function levelsOf(layers: readonly InspectedLayer[], axis: 'source' | 'target'): readonly Level[] {
  const levels: Level[] = []
  for (const [index, layer] of layers.entries()) {
    if (layer.axis !== axis) continue
    const before = levels.at(-1)
    const isSecond =
      layer.direction === 'backward' && before && layers[before[0]].name === layer.name
    if (isSecond) levels[levels.length - 1] = [before[0], index]
    else levels.push([index])
  }
  return levels
}

function readingOf(specs: readonly LayerSpec[]): Reading {
  const place = specs.findLastIndex(isRecurrent)
  const last = specs[place] as LayerSpec | undefined // -1: none
  const inner = last?.type === 'Bidirectional' ? last.layer : last
  if (inner && 'returnSequences' in inner && !inner.returnSequences) return 'last'
  const gathers = specs.some(({ type }) => gathering.has(type))
  return gathers ? 'all' : 'each'
}

const gathering: ReadonlySet<LayerSpec['type']> = new Set([
  ...(['Flatten', 'GlobalMaxPooling1D', 'GlobalAveragePooling1D'] as const),
])

/** Layers that do nothing once a model is trained are left out. */
function layersAbove(specs: readonly LayerSpec[], attention: Attention): string {
  const place = specs.findLastIndex(isRecurrent)
  const types: string[] = specs
    .slice(place + 1)
    .map((spec) => (spec.type === 'TimeDistributed' ? spec.layer.type : spec.type))
    .filter((type) => type !== 'Dropout' && type !== 'SpatialDropout1D')
  return [...(attention === 'none' ? [] : ['attention']), ...types].join(', ')
}

/** How many numbers a layer of the inspection has, of which every step uses the same. */
export function weightCount(
  layer: InspectedLayer,
  inspection: Pick<Inspection, 'source' | 'target'>,
  { model }: Planned,
): WeightCount {
  const hasBias = recurrentSpec(layer.name, model)?.useBias ?? true
  const { cell, inputs, units } = layer
  const perGate = units * (inputs + units) + (hasBias ? units : 0)
  const axis = layer.axis === 'target' ? inspection.target : inspection.source
  return {
    names: hasBias ? 'W, U, b' : 'W, U',
    count: gatesOf[cell].length * perGate,
    used: axis ? axis.tokens.length + axis.paddingBefore + axis.paddingAfter : 0,
  }
}
