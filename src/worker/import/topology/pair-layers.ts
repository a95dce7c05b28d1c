// Whether an encoder-decoder from a file is connected as the lab connects its own: states, attention and all.
import type { FileModel, PlacedLayer } from './file-model'
import type { CleanLayer } from './read-layer'

/** Options of the layers between the chosen ones that say what they compute. */
const telling = [
  ...['axis', 'axes', 'normalize', 'dims', 'target_shape'],
  ...['activation', 'units', 'use_bias', 'input_dim', 'output_dim', 'layer'],
]

/**
 * The layers that the lab has between those that a person chose, as the lab has them; a clause about the first that is another.
 * @param built the lab's own model of the same experiment
 * @param chosen names of the layers that were read already
 */
export function readJoiningLayers(
  file: FileModel,
  built: FileModel,
  chosen: ReadonlyMap<string, CleanLayer>,
): ReadonlyMap<string, CleanLayer> | string {
  const own = new Map(built.layers.map((layer) => [layer.name, layer]))
  const joining = new Map<string, CleanLayer>()
  for (const layer of file.layers) {
    const same = own.get(layer.name)
    if (!same)
      return `layer "${layer.name}" (${layer.className}): the lab's encoder-decoders have no such layer`
    own.delete(layer.name)
    if (wiring(same) !== wiring(layer))
      return `layer "${layer.name}" (${layer.className}): is connected otherwise than in the lab's encoder-decoders`
    if (chosen.has(layer.name) || layer.className === 'InputLayer') continue
    if (same.className !== layer.className || told(same.config) !== told(layer.config))
      return `layer "${layer.name}" (${layer.className}): is another layer than in the lab's encoder-decoders`
    joining.set(layer.name, { class_name: same.className, config: same.config })
  }
  const [lost] = own.keys()
  return lost === undefined
    ? joining
    : `the layer "${lost}" of the lab's encoder-decoders is missing`
}

function wiring({ inputs }: PlacedLayer): string {
  return JSON.stringify(inputs.map(({ layer, index }) => [layer, index]))
}

function told(config: PlacedLayer['config']): string {
  return JSON.stringify(
    telling.map((key) => (key === 'layer' ? wrapped(config[key]) : shown(config[key]))),
  )
}

function wrapped(value: unknown): unknown {
  const { class_name: className, config } = Object(value) as {
    class_name?: unknown
    config?: unknown
  } // read with care
  return [className, shown((Object(config) as Readonly<Record<string, unknown>>)['target_shape'])] // of an object or {}
}

/** What is left out is off. */
function shown(value: unknown): unknown {
  return value ?? false
}
