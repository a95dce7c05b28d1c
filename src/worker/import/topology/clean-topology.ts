// The file's model written down again with nothing but what was understood, for stock tfjs to load.
import type { FileModel, PlacedLayer } from './file-model'
import type { CleanLayer } from './read-layer'

/**
 * A topology as tfjs has it. Layers that are not among `clean` are inputs.
 * @param inputLength of the inputs; null for any
 */
export function cleanTopology(
  model: Pick<FileModel, 'layers' | 'inputs' | 'outputs'>,
  clean: ReadonlyMap<string, CleanLayer>,
  inputLength: number | null,
): object {
  const input = (name: string): CleanLayer => ({
    class_name: 'InputLayer',
    config: { batch_input_shape: [null, inputLength], dtype: 'float32', sparse: false, name },
  })
  const layerOf = ({ name, inputs }: PlacedLayer) => ({
    name,
    ...(clean.get(name) ?? input(name)),
    inbound_nodes:
      inputs.length === 0 ? [] : [inputs.map(({ layer, index }) => [layer, 0, index, {}])],
  })
  return {
    class_name: 'Model',
    config: {
      name: 'imported',
      layers: model.layers.map(layerOf),
      input_layers: model.inputs.map(({ layer, index }) => [layer, 0, index]),
      output_layers: model.outputs.map(({ layer, index }) => [layer, 0, index]),
    },
  }
}
