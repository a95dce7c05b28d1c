// The weights of a recurrent layer taken apart by gate, and what became of them.
import { z } from 'zod'
import type { Cell, Direction, GateName, Matrix } from './cells'
import { snapshotSchema } from './inspection'

export const weightsRequestSchema = z.strictObject({
  layer: z.string().min(1).max(100),
  direction: z.enum(['forward', 'backward']).nullable().default(null),
  snapshot: snapshotSchema.default('kept'),
})
export type WeightsRequest = z.output<typeof weightsRequestSchema>

export interface GateWeights {
  readonly gate: GateName
  /** W: [inputs, units] */
  readonly kernel: Matrix
  /** U: [units, units] */
  readonly recurrentKernel: Matrix
  /** b: [units]; null where the layer has none. */
  readonly bias: Float32Array | null
  /** Largest absolute eigenvalue of U. */
  readonly spectralRadius: number
}

export interface LayerWeights {
  readonly name: string
  readonly direction: Direction
  readonly cell: Cell
  readonly inputs: number
  readonly units: number
  readonly gates: readonly GateWeights[]
}

/** What a matrix was like at a snapshot. */
export interface WeightPoint {
  readonly epoch: number
  /** Frobenius norm. */
  readonly norm: number
  /** Frobenius norm of the difference to the initial weights, divided by their norm (0 where that is 0). */
  readonly change: number
  /** Of recurrent kernels. */
  readonly spectralRadius: number | null
}

export interface WeightHistory {
  readonly layer: string
  readonly direction: Direction
  readonly series: readonly {
    readonly gate: GateName
    readonly weight: 'kernel' | 'recurrentKernel' | 'bias'
    readonly points: readonly WeightPoint[]
  }[]
}
