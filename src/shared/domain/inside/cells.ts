// The recurrent cells that the lab looks into: their gates, by the names of the papers, in Keras's order.

export const cells = ['SimpleRNN', 'LSTM', 'GRU'] as const
export type Cell = (typeof cells)[number]

export const gateNames = ['input', 'forget', 'candidate', 'output', 'update', 'reset'] as const
export type GateName = (typeof gateNames)[number]

/**
 * The blocks of columns of a kernel in their order: Keras's i, f, c, o of LSTM and z, r, h of GRU. SimpleRNN has one block, the
 * candidate: its new state.
 */
export const gatesOf = {
  SimpleRNN: ['candidate'],
  LSTM: ['input', 'forget', 'candidate', 'output'],
  GRU: ['update', 'reset', 'candidate'],
} as const satisfies Record<Cell, readonly GateName[]>

/** Which of a Bidirectional's two layers; null for a layer that reads one way. */
export type Direction = 'forward' | 'backward' | null

/** A recurrent layer of a model. */
export interface LayerPlace {
  /** As the layer table names it; of a Bidirectional the wrapper's name. */
  readonly layer: string
  readonly direction: Direction
}

/** Numbers in rows, one row after the other. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
}
