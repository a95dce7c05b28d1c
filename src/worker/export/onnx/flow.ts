// What goes from one layer's nodes to the next layer's: [batch, time, width] or [batch, width]; token ids [batch, time].
export interface Flow {
  /** Of the tensor in the graph. */
  readonly name: string
  readonly isSequence: boolean
  /** Null where any length is taken, and of vectors. */
  readonly time: number | null
  /** 1 of token ids. */
  readonly width: number
}
