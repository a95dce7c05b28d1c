// Goes from an input through the layers that follow one another, reading each.
import type { LayerSpec } from '#shared/experiment/layers'
import type { Remarks } from '../objections'
import type { FileModel, OutputOf, PlacedLayer } from './file-model'
import { OptionReader } from './option-reader'
import { readLayer, type CleanLayer } from './read-layer'

/** A layer of the lab, and the layer of the file that has its weights. */
export interface ChainLayer {
  readonly spec: LayerSpec
  /** Name in the file. */
  readonly source: string
  readonly ids: number | null
}

export interface Chain {
  readonly layers: readonly ChainLayer[]
  /** Every layer that was gone through, cleaned, by its name in the file. */
  readonly clean: ReadonlyMap<string, CleanLayer>
  /** Names of all that were gone through, those that the lab lacks too. */
  readonly passed: ReadonlySet<string>
  readonly end: OutputOf
}

export interface Way {
  readonly from: string
  /** Axes where it begins: 2 for [batch, time]. */
  readonly rank: number
  /** Whether recurrent layers hand their states to another chain. */
  readonly givesStates: boolean
  /** Whether a layer is none of the chain's own. */
  isOther(layer: PlacedLayer): boolean
}

/** As far as each layer's first output goes to one layer alone; what the lab lacks is among `remarks`. */
export function followChain(model: FileModel, way: Way, remarks: Remarks): Chain {
  const layers: ChainLayer[] = []
  const clean = new Map<string, CleanLayer>()
  const passed = new Set([way.from])
  let end: OutputOf = { layer: way.from, index: 0 }
  let { rank } = way
  // A circle ends where it comes by again.
  for (;;) {
    const next = consumersOf(model, end).filter((layer) => !way.isOther(layer))
    if (next.length > 1)
      remarks.refuse(
        `layer "${end.layer}": its output goes to ${next.map(({ name }) => `"${name}"`).join(' and ')}, and the lab has chains of layers alone`,
      )
    if (next.length !== 1 || passed.has(next[0].name)) break
    const [layer] = next
    passed.add(layer.name)
    end = { layer: layer.name, index: 0 }
    const activation = joinActivation(layer, layers.at(-1), remarks)
    if (activation) {
      layers[layers.length - 1] = activation.joined
      clean.set(layer.name, activation.clean)
      continue
    }
    const read = readLayer(layer, { rank, givesState: way.givesStates }, remarks)
    if (!read) continue
    const spec = atSteps(read.spec, rank)
    clean.set(layer.name, read.clean)
    layers.push({ spec, ids: read.ids, source: layer.name })
    rank = rankAfter(spec, rank)
  }
  return { layers, clean, passed, end }
}

function consumersOf({ layers }: FileModel, { layer, index }: OutputOf): PlacedLayer[] {
  return layers.filter(({ inputs: [first] }) => first?.layer === layer && first.index === index)
}

/** A Dense and an Activation after it are one Dense to the lab, where files may have them apart; null for any other layer. */
function joinActivation(
  layer: PlacedLayer,
  before: ChainLayer | undefined,
  remarks: Remarks,
): { readonly joined: ChainLayer; readonly clean: CleanLayer } | null {
  if (layer.className !== 'Activation' || !before) return null
  const { spec } = before
  const dense = spec.type === 'TimeDistributed' ? spec.layer : spec
  if (dense.type !== 'Dense' || dense.activation !== 'linear') return null
  const options = new OptionReader(layer, remarks)
  const activated = { ...dense, activation: options.activation('activation', 'linear') }
  options.finish()
  return {
    joined: {
      ...before,
      spec: spec.type === 'TimeDistributed' ? { ...spec, layer: activated } : activated,
    },
    clean: { class_name: 'Activation', config: options.clean },
  }
}

/** Keras's Dense works on the last axis of anything; the lab says so where that is each step. */
function atSteps(spec: LayerSpec, rank: number): LayerSpec {
  return spec.type === 'Dense' && rank === 3 ? { type: 'TimeDistributed', layer: spec } : spec
}

function rankAfter(spec: LayerSpec, rank: number): number {
  switch (spec.type) {
    case 'Embedding':
      return 3
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return spec.returnSequences ? 3 : 2
    case 'Bidirectional':
      return spec.layer.returnSequences ? 3 : 2
    case 'Flatten':
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D':
      return 2
    default:
      return rank
  }
}
