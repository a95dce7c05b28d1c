// A model's description as files have it, Keras's and tfjs's, brought into one form: layers by name and what feeds each.
import { failure, success, type Result } from '#shared/protocol/result'
import { importLimits, unreadable } from '../limits'
import type { Remarks } from '../objections'
import { fileLayerOf } from './read-layer'
import type { FileLayer } from './option-reader'

/** An output of a layer; most have one, of index 0. */
export interface OutputOf {
  readonly layer: string
  readonly index: number
}

export interface PlacedLayer extends FileLayer {
  /** Empty for an input. */
  readonly inputs: readonly OutputOf[]
}

export interface FileModel {
  readonly name: string
  readonly layers: readonly PlacedLayer[]
  readonly inputs: readonly OutputOf[]
  readonly outputs: readonly OutputOf[]
  /** What it was compiled with, as Keras calls it; null where the file does not say. */
  readonly loss: string | null
}

type Table = Readonly<Record<string, unknown>>

/** @param topology of tfjs's `modelTopology`, checked for depth and keys; `file` is named in failures */
export function readFileModel(topology: object, file: string, remarks: Remarks): Result<FileModel> {
  const outer = topology as Table // read with care
  const model = tableOf(outer['model_config']) ?? outer
  const { class_name: kind, config } = model
  const loss = lossOf(outer['training_config'])
  const table = tableOf(config)
  const listed = Array.isArray(config) ? config : table?.['layers']
  const layers = readLayers(listed, file)
  if (!layers.ok) return layers
  const name = typeof table?.['name'] === 'string' ? table['name'] : ''
  if (kind === 'Sequential') return success({ name, loss, ...inSequence(layers.value) })
  if (kind === 'Functional' || kind === 'Model') {
    const graph = inGraph(layers.value, table ?? {}, remarks)
    return typeof graph === 'string' ? unreadable(file, graph) : success({ name, loss, ...graph })
  }
  const what = typeof kind === 'string' ? kind.slice(0, 60) : 'thing without a class'
  return failure(
    'model-refused',
    `${file} cannot be imported: its model is a ${what}, and the lab takes Sequential and Functional ones.`,
  )
}

type SourceLayer = FileLayer & { readonly source: Table }

function readLayers(listed: unknown, file: string): Result<SourceLayer[]> {
  if (!Array.isArray(listed)) return unreadable(file, 'it has no list of layers')
  if (listed.length === 0) return unreadable(file, 'its model has no layers')
  if (listed.length > importLimits.layers)
    return failure(
      'model-refused',
      `${file} cannot be imported: it has ${listed.length} layers, and the lab takes ${importLimits.layers} at most.`,
    )
  const layers: SourceLayer[] = []
  const names = new Set<string>()
  for (const [index, one] of (listed as unknown[]).entries()) {
    const source = tableOf(one)
    const layer = source && fileLayerOf(source)
    if (!layer) return unreadable(file, `layer ${index + 1} has no class_name, config or name`)
    const name = layer.name === '' ? `layer_${index + 1}` : layer.name
    if (names.has(name)) return unreadable(file, `two layers are called "${name}"`)
    names.add(name)
    layers.push({ ...layer, name, source })
  }
  return success(layers)
}

type Graph = Pick<FileModel, 'layers' | 'inputs' | 'outputs'>

/** A Sequential's first layer takes the input, whether the file has an InputLayer before it or not. */
function inSequence(layers: readonly FileLayer[]): Graph {
  const [first] = layers
  const isInput = first.className === 'InputLayer'
  const input: FileLayer = {
    className: 'InputLayer',
    name: freeName(layers),
    config: inputConfig(first),
  }
  const all = isInput ? layers : [input, ...layers]
  return {
    layers: all.map((layer, index) => ({
      ...{ className: layer.className, name: layer.name, config: layer.config },
      inputs: index === 0 ? [] : [{ layer: all[index - 1].name, index: 0 }],
    })),
    inputs: [{ layer: all[0].name, index: 0 }],
    outputs: [{ layer: all[all.length - 1].name, index: 0 }],
  }
}

