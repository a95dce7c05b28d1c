// Runs a network only as far as one of its recurrent layers, for looking at many texts.
import { embed } from '#shared/domain/reference/embedding'
import { encode } from '#shared/domain/reference/encoder-decoder'
import { runLayers, type InnerLayer } from '#shared/domain/reference/layers'
import { partsOf } from '#shared/domain/reference/network'
import type { CellState, CellTrace, ReferenceNetwork } from '#shared/domain/reference/types'
import type { Networks, RecurrentPlace } from './networks'

/** What the network reads. */
interface Steps {
  readonly ids: Int32Array
  /** What an encoder-decoder's decoder reads; else null. */
  readonly targetIds: Int32Array | null
}

export interface TraceOfLayer {
  readonly axis: 'source' | 'target'
  readonly trace: CellTrace
  readonly units: number
}

/** The trace of a layer over a text. Throws where the network has no such layer. */
export function traceUpTo(
  networks: Networks,
  { ids, targetIds }: Steps,
  wanted: Pick<RecurrentPlace, 'layer' | 'direction'>,
): TraceOfLayer {
  if (networks.kind === 'single')
    return { axis: 'source', ...traceIn(networks.network, ids, wanted, null) }
  const { encoder, decoder } = networks.network
  if (encoder.layers.some(({ name }) => name === wanted.layer))
    return { axis: 'source', ...traceIn(encoder, ids, wanted, null) }
  const { states } = encode(networks.network, ids).passage
  return { axis: 'target', ...traceIn(decoder, targetIds ?? new Int32Array(), wanted, states) }
}

function traceIn(
  network: ReferenceNetwork,
  ids: Int32Array,
  { layer, direction }: Pick<RecurrentPlace, 'layer' | 'direction'>,
  initial: readonly CellState[] | null,
): Omit<TraceOfLayer, 'axis'> {
  const { embedding, inner } = partsOf(network)
  const end = inner.findIndex(({ name }: InnerLayer) => name === layer) + 1
  const { recurrent } = runLayers(inner.slice(0, end), embed(embedding, ids, {}), {}, initial)
  const found = recurrent.find((one) => one.name === layer && one.direction === direction)
  if (!found) throw new Error(`the network has no recurrent layer ${layer}`)
  return { trace: found.trace, units: found.weights.units }
}
