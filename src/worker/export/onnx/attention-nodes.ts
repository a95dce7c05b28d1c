// Luong's and Bahdanau's attention as ONNX nodes; padding of the source, id 0, is not seen.
import { attentionNames } from '#shared/domain/attention-rows'
import type { ReferenceAttention } from '#shared/domain/reference/types'
import type { Flow } from './flow'
import type { GraphBuilder } from './graph-builder'
import { denseNodes } from './layer-nodes'

// Added to the score of padding, as in the lab's model.
const hidden = -1e9
const names = attentionNames

export interface Source {
  /** [batch, source], int64 */
  readonly ids: Flow
  /** [batch, source, encoder] */
  readonly outputs: Flow
}

/**
 * Looks back from each step of a decoder.
 * @param states [batch, target, decoder]
 * @returns the states with what was seen put in, of the same shape
 */
export function attentionNodes(
  graph: GraphBuilder,
  attention: ReferenceAttention,
  states: Flow,
  source: Source,
): Flow {
  const scores = scoreNodes(graph, attention, states, source) // [batch, target, source]
  const mask = maskNodes(graph, source.ids) // [batch, 1, source]
  const masked = graph.node({
    ...{ name: `${names.scores}/masked`, opType: 'Add', inputs: [scores, mask] },
  })
  const weights = graph.node({
    ...{ name: names.weights, opType: 'Softmax', inputs: [masked], attributes: { axis: -1 } },
  })
  const context = graph.node({
    ...{ name: names.context, opType: 'MatMul', inputs: [weights, source.outputs.name] },
  })
  const joined = graph.node({
    ...{ name: `${names.combine}/joined`, opType: 'Concat', inputs: [context, states.name] },
    attributes: { axis: -1 },
  })
  const { combine } = attention
  return {
    ...states,
    name: denseNodes(graph, names.combine, combine, joined),
    width: combine.units,
  }
}

function scoreNodes(
  graph: GraphBuilder,
  { query: queryWeights, key: keyWeights, score }: ReferenceAttention,
  states: Flow,
  { outputs }: Source,
): string {
  const query = denseNodes(graph, names.query, queryWeights, states.name)
  if (!keyWeights || !score) {
    const perm = [0, 2, 1]
    const transpose = { opType: 'Transpose', inputs: [outputs.name], attributes: { perm } }
    const keys = graph.node({ name: `${names.scores}/keys_turned`, ...transpose })
    return graph.node({ name: names.scores, opType: 'MatMul', inputs: [query, keys] })
  }
  const key = denseNodes(graph, names.key, keyWeights, outputs.name)
  const queries = apart(graph, `${names.query}/apart`, query, 2) // [batch, target, 1, decoder]
  const keys = apart(graph, `${names.key}/apart`, key, 1) // [batch, 1, source, decoder]
  const sum = graph.node({
    name: `${names.scores}/queries_and_keys`,
    opType: 'Add',
    inputs: [queries, keys],
  })
  const bent = graph.node({ name: `${names.scores}/bent`, opType: 'Tanh', inputs: [sum] })
  const flat = denseNodes(graph, names.scores, score, bent) // [batch, target, source, 1]
  const axis = graph.integers('last_axis', [-1])
  return graph.node({ name: `${names.scores}/flat`, opType: 'Squeeze', inputs: [flat, axis] })
}

function apart(graph: GraphBuilder, name: string, input: string, axis: number): string {
  const axes = graph.integers(`${name}_axis`, [axis])
  return graph.node({ name, opType: 'Unsqueeze', inputs: [input, axes] })
}

function maskNodes(graph: GraphBuilder, ids: Flow): string {
  const padding = graph.integers('padding_id', [0])
  const isPadding = graph.node({
    ...{ name: `${names.mask}/is_padding`, opType: 'Equal', inputs: [ids.name, padding] },
  })
  const table = [
    graph.floats(`${names.mask}/hidden`, [1], [hidden]),
    graph.floats(`${names.mask}/seen`, [1], [0]),
  ]
  const mask = graph.node({ name: names.mask, opType: 'Where', inputs: [isPadding, ...table] })
  return apart(graph, `${names.mask}/apart`, mask, 1)
}
