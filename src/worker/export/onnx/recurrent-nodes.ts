// A SimpleRNN, LSTM or GRU as ONNX nodes.
import type { ReferenceLayer } from '#shared/domain/reference/types'
import { cellNode, type States } from './cell-node'
import type { Flow } from './flow'
import type { GraphBuilder } from './graph-builder'

type Recurrent = Extract<ReferenceLayer, { type: 'Recurrent' }>

export interface Read {
  readonly output: Flow
  readonly states: States
}

/**
 * One direction. A layer that goes backwards gives its steps in the order in which it read them, as in Keras; ONNX has them in
 * the order of the text.
 * @param input [batch, time, inputs]
 */
export function recurrentNodes(
  graph: GraphBuilder,
  { name, weights, returnSequences, goBackwards }: Recurrent,
  input: Flow,
  initial: States | null,
): Read {
  const direction = goBackwards ? 'reverse' : 'forward'
  const { Y, Y_h, Y_c } = cellNode(
    graph,
    { name, directions: [weights], direction, initial },
    input,
  )
  const states = { hidden: Y_h, cell: weights.cell === 'LSTM' ? Y_c : null }
  const width = weights.units
  if (!returnSequences) {
    const axis = graph.integers('first_axis', [0])
    const last = graph.node({ name: `${name}/last`, opType: 'Squeeze', inputs: [Y_h, axis] })
    return { output: { name: last, isSequence: false, time: null, width }, states }
  }
  const axis = graph.integers('direction_axis', [1])
  const steps = graph.node({ name: `${name}/steps`, opType: 'Squeeze', inputs: [Y, axis] })
  const turned = goBackwards ? reversedTime(graph, `${name}/reading_order`, steps) : steps
  return { output: { ...input, name: batchFirst(graph, name, turned), width }, states }
}

/** Of [time, batch, units], the last step first. */
function reversedTime(graph: GraphBuilder, name: string, steps: string): string {
  const from = graph.integers('last_step', [-1])
  const to = graph.integers('before_first_step', [-Number.MAX_SAFE_INTEGER])
  const axes = graph.integers('first_axis', [0])
  const by = graph.integers('step_back', [-1])
  return graph.node({ name, opType: 'Slice', inputs: [steps, from, to, axes, by] })
}

/** [time, batch, units] as [batch, time, units]. */
function batchFirst(graph: GraphBuilder, name: string, steps: string): string {
  const attributes = { perm: [1, 0, 2] }
  return graph.node({
    name: `${name}/batch_first`,
    opType: 'Transpose',
    inputs: [steps],
    attributes,
  })
}
