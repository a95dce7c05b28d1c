// A Keras model's description as a tfjs topology: a chain of layers, or a graph in which each layer is called once.
import { z } from 'zod'
import type { TfjsTopology } from '../../export/keras/model-config'
import { readCall, references, type Reference } from './calls'
import { isUnset, readObject, type Options } from './keras-object'
import { outlineOf, readLayer, type Reading, type TfjsLayer } from './layer'
import { attempt, broken, Refusal, shown } from './refusal'

type Shape = readonly (number | null)[]
/** A layer with what it reads from; of a chain, the layer before it. */
export interface PlacedLayer extends TfjsLayer {
  readonly inputs: readonly Reference[]
}

export interface KerasTopology {
  readonly topology: TfjsTopology
  /** Without inputs. */
  readonly layers: readonly PlacedLayer[]
  /** Kinds of all layers in Keras's order, inputs of a graph among them: what places in model.weights.h5 are counted by. */
  readonly places: readonly { readonly name: string; readonly type: string }[]
  /** Of what the model reads, by the input's name. */
  readonly inputs: ReadonlyMap<string, Shape>
}

const mostLayers = 1000

/** Reads the description of a whole model; null where no model can be put together, for reasons that are among the remarks. */
export function readTopology(value: unknown, reading: Reading): KerasTopology | null {
  const { type, config } = readObject(value, 'the model')
  const layers = z.array(z.unknown()).min(1).max(mostLayers).safeParse(config['layers'])
  if (!layers.success)
    throw broken(`its description has no list of layers, or one of more than ${mostLayers}`)
  if (type === 'Sequential') return readChain(config, layers.data, reading)
  if (type === 'Functional' || type === 'Model') return readGraph(config, layers.data, reading)
  throw new Refusal('model-refused', `it is a ${shown(type)}, neither Sequential nor Functional`)
}

const chainStart = 'token_ids'

function readChain(config: Options, values: readonly unknown[], reading: Reading): KerasTopology {
  const start = outlineOf(values[0])
  const rest = start.class_name === 'InputLayer' ? values.slice(1) : values
  const layers = rest.map((value, index) => readOrStandIn(value, index === 0, reading))
  const shape = shapeOf(start.config) ?? [null, null]
  return chainOf(nameOf(config), shape, layers)
}

/** For a layer that was refused one stands that passes on what it gets, so that those after it are looked at too. */
function readOrStandIn(value: unknown, isFirst: boolean, reading: Reading): TfjsLayer {
  const layer = attempt(reading.remarks, () => readLayer(value, reading))
  if (layer) return layer
  const { name } = outlineOf(value).config
  reading.standIns.add(name)
  return isFirst
    ? { class_name: 'Embedding', config: { name, input_dim: 1, output_dim: 1 } }
    : { class_name: 'Dropout', config: { name, rate: 0 } }
}

function chainOf(name: string, shape: Shape, layers: readonly TfjsLayer[]): KerasTopology {
  if (layers.length === 0) throw broken('it has no layers')
  const described = layers.map(({ class_name, config }, index) => ({
    class_name,
    config: index === 0 ? { ...config, batch_input_shape: shape, dtype: 'float32' } : config,
  }))
  const placed = layers.map((layer, index) => {
    const before = index === 0 ? chainStart : layers[index - 1].config.name
    return { ...layer, inputs: [[before, 0, 0] as const] }
  })
  return {
    topology: { class_name: 'Sequential', config: { name, layers: described } },
    layers: placed,
    places: layers.map(({ class_name, config }) => ({ name: config.name, type: class_name })),
    inputs: new Map([[chainStart, shape]]),
  }
}

function readGraph(
  config: Options,
  values: readonly unknown[],
  reading: Reading,
): KerasTopology | null {
  const inputs = new Map<string, Shape>()
  const places: { name: string; type: string }[] = []
  const layers: PlacedLayer[] = []
  let isConnected = true
  for (const value of values) {
    const { class_name: type, config: options, inbound_nodes: calls } = outlineOf(value)
    places.push({ name: options.name, type })
    if (type === 'InputLayer') {
      inputs.set(options.name, shapeOf(options) ?? [null, null])
      continue
    }
    const layer = readOrStandIn(value, layers.length === 0, reading)
    const named = { name: options.name, type }
    const read = attempt(reading.remarks, () => readCall(calls, named))
    if (read) layers.push({ ...layer, inputs: read })
    else isConnected = false
  }
  const starts = references(config['input_layers'], 'input_layers')
  const ends = references(config['output_layers'], 'output_layers')
  if (ends.length !== 1)
    reading.remarks.refuse(`the model has ${ends.length} outputs, and the lab's have one`)
  if (!isConnected) return null
  const chained = asChain(layers, starts, ends)
  const topology = chained
    ? chainOf(nameOf(config), inputs.get(starts[0][0]) ?? [null, null], layers)
    : graphOf(nameOf(config), { inputs, layers, starts, ends })
  return { ...topology, places }
}

interface Graph {
  readonly inputs: ReadonlyMap<string, Shape>
  readonly layers: readonly PlacedLayer[]
  readonly starts: readonly Reference[]
  readonly ends: readonly Reference[]
}

function graphOf(name: string, { inputs, layers, starts, ends }: Graph): KerasTopology {
  const described = [
    ...[...inputs].map(([input, shape]) => ({
      ...{ class_name: 'InputLayer', name: input },
      config: { batch_input_shape: shape, dtype: 'float32', sparse: false, name: input },
      inbound_nodes: [],
    })),
    ...layers.map(({ class_name, config, inputs: read }) => ({
      ...{ class_name, name: config.name, config },
      inbound_nodes: [read.map((reference) => [...reference, {}] as const)],
    })),
  ]
  const config = { name, layers: described, input_layers: starts, output_layers: ends }
  return {
    topology: { class_name: 'Model', config },
    ...{ layers, places: [], inputs },
  }
}

/** Whether the graph is a chain in the order of its layers. */
function asChain(
  layers: readonly PlacedLayer[],
  starts: readonly Reference[],
  ends: readonly Reference[],
): boolean {
  if (starts.length !== 1 || ends.length !== 1 || layers.length === 0) return false
  const [end] = ends
  const isAfter = layers.every(({ inputs }, index) => {
    const before = index === 0 ? starts[0][0] : layers[index - 1].config.name
    return inputs.length === 1 && inputs[0][0] === before && inputs[0][2] === 0
  })
  return isAfter && end[0] === layers[layers.length - 1].config.name && end[2] === 0
}

const shapeSchema = z.array(z.int().min(1).max(1_000_000).nullable()).min(1).max(5)

/** With any number of examples. */
function shapeOf(config: Options): Shape | null {
  const value = config['batch_shape'] ?? config['batch_input_shape']
  if (isUnset(value)) return null
  const parsed = shapeSchema.safeParse(value)
  if (!parsed.success) throw broken('the shape of its input is none')
  return [null, ...parsed.data.slice(1)]
}

function nameOf({ name }: Options): string {
  return typeof name === 'string' && name !== '' ? name.slice(0, 300) : 'imported'
}
