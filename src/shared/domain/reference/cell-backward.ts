// Backpropagation through time: from the last step that a cell read back to the first (Werbos 1990).
import { gatesOf } from '../inside/cells'
import type { StepGradients } from './gate'
import { gruBackward } from './gru'
import { lstmBackward } from './lstm'
import { readingOrder, rowOf, viewStep } from './run-cell'
import { simpleRnnBackward } from './simple-rnn'
import type { CellGradients, CellTrace, CellWeights, Interventions } from './types'

export interface BackwardOptions {
  /** Gradients of the state after the last step that was read, which someone used besides: [units] each. */
  readonly finalHidden?: Float64Array | null
  readonly finalCell?: Float64Array | null
  /** Whether the weights' gradients are wanted. */
  readonly weights?: boolean
  /** The same as in the forward pass. */
  readonly interventions?: Interventions
  /** The earliest step that counts, where the cell reads forwards; 0 when not given. */
  readonly from?: number
}

const backwardOf = { SimpleRNN: simpleRnnBackward, LSTM: lstmBackward, GRU: gruBackward } as const

/**
 * Gradients of everything that went into a cell.
 * @param hidden dL/dh_t as it comes from above, from whatever reads h_t but the cell itself: [time, units]
 * @returns `hidden` is all of dL/dh_t: from above and by way of all later steps
 */
export function cellBackward(
  weights: CellWeights,
  trace: CellTrace,
  hidden: Float64Array,
  options: BackwardOptions = {},
): CellGradients {
  const { units, inputs, cell } = weights
  const { interventions, from = 0 } = options
  const answer = emptyGradients(weights, trace, hidden, options)
  const scratch = new Float64Array(units)
  const gates = gatesOf[cell].map(() => new Float64Array(units))
  // What later steps send back to h_t and c_t: [units] each.
  let fromLater = copyOf(options.finalHidden, units)
  let cellFromLater = copyOf(options.finalCell, units)
  let dBefore = copyOf(null, units)
  let dCellBefore = copyOf(null, units)
  const dh = copyOf(null, units)
  const runBackward = backwardOf[cell]
  for (const at of [...readingOrder(trace)].reverse()) {
    if (at < from && !trace.goesBackwards) break
    const all = rowOf(answer.hidden, at, units) // dL/dh_t: [units]
    for (let unit = 0; unit < units; unit++) all[unit] += fromLater[unit]
    dh.set(all)
    const gradients: StepGradients = {
      ...{ hidden: dh, cellState: cellFromLater, gates, weights: answer.weights },
      x: rowOf(answer.input, at, inputs), // dL/dx_t: [inputs]
      hiddenBefore: dBefore.fill(0),
      cellBefore: dCellBefore.fill(0),
    }
    runBackward(weights, viewStep(weights, trace, at, scratch), gradients, interventions)
    ;[fromLater, dBefore] = [dBefore, fromLater]
    ;[cellFromLater, dCellBefore] = [dCellBefore, cellFromLater]
  }
  return {
    ...answer,
    initialHidden: fromLater,
    initialCell: cell === 'LSTM' ? cellFromLater : null,
  }
}

function emptyGradients(
  { kernel, recurrentKernel, bias }: CellWeights,
  { input }: CellTrace,
  hidden: Float64Array,
  options: BackwardOptions,
): Omit<CellGradients, 'initialHidden' | 'initialCell'> {
  return {
    input: new Float64Array(input.length),
    hidden: Float64Array.from(hidden),
    weights: options.weights
      ? {
          kernel: new Float64Array(kernel.length),
          recurrentKernel: new Float64Array(recurrentKernel.length),
          bias: bias && new Float64Array(bias.length),
        }
      : null,
  }
}

function copyOf(values: Float64Array | null | undefined, units: number): Float64Array {
  return values ? Float64Array.from(values) : new Float64Array(units)
}
