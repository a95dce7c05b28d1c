// A Bidirectional as ONNX nodes: one node reads both ways, and what it gives is merged.
import { mergedWidth } from '#shared/domain/reference/bidirectional'
import type { ReferenceLayer } from '#shared/domain/reference/types'
import { cellNode } from './cell-node'
import type { Flow } from './flow'
import type { GraphBuilder } from './graph-builder'
import type { Read } from './recurrent-nodes'

type Bidirectional = Extract<ReferenceLayer, { type: 'Bidirectional' }>

/**
 * Both directions, which start from zeros, merged as the layer says.
 * @param input [batch, time, inputs]
 */
export function bidirectionalNodes(
  graph: GraphBuilder,
  { name, forward, backward, returnSequences, mergeMode }: Bidirectional,
  input: Flow,
): Read {
  const both = { name, directions: [forward, backward], initial: null }
  const { Y, Y_h, Y_c } = cellNode(graph, { ...both, direction: 'bidirectional' }, input)
  const states = {
    hidden: sideBySide(graph, `${name}/states_h`, Y_h, 2 * forward.units),
    cell:
      forward.cell === 'LSTM'
        ? sideBySide(graph, `${name}/states_c`, Y_c, 2 * forward.units)
        : null,
  }
  const perm = returnSequences ? [2, 0, 1, 3] : [1, 0, 2]
  const inputs = [returnSequences ? Y : Y_h]
  // [batch, time, 2, units] or [batch, 2, units]
  const apart = graph.node({
    name: `${name}/directions`,
    opType: 'Transpose',
    inputs,
    attributes: { perm },
  })
  const output = {
    name: mergedDirections(graph, name, apart, mergeMode, returnSequences),
    ...{ isSequence: returnSequences, time: returnSequences ? input.time : null },
    width: mergedWidth(mergeMode, forward.units),
  }
  return { output, states }
}

function mergedDirections(
  graph: GraphBuilder,
  name: string,
  directions: string,
  mergeMode: Bidirectional['mergeMode'],
  isSequence: boolean,
): string {
  const axis = isSequence ? 2 : 1
  const axes = isSequence ? 'merged_axis_of_steps' : 'merged_axis'
  const node = { name: `${name}/merged` }
  switch (mergeMode) {
    case 'concat': {
      // 0 keeps a size, -1 is what remains.
      const shape = isSequence
        ? graph.integers('shape_of_steps', [0, 0, -1])
        : graph.integers('shape_of_vectors', [0, -1])
      return graph.node({ ...node, opType: 'Reshape', inputs: [directions, shape] })
    }
    case 'sum': {
      const inputs = [directions, graph.integers(axes, [axis])]
      return graph.node({ ...node, opType: 'ReduceSum', inputs, attributes: { keepdims: 0 } })
    }
    case 'ave':
    case 'mul': {
      const opType = mergeMode === 'ave' ? 'ReduceMean' : 'ReduceProd'
      const attributes = { axes: [axis], keepdims: 0 }
      return graph.node({ ...node, opType, inputs: [directions], attributes })
    }
  }
}

/** [2, batch, units] as [1, batch, 2 x units]. */
function sideBySide(graph: GraphBuilder, name: string, state: string, width: number): string {
  const attributes = { perm: [1, 0, 2] }
  const turned = graph.node({
    name: `${name}_by_text`,
    opType: 'Transpose',
    inputs: [state],
    attributes,
  })
  const shape = graph.integers(`${name}_shape`, [1, -1, width])
  return graph.node({ name, opType: 'Reshape', inputs: [turned, shape] })
}
