// A recurrent layer around its cell: what it gives to the next layer, every state or the last one.
import type { Direction } from '../inside/cells'
import { cellBackward } from './cell-backward'
import { interventionsFor } from './interventions'
import { lastState, rowOf, runCell } from './run-cell'
import type {
  BackOptions,
  CellGradients,
  CellState,
  CellWeights,
  ForwardOptions,
  RecurrentTrace,
  Signal,
} from './types'

/** How a cell of a network reads. */
export interface Reading {
  readonly name: string
  readonly direction: Direction
  readonly weights: CellWeights
  readonly goBackwards: boolean
  readonly options: ForwardOptions
  /** Null: zeros. */
  readonly initial: CellState | null
}

/** Runs the cell over what the layer below gave; a backwards signal is read from its other end. */
export function read(input: Signal, reading: Reading): RecurrentTrace {
  const { name, direction, weights, initial } = reading
  const trace = runCell(weights, input.values, {
    initialHidden: initial?.hidden,
    initialCell: initial?.cell,
    goBackwards: reading.goBackwards !== input.isReversed,
    interventions: interventionsFor(reading.options, { layer: name, direction }, weights.units),
  })
  return { name, direction, weights, trace }
}

/** What the layer gives: h of every step [time, units], or of the last one that was read [units]. */
export function outputOf({ trace, weights }: RecurrentTrace, returnSequences: boolean): Signal {
  const { steps, hidden, goesBackwards } = trace
  const { units: width } = weights
  return returnSequences
    ? { values: hidden, rows: steps, width, isSequence: true, isReversed: goesBackwards }
    : {
        ...{ values: Float64Array.from(lastState(trace).hidden), rows: 1, width },
        ...{ isSequence: false, isReversed: false },
      }
}

/**
 * The way back through the cell.
 * @param gradient dL/d(what the layer gave): [time, units], or [units] of the last state
 * @param final dL/d(the last state), for those who used that; null: nobody did
 */
export function readBackward(
  { name, direction, weights, trace }: RecurrentTrace,
  gradient: Float64Array,
  returnSequences: boolean,
  options: BackOptions,
  final: CellState | null,
): CellGradients {
  const { steps, goesBackwards } = trace
  const { units } = weights
  let hidden = gradient // [time, units]
  if (!returnSequences) {
    hidden = new Float64Array(steps * units)
    if (steps > 0) rowOf(hidden, goesBackwards ? 0 : steps - 1, units).set(gradient)
  }
  return cellBackward(weights, trace, hidden, {
    finalHidden: final?.hidden,
    finalCell: final?.cell,
    from: options.from,
    interventions: interventionsFor(options, { layer: name, direction }, units),
  })
}