function inputConfig({ config }: FileLayer): FileLayer['config'] {
  const { batch_input_shape: shape, input_length: length } = config
  if (shape !== undefined) return { batch_input_shape: shape }
  return { batch_input_shape: [null, typeof length === 'number' ? length : null] }
}

function freeName(layers: readonly FileLayer[]): string {
  let name = 'input'
  while (layers.some((layer) => layer.name === name)) name += '_'
  return name
}

/** A sentence's clause instead, where the file is no graph. */
function inGraph(layers: readonly SourceLayer[], config: Table, remarks: Remarks): Graph | string {
  const placed: PlacedLayer[] = []
  const names = new Set(layers.map(({ name }) => name))
  for (const { className, name, config: options, source } of layers) {
    const inputs = inboundOf(source['inbound_nodes'], name, remarks)
    if (typeof inputs === 'string') return `layer "${name}" ${inputs}`
    const stray = inputs.find(({ layer }) => !names.has(layer))
    if (stray) return `layer "${name}" is fed by "${stray.layer}", which is not there`
    placed.push({ className, name, config: options, inputs })
  }
  const inputs = endsOf(config['input_layers'])
  const outputs = endsOf(config['output_layers'])
  if (!inputs || !outputs) return 'it does not say where its model begins and ends'
  const stray = [...inputs, ...outputs].find(({ layer }) => !names.has(layer))
  return stray
    ? `it begins or ends with "${stray.layer}", which is not there`
    : { layers: placed, inputs, outputs }
}

/** Keras 2's form, which tfjs has too: a list of calls, each a list of [layer, call, output, arguments]. */
function inboundOf(nodes: unknown, name: string, remarks: Remarks): OutputOf[] | string {
  if (nodes === undefined || nodes === null) return []
  if (!Array.isArray(nodes)) return 'does not list what feeds it'
  if (nodes.length === 0) return []
  if (nodes.length > 1)
    remarks.refuse(
      `layer "${name}": is used ${nodes.length} times, and the lab uses each layer once`,
    )
  const [call] = nodes as unknown[]
  if (!Array.isArray(call)) return 'does not list what feeds it as Keras 2 does'
  const found: OutputOf[] = []
  for (const one of call as unknown[]) {
    const output = outputOf(one)
    if (!output) return 'does not list what feeds it as Keras 2 does'
    const given = (one as unknown[])[3] // outputOf saw to the list
    const set = Object.entries(tableOf(given) ?? {}).filter(([, value]) => value !== null)
    for (const [key] of set)
      remarks.refuse(
        `layer "${name}": is called with "${key.slice(0, 60)}", which the lab does not do`,
      )
    found.push(output)
  }
  return found
}

function endsOf(ends: unknown): OutputOf[] | null {
  if (!Array.isArray(ends) || ends.length === 0) return null
  const single = outputOf(ends)
  if (single) return [single]
  const found = (ends as unknown[]).map(outputOf)
  return found.every((one) => one !== null) ? found : null
}

function outputOf(value: unknown): OutputOf | null {
  if (!Array.isArray(value)) return null
  const [layer, call, index] = value as unknown[]
  if (typeof layer !== 'string' || typeof index !== 'number' || typeof call !== 'number')
    return null
  return { layer, index }
}

function lossOf(training: unknown): string | null {
  const table = tableOf(training)
  const given = table?.['loss'] ?? tableOf(table?.['compile_config'])?.['loss']
  const name = tableOf(given)?.['class_name'] ?? given
  if (typeof name !== 'string' || name.length > 60) return null
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
}

/** An object that is no list; null for anything else. */
function tableOf(value: unknown): Table | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return value as Table // an object with keys
}
