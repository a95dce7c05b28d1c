// Unrolls a cell over a sequence: the same weights at every step, the state handed from one step to the next.
import { gatesOf, type GateName } from '../inside/cells'
import type { Step } from './gate'
import { gruStep } from './gru'
import { lstmStep } from './lstm'
import { simpleRnnStep } from './simple-rnn'
import type { CellTrace, CellWeights, Interventions } from './types'

export interface RunOptions {
  /** h before the first step that is read: [units]; zeros when not given. */
  readonly initialHidden?: Float64Array | null
  /** c of an LSTM, likewise. */
  readonly initialCell?: Float64Array | null
  /** Reads from the last step to the first. */
  readonly goBackwards?: boolean
  readonly interventions?: Interventions
}

const stepOf = { SimpleRNN: simpleRnnStep, LSTM: lstmStep, GRU: gruStep } as const

/**
 * Reads a sequence and keeps all that the cell computed. Step 0 of the trace is step 0 of the input, also where the cell
 * reads backwards.
 * @param input [time, inputs]
 */
export function runCell(
  weights: CellWeights,
  input: Float64Array,
  options: RunOptions = {},
): CellTrace {
  const trace = emptyTrace(weights, input, options)
  const scratch = new Float64Array(weights.units)
  const runStep = stepOf[weights.cell]
  const nudge = options.interventions?.nudge
  for (const at of readingOrder(trace)) {
    const step = viewStep(weights, trace, at, scratch)
    runStep(weights, step, options.interventions)
    if (nudge?.step === at) step.hidden[nudge.unit] += nudge.by
  }
  return trace
}

/** h, and c of an LSTM, after the last step that was read: [units] each; the initial ones when nothing was read. */
export function lastState({ steps, hidden, cellState, initialHidden, ...trace }: CellTrace): {
  readonly hidden: Float64Array
  readonly cell: Float64Array | null
} {
  const units = initialHidden.length
  const at = trace.goesBackwards ? 0 : steps - 1
  if (steps === 0) return { hidden: initialHidden, cell: trace.initialCell }
  return { hidden: rowOf(hidden, at, units), cell: cellState && rowOf(cellState, at, units) }
}

/** The steps in the order in which the cell reads them. */
export function* readingOrder({
  steps,
  goesBackwards,
}: Pick<CellTrace, 'steps' | 'goesBackwards'>): Generator<number> {
  for (let count = 0; count < steps; count++) yield goesBackwards ? steps - 1 - count : count
}

/** A row of [rows, width], as a view. */
export function rowOf(values: Float64Array, row: number, width: number): Float64Array {
  return values.subarray(row * width, (row + 1) * width)
}

/** One step of a trace. */
export function viewStep(
  weights: CellWeights,
  trace: CellTrace,
  at: number,
  scratch: Float64Array,
): Step {
  const { units, inputs, cell } = weights
  const before = trace.goesBackwards ? at + 1 : at - 1
  const isFirst = before < 0 || before >= trace.steps
  const { cellState } = trace
  return {
    x: rowOf(trace.input, at, inputs), // [inputs]
    hiddenBefore: isFirst ? trace.initialHidden : rowOf(trace.hidden, before, units), // [units]
    cellBefore:
      cellState && !isFirst ? rowOf(cellState, before, units) : (trace.initialCell ?? nothing),
    preActivations: gatesOf[cell].map((gate) =>
      rowOf(arrayOf(trace.preActivations, gate), at, units),
    ),
    gates: gatesOf[cell].map((gate) => rowOf(arrayOf(trace.gates, gate), at, units)),
    cellState: cellState ? rowOf(cellState, at, units) : nothing,
    hidden: rowOf(trace.hidden, at, units), // [units]
    scratch,
  }
}

const nothing = new Float64Array(0)

function arrayOf(arrays: CellTrace['gates'], gate: GateName): Float64Array {
  const found = arrays[gate]
  if (!found) throw new Error(`the trace has no ${gate} gate`)
  return found
}

function emptyTrace(weights: CellWeights, input: Float64Array, options: RunOptions): CellTrace {
  const { cell, units, inputs } = weights
  const steps = input.length / inputs
  const states = () => new Float64Array(steps * units) // [time, units]
  const byGate = () => Object.fromEntries(gatesOf[cell].map((gate) => [gate, states()]))
  const isLstm = cell === 'LSTM'
  return {
    ...{ steps, input },
    hidden: states(),
    cellState: isLstm ? states() : null,
    preActivations: byGate(),
    gates: byGate(),
    initialHidden: options.initialHidden ?? new Float64Array(units),
    initialCell: isLstm ? (options.initialCell ?? new Float64Array(units)) : null,
    goesBackwards: options.goBackwards ?? false,
  }
}
