// What the reference implementation computes with: plain numbers in typed arrays, row by row, one text at a time.
import type { Cell, Direction, GateName, LayerPlace } from '../inside/cells'
import type { Surgery } from '../inside/surgery'

/** The weights of one recurrent layer, in Keras's layout; see `gatesOf` for the order of the blocks. */
export interface CellWeights {
  readonly cell: Cell
  readonly inputs: number
  readonly units: number
  /** [inputs, gates x units] */
  readonly kernel: Float64Array
  /** [units, gates x units] */
  readonly recurrentKernel: Float64Array
  /** [gates x units]; null where the layer has none */
  readonly bias: Float64Array | null
  /** Names as in the experiment file, e.g. tanh; `recurrentActivation` is not used by SimpleRNN. */
  readonly activation: string
  readonly recurrentActivation: string
}

/** What a person has the cell do otherwise, at every step. */
export interface Interventions {
  /** Value by unit that replaces a gate's activation; NaN leaves it. */
  readonly clamped: Partial<Record<GateName, Float64Array>>
  /** Factor by unit of h_t; null: none. */
  readonly scaled: Float64Array | null
  readonly nudge?: Nudge
}

/** A number added to h_t of one unit at one step, before anything reads it: what dL/dh_t is measured by. */
export interface Nudge {
  /** In the order of the text. */
  readonly step: number
  readonly unit: number
  readonly by: number
}

/** Everything of a sequence that a cell read, in the order of the text also where it read backwards. */
export interface CellTrace {
  readonly steps: number
  /** x_t: [time, inputs] */
  readonly input: Float64Array
  /** [time, units] each */
  readonly hidden: Float64Array
  /** Null but for LSTM. */
  readonly cellState: Float64Array | null
  readonly preActivations: Partial<Record<GateName, Float64Array>>
  readonly gates: Partial<Record<GateName, Float64Array>>
  /** [units] */
  readonly initialHidden: Float64Array
  readonly initialCell: Float64Array | null
  readonly goesBackwards: boolean
}

/** What comes back from a cell. */
export interface CellGradients {
  /** dL/dx_t: [time, inputs] */
  readonly input: Float64Array
  /** dL/dh_t, all of it: through this step's reader and through the next step. [time, units] */
  readonly hidden: Float64Array
  /** [units] */
  readonly initialHidden: Float64Array
  readonly initialCell: Float64Array | null
  /** Null unless asked for; as in `CellWeights`. */
  readonly weights: {
    readonly kernel: Float64Array
    readonly recurrentKernel: Float64Array
    readonly bias: Float64Array | null
  } | null
}

export interface DenseWeights {
  readonly inputs: number
  readonly units: number
  /** [inputs, units] */
  readonly kernel: Float64Array
  readonly bias: Float64Array | null
  readonly activation: string
}

/** A layer as the reference network has it; names are those of the layer table. Dropout and the like are not there: they do nothing here. */
export type ReferenceLayer =
  | {
      readonly type: 'Embedding'
      readonly name: string
      readonly width: number
      /** [vocabulary, width], not copied from the model */
      readonly embeddings: Float32Array
    }
  | {
      readonly type: 'Recurrent'
      readonly name: string
      readonly weights: CellWeights
      readonly returnSequences: boolean
      readonly goBackwards: boolean
    }
  | {
      readonly type: 'Bidirectional'
      readonly name: string
      readonly forward: CellWeights
      readonly backward: CellWeights
      readonly returnSequences: boolean
      readonly mergeMode: 'concat' | 'sum' | 'ave' | 'mul'
    }
  /** At each step where it reads a sequence. */
  | { readonly type: 'Dense'; readonly name: string; readonly weights: DenseWeights }
  | { readonly type: 'Flatten'; readonly name: string }
  | { readonly type: 'GlobalMaxPooling1D'; readonly name: string }
  | { readonly type: 'GlobalAveragePooling1D'; readonly name: string }
  | {
      readonly type: 'LayerNormalization'
      readonly name: string
      readonly epsilon: number
      readonly gamma: Float64Array | null
      readonly beta: Float64Array | null
    }

