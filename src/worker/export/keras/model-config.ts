// A whole model as Keras describes it: a Sequential, or the graph of an encoder-decoder.
import type { LayersModel } from '@tensorflow/tfjs'
import {
  inputLayer,
  kerasLayer,
  type Dialect,
  type KerasObject,
  type TfjsLayer,
} from './layer-config'

/** A topology that the lab saved. */
export interface TfjsTopology {
  readonly class_name: string
  readonly config: {
    readonly name: string
    readonly layers: readonly TfjsLayer[]
    readonly input_layers?: unknown
    readonly output_layers?: unknown
  }
}

type Shape = readonly (number | null)[]
/** Shapes of what each layer gives, by its name; a recurrent layer that gives its states too has several. */
type Shapes = ReadonlyMap<string, readonly Shape[]>

const recurrentTypes = ['SimpleRNN', 'LSTM', 'GRU', 'Bidirectional']
const mergingTypes = ['Concatenate', 'Add', 'Dot']

/** The model's description; its layers are in the order in which Keras too would have them. */
export function kerasModel(
  topology: TfjsTopology,
  model: LayersModel,
  dialect: Dialect,
): KerasObject {
  const isChain = topology.class_name === 'Sequential'
  const config = isChain ? chain(topology, dialect) : graph(topology, shapesOf(model), dialect)
  if (dialect === 'legacy') return { class_name: isChain ? 'Sequential' : 'Functional', config }
  return isChain
    ? { module: 'keras', class_name: 'Sequential', config, registered_name: null }
    : {
        module: 'keras.src.models.functional',
        class_name: 'Functional',
        config,
        registered_name: 'Functional',
      }
}

function shapesOf({ layers }: LayersModel): Shapes {
  return new Map(
    layers.map(({ name, outputShape }) => {
      const isOne = !Array.isArray(outputShape[0])
      return [name, (isOne ? [outputShape] : outputShape) as Shape[]] // tfjs gives one shape or a list of them
    }),
  )
}

function chain({ config }: TfjsTopology, dialect: Dialect): KerasObject['config'] {
  const [first] = config.layers
  const shape = first.config['batch_input_shape'] as Shape // the lab gives it to the first layer
  const layers = config.layers.map((layer) => kerasLayer(layer, dialect))
  return {
    name: config.name,
    ...trainable(dialect),
    layers: [inputLayer('token_ids', shape, dialect), ...layers],
  }
}

function graph({ config }: TfjsTopology, shapes: Shapes, dialect: Dialect): KerasObject['config'] {
  const layers = config.layers.map((layer) => {
    const name = String(layer.config['name'])
    const isInput = layer.class_name === 'InputLayer'
    const described = isInput ? inputLayer(name, [null, null], dialect) : kerasLayer(layer, dialect)
    const inbound_nodes = isInput ? [] : [callOf(layer, shapes)]
    return { ...described, name, inbound_nodes }
  })
  const { name, input_layers, output_layers } = config
  return { name, ...trainable(dialect), layers, input_layers, output_layers }
}

function trainable(dialect: Dialect): { readonly trainable?: boolean } {
  return dialect === 'keras3' ? { trainable: true } : {}
}

/** How the layer is called: Keras 3 has the states that a recurrent layer begins with apart from what it reads. */
function callOf({ class_name, inbound_nodes }: TfjsLayer, shapes: Shapes): object {
  const [inputs] = inbound_nodes ?? []
  const tensors = inputs.map(([layer, node, output]) => ({
    class_name: '__keras_tensor__',
    config: {
      shape: shapes.get(layer)?.[output],
      dtype: 'float32',
      keras_history: [layer, node, output],
    },
  }))
  if (mergingTypes.includes(class_name)) return { args: [tensors], kwargs: {} }
  const [first, ...states] = tensors
  const isGivenStates = recurrentTypes.includes(class_name) && states.length > 0
  return { args: [first], kwargs: isGivenStates ? { initial_state: states } : {} }
}
