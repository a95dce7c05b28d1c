// The layers of the reference network as ONNX nodes, each named after its layer.
import type { Activation } from '#shared/experiment/layers'
import type { DenseWeights, ReferenceLayer } from '#shared/domain/reference/types'
import { activationNamed, nodeActivations } from './activation-names'
import { bidirectionalNodes } from './bidirectional-nodes'
import type { States } from './cell-node'
import type { Flow } from './flow'
import type { GraphBuilder } from './graph-builder'
import { recurrentNodes } from './recurrent-nodes'

type LayerOf<Type extends ReferenceLayer['type']> = Extract<ReferenceLayer, { type: Type }>

export interface Passage {
  readonly output: Flow
  /** Of each recurrent layer after its last step, in their order. */
  readonly states: readonly States[]
}

/**
 * Layers one after the other.
 * @param input of an Embedding token ids [batch, time], int64
 * @param initial of each recurrent layer; null: zeros
 */
export function layerNodes(
  graph: GraphBuilder,
  layers: readonly ReferenceLayer[],
  input: Flow,
  initial: readonly States[] | null = null,
): Passage {
  const states: States[] = []
  let output = input
  for (const layer of layers) {
    if (layer.type === 'Recurrent' || layer.type === 'Bidirectional') {
      const read =
        layer.type === 'Recurrent'
          ? recurrentNodes(graph, layer, output, initial?.[states.length] ?? null)
          : bidirectionalNodes(graph, layer, output)
      states.push(read.states)
      output = read.output
    } else output = nodesOf(graph, layer, output)
  }
  return { output, states }
}

function nodesOf(
  graph: GraphBuilder,
  layer: Exclude<ReferenceLayer, LayerOf<'Recurrent' | 'Bidirectional'>>,
  input: Flow,
): Flow {
  const { name } = layer
  switch (layer.type) {
    case 'Embedding':
      return embeddingNodes(graph, layer, input)
    case 'Dense': {
      const { weights } = layer
      return { ...input, name: denseNodes(graph, name, weights, input.name), width: weights.units }
    }
    case 'Flatten': {
      const options = { name, opType: 'Flatten', inputs: [input.name], attributes: { axis: 1 } }
      const width = (input.time ?? 1) * input.width
      return { name: graph.node(options), isSequence: false, time: null, width }
    }
    case 'GlobalMaxPooling1D':
    case 'GlobalAveragePooling1D': {
      const opType = layer.type === 'GlobalMaxPooling1D' ? 'ReduceMax' : 'ReduceMean'
      const attributes = { axes: [1], keepdims: 0 }
      const pooled = graph.node({ name, opType, inputs: [input.name], attributes })
      return { ...input, name: pooled, isSequence: false, time: null }
    }
    case 'LayerNormalization':
      return { ...input, name: normalizationNode(graph, layer, input) }
  }
}

function embeddingNodes(
  graph: GraphBuilder,
  { name, width, embeddings }: LayerOf<'Embedding'>,
  ids: Flow,
): Flow {
  const table = embeddingsName(name)
  graph.floats(table, [embeddings.length / width, width], embeddings)
  const rows = graph.node({ name, opType: 'Gather', inputs: [table, ids.name] })
  return { ...ids, name: rows, width }
}

/** The table of an Embedding among the graph's constants. */
export function embeddingsName(layer: string): string {
  return `${layer}/embeddings`
}

/**
 * y = f(x W + b) on the last axis of whatever it reads.
 * @param kernel the name of one that the graph has already, [inputs, units]
 */
export function denseNodes(
  graph: GraphBuilder,
  name: string,
  { inputs, units, kernel: values, bias, activation }: DenseWeights,
  input: string,
  kernel?: string,
): string {
  const W = kernel ?? graph.floats(`${name}/kernel`, [inputs, units], values)
  const activated = activationNamed(nodeActivations, activation as Activation) // a name of the experiment
  const steps = [
    { step: 'product', opType: 'MatMul', operands: [W] },
    ...(bias
      ? [{ step: 'sum', opType: 'Add', operands: [graph.floats(`${name}/bias`, [units], bias)] }]
      : []),
    ...(activated ? [{ step: 'activation', opType: activated.opType, operands: [] }] : []),
  ]
  return steps.reduce((before, { step, opType, operands }, index) => {
    const isLast = index === steps.length - 1
    return graph.node({
      ...{ name: isLast ? name : `${name}/${step}`, opType, inputs: [before, ...operands] },
      attributes: step === 'activation' ? attributesOf(activated) : {},
    })
  }, input)
}

function attributesOf(activation: ReturnType<typeof activationNamed<typeof nodeActivations>>) {
  if (!activation) return {}
  const { opType, ...numbers } = activation
  const entries = Object.entries(numbers).map(([key, float]) => [key, { float }])
  return { ...Object.fromEntries(entries), ...(opType === 'Softmax' && { axis: -1 }) }
}

function normalizationNode(
  graph: GraphBuilder,
  { name, epsilon, gamma, beta }: LayerOf<'LayerNormalization'>,
  { name: input, width }: Flow,
): string {
  const scale = graph.floats(`${name}/gamma`, [width], gamma ?? new Float32Array(width).fill(1))
  const bias = beta && graph.floats(`${name}/beta`, [width], beta)
  return graph.node({
    ...{ name, opType: 'LayerNormalization', inputs: [input, scale, bias] },
    attributes: { axis: -1, epsilon: { float: epsilon } },
  })
}
