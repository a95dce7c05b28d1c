// What a recurrent tfjs layer computes, read off the layer itself, so that built and loaded models are served alike.
import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import type { Layer } from '../model/tfjs-internals'

export const cells = ['SimpleRNN', 'LSTM', 'GRU'] as const
export type Cell = (typeof cells)[number]

/** Blocks of columns in a kernel: one for SimpleRNN; i, f, c, o for LSTM; z, r, h for GRU. */
export const gateCount = { SimpleRNN: 1, LSTM: 4, GRU: 3 } as const satisfies Record<Cell, number>

/** Tensors of a state: h, and c for LSTM. */
export const stateCount = { SimpleRNN: 1, LSTM: 2, GRU: 1 } as const satisfies Record<Cell, number>

export interface Recurrence {
  readonly cell: Cell
  readonly units: number
  readonly activation: string
  /** The gates' activation; undefined for SimpleRNN, which has no gates. */
  readonly recurrentActivation: string | undefined
  readonly dropout: number
  readonly recurrentDropout: number
  readonly returnSequences: boolean
  readonly goBackwards: boolean
  /** Goes on from its own last state at every call: no experiment asks for it but a model from elsewhere may. */
  readonly isStateful: boolean
}

interface Named {
  getClassName(): string
}

interface Weight {
  read(): Tensor
}

/** The fields of tfjs's RNN layers and cells that stand for their mathematics. */
export interface RecurrentLayer extends Layer {
  readonly cell: {
    readonly units: number
    readonly activation: Named | null
    readonly recurrentActivation?: Named | null
    readonly dropout: number
    readonly recurrentDropout: number
    readonly dropoutFunc?: (ones: Tensor, rate: number) => Tensor
    readonly kernel: Weight
    readonly recurrentKernel: Weight
    readonly bias: Weight | null
  }
  readonly returnSequences: boolean
  returnState: boolean
  readonly goBackwards: boolean
  readonly stateful: boolean
}

/** The weights of one recurrent layer as they are now. */
export interface RecurrentWeights {
  /** [inputs, gates x units] */
  readonly kernel: Tensor2D
  /** [units, gates x units] */
  readonly recurrentKernel: Tensor2D
  /** [gates x units] */
  readonly bias: Tensor | null
}

/** The recurrent layers of a layer: itself, the two of a Bidirectional, or none. */
export function recurrentLayersOf(layer: Layer): RecurrentLayer[] {
  // tfjs declares the fields of its recurrent layers and wrappers private or not at all
  if (isCell(layer.getClassName())) return [layer as unknown as RecurrentLayer]
  if (layer.getClassName() !== 'Bidirectional') return []
  const { forwardLayer, backwardLayer } = layer as unknown as Record<string, RecurrentLayer>
  return [forwardLayer, backwardLayer].filter((one) => isCell(one.getClassName()))
}

/** What `layer` computes. */
export function recurrenceOf(layer: RecurrentLayer): Recurrence {
  const { cell } = layer
  return {
    cell: layer.getClassName() as Cell, // recurrentLayersOf gives no others
    units: cell.units,
    activation: cell.activation?.getClassName() ?? 'linear',
    recurrentActivation: cell.recurrentActivation?.getClassName(),
    dropout: cell.dropout,
    recurrentDropout: cell.recurrentDropout,
    returnSequences: layer.returnSequences,
    goBackwards: layer.goBackwards,
    isStateful: layer.stateful,
  }
}

/** The weights of a built layer. */
export function weightsOf({ cell }: RecurrentLayer): RecurrentWeights {
  return {
    kernel: cell.kernel.read() as Tensor2D,
    recurrentKernel: cell.recurrentKernel.read() as Tensor2D,
    bias: cell.bias?.read() ?? null,
  }
}

function isCell(name: string): name is Cell {
  return cells.some((cell) => cell === name)
}
