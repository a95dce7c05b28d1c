// The lab's topology without TimeDistributed where a layer treats every step alike anyway, and back again.
import type { TfjsLayer } from './layer-config'

/** Layers that compute the same of a sequence as of each of its steps. */
const alike = ['Dense', 'Dropout', 'LayerNormalization']

/** Where a file names these layers, which Keras passes over, so that the lab reads the file as it wrote it. */
export const stepsKey = 'unroll_time_distributed'

interface Topology {
  readonly config: { readonly layers: readonly TfjsLayer[] }
}

/** Names of the layers that `plainTopology` makes plain. */
export function namesAtEachStep({ config: { layers } }: Topology): string[] {
  return layers.filter((layer) => findPlain(layer)).map(({ config }) => String(config['name']))
}

/**
 * A TimeDistributed of such a layer becomes that layer, under the wrapper's name, by which its weights go. Keras 3 (3.15.1 for one) mistakes the
 * batch for the length in a TimeDistributed whose length is not known beforehand, so that `predict` and `fit` would lose steps.
 */
export function plainTopology<Given extends Topology>(topology: Given): Given {
  return withLayers(topology, (layer) => {
    const inner = findPlain(layer)
    if (!inner) return layer
    const { name } = layer.config
    // Counted from the front the axis would be another one.
    const axis = 'axis' in inner.config ? { axis: -1 } : {}
    const config = { ...inner.config, name, ...axis }
    return { ...layer, class_name: inner.class_name, config }
  })
}

/** The layers of these names, such as there are, put into TimeDistributed again. */
export function wrappedTopology<Given extends Topology>(
  topology: Given,
  names: readonly string[],
): Given {
  return withLayers(topology, (layer) => {
    const { name, trainable } = layer.config
    if (!names.includes(String(name)) || !alike.includes(layer.class_name)) return layer
    const inner = {
      class_name: layer.class_name,
      config: { ...layer.config, name: `${name}_layer` },
    }
    return { ...layer, class_name: 'TimeDistributed', config: { name, trainable, layer: inner } }
  })
}

function findPlain({ class_name, config }: TfjsLayer): TfjsLayer | null {
  if (class_name !== 'TimeDistributed') return null
  const inner = config['layer'] as TfjsLayer // wrappers hold a layer there
  return alike.includes(inner.class_name) ? inner : null
}

function withLayers<Given extends Topology>(
  topology: Given,
  change: (layer: TfjsLayer) => TfjsLayer,
): Given {
  const { config } = topology
  return { ...topology, config: { ...config, layers: config.layers.map(change) } }
}
