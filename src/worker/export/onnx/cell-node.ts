// The RNN, LSTM or GRU node of a recurrent layer.
import type { Cell } from '#shared/domain/inside/cells'
import type { CellWeights } from '#shared/domain/reference/types'
import { activationNamed, cellActivations } from './activation-names'
import { biasesOf, gateOrders, joined, kernelOf, recurrentKernelOf } from './cell-weights'
import type { Flow } from './flow'
import type { AttributeValue, GraphBuilder } from './graph-builder'

/** h, and c of an LSTM: [1, batch, units] each; of both directions side by side. */
export interface States {
  readonly hidden: string
  readonly cell: string | null
}

const opTypes: Readonly<Record<Cell, string>> = { SimpleRNN: 'RNN', LSTM: 'LSTM', GRU: 'GRU' }

interface CellNode {
  readonly name: string
  readonly directions: readonly CellWeights[]
  readonly direction: 'forward' | 'reverse' | 'bidirectional'
  readonly initial: States | null
}

/** The node itself: Y [time, directions, batch, units], Y_h and Y_c [directions, batch, units]. */
export function cellNode(
  graph: GraphBuilder,
  { name, directions, direction, initial }: CellNode,
  input: Flow,
): Readonly<Record<'Y' | 'Y_h' | 'Y_c', string>> {
  const [{ cell, units, inputs: width, bias }] = directions
  const [gates, count] = [gateOrders[cell].length, directions.length]
  const transpose = { opType: 'Transpose', inputs: [input.name], attributes: { perm: [1, 0, 2] } }
  const X = graph.node({ name: `${name}/time_first`, ...transpose })
  const W = graph.floats(`${name}/W`, [count, gates * units, width], joined(directions, kernelOf))
  const recurrent = joined(directions, recurrentKernelOf)
  const R = graph.floats(`${name}/R`, [count, gates * units, units], recurrent)
  const B =
    bias && graph.floats(`${name}/B`, [count, 2 * gates * units], joined(directions, biasesOf))
  const states = [initial?.hidden ?? null, initial?.cell ?? null]
  const node = {
    ...{ name, opType: opTypes[cell], inputs: [X, W, R, B, null, ...states] },
    attributes: {
      ...activationsOf(directions),
      ...{ direction, hidden_size: units },
      linear_before_reset: cell === 'GRU' ? 0 : undefined,
    },
  }
  return cell === 'LSTM'
    ? graph.nodeWith(node, ['Y', 'Y_h', 'Y_c'])
    : { ...graph.nodeWith(node, ['Y', 'Y_h']), Y_c: '' }
}

function activationsOf(
  directions: readonly CellWeights[],
): Record<string, AttributeValue | undefined> {
  const all = directions.flatMap(({ cell, activation, recurrentActivation }) => {
    const names = {
      SimpleRNN: [activation],
      LSTM: [recurrentActivation, activation, activation],
      GRU: [recurrentActivation, activation],
    }
    return names[cell].map((name) => {
      const found = activationNamed(cellActivations, name)
      if (!found) throw new Error(`ONNX has no activation ${name} in a cell`)
      return found
    })
  })
  // Each takes the next number of these lists, if it is of those that have one.
  const alphas = all.flatMap(({ alpha }) => alpha ?? [])
  const betas = all.flatMap(({ beta }) => beta ?? [])
  return {
    activations: all.map(({ opType }) => opType),
    activation_alpha: alphas.length > 0 ? alphas : undefined,
    activation_beta: betas.length > 0 ? betas : undefined,
  }
}