/** Luong's dot product or Bahdanau's additive score, as docs/decisions/0016 has them. */
export interface ReferenceAttention {
  readonly kind: 'luong' | 'bahdanau'
  /** Query projection; of Bahdanau the key projection and the score too. */
  readonly query: DenseWeights
  readonly key: DenseWeights | null
  readonly score: DenseWeights | null
  readonly combine: DenseWeights
}

/** A model that goes from token ids to an answer at the end or at every step. */
export interface ReferenceNetwork {
  readonly layers: readonly ReferenceLayer[]
}

export interface ReferenceEncoderDecoder {
  readonly encoder: ReferenceNetwork
  readonly decoder: ReferenceNetwork
  readonly attention: ReferenceAttention | null
}

/** What goes from one layer to the next: a sequence of vectors, or one vector. */
export interface Signal {
  /** [rows, width], in the order of the text */
  readonly values: Float64Array
  readonly rows: number
  readonly width: number
  readonly isSequence: boolean
  /** Whether the model has the rows the other way round: after a layer that reads backwards and gives every step. */
  readonly isReversed: boolean
}

/** h, and c of an LSTM, of one layer that reads one way: [units] each. */
export interface CellState {
  readonly hidden: Float64Array
  readonly cell: Float64Array | null
}

/** The inside of a recurrent layer after a forward pass. */
export interface RecurrentTrace {
  readonly name: string
  readonly direction: Direction
  readonly weights: CellWeights
  readonly trace: CellTrace
}

/** A forward pass. `logits` are what the last Dense gives before its activation. */
export interface NetworkTrace {
  /** All steps, padding too. */
  readonly ids: Int32Array
  /** [steps, width] after the Embedding (and a silencing) */
  readonly embedded: Float64Array
  readonly recurrent: readonly RecurrentTrace[]
  /** What each layer but the last gave, in the order of the network's layers. */
  readonly signals: readonly Signal[]
  /** [rows, width]: one row, or one for each step */
  readonly logits: Float64Array
  readonly rows: number
  readonly width: number
}

/** What a backward pass from one row of logits finds. */
export interface NetworkGradients {
  /** dL/d(embedded): [steps, width] */
  readonly embedded: Float64Array
  /** As `NetworkTrace.recurrent`: dL/dh_t, [steps, units] */
  readonly hidden: readonly Float64Array[]
}

/** An encoder or the layers of a decoder after a forward pass. */
export interface PartTrace {
  readonly ids: Int32Array
  /** [steps, width] */
  readonly embedded: Float64Array
  readonly recurrent: readonly RecurrentTrace[]
}

/** An encoder-decoder after it read a source and was given a target, its start first. */
export interface EncoderDecoderTrace {
  readonly encoder: PartTrace
  readonly decoder: PartTrace
  /** [target, source], each row a share of 1; null without attention. */
  readonly attention: Float64Array | null
  /** [target, width]: what is said after each target token, before the softmax */
  readonly logits: Float64Array
  readonly rows: number
  readonly width: number
}

/** What a backward pass from one row of an encoder-decoder's logits finds. */
export interface EncoderDecoderGradients {
  readonly encoder: NetworkGradients
  readonly decoder: NetworkGradients
}

/** How a way back is made. */
export interface BackOptions extends ForwardOptions {
  /**
   * Layers that read forwards are not gone back through before this step: gradients of earlier steps, such as padding's, stay zero.
   * From there on they are whole. 0 when not given.
   */
  readonly from?: number
}

export interface ForwardOptions {
  /** `silence-token` counts steps here, padding included: whoever knows the text converts. */
  readonly surgery?: Surgery
  /** Changes one number of a recurrent layer's states. */
  readonly nudge?: LayerPlace & Nudge
  /** Vectors in place of the Embedding's: [steps, width]. */
  readonly embedded?: Float64Array
}
