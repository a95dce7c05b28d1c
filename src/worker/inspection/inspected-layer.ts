// A recurrent layer's trace as people look at it: the text's own tokens alone, padding left out.
import type { GateName, Matrix } from '#shared/domain/inside/cells'
import type { Axis, InspectedLayer } from '#shared/domain/inside/inspection'
import type { CellTrace } from '#shared/domain/reference/types'
import type { AxisTrace } from './pass'

/**
 * @param axis what the layer steps over
 * @param gradient dL/dh_t of all steps: [steps, units]
 */
export function inspectedLayer(
  { axis: name, trace: { name: layer, direction, weights, trace } }: AxisTrace,
  axis: Axis,
  gradient: Float64Array,
): InspectedLayer {
  const { cell, inputs, units, activation, recurrentActivation } = weights
  const rows = { from: axis.paddingBefore, count: axis.tokens.length }
  const states = (values: Float64Array): Matrix => matrixOf(values, units, rows)
  return {
    ...{ name: layer, direction, cell, axis: name, inputs, units, activation },
    goesBackwards: trace.goesBackwards,
    recurrentActivation: cell === 'SimpleRNN' ? null : recurrentActivation,
    input: matrixOf(trace.input, inputs, rows),
    hidden: states(trace.hidden),
    cellState: trace.cellState && states(trace.cellState),
    ...initialStates(trace, units, rows),
    preActivations: byGate(trace.preActivations, states),
    gates: byGate(trace.gates, states),
    gradientNorms: gradientNorms(gradient, units, axis),
  }
}

interface Rows {
  readonly from: number
  readonly count: number
}

function matrixOf(values: Float64Array, columns: number, { from, count }: Rows): Matrix {
  const part = values.subarray(from * columns, (from + count) * columns)
  return { rows: count, columns, values: new Float32Array(part) }
}

function byGate(
  values: Partial<Record<GateName, Float64Array>>,
  matrix: (values: Float64Array) => Matrix,
): Partial<Record<GateName, Matrix>> {
  const found: Partial<Record<GateName, Matrix>> = {}
  for (const [gate, numbers] of Object.entries(values)) found[gate as GateName] = matrix(numbers) // a key of the record that was given
  return found
}

/** h and c before the first token that the layer reads, which is the last one where it reads backwards. */
function initialStates(
  trace: CellTrace,
  units: number,
  { from, count }: Rows,
): Pick<InspectedLayer, 'initialHidden' | 'initialCell'> {
  const before = trace.goesBackwards ? from + count : from - 1
  const isPadding = before >= 0 && before < trace.steps
  const row = (values: Float64Array): Float32Array =>
    new Float32Array(values.subarray(before * units, (before + 1) * units))
  return {
    initialHidden: isPadding ? row(trace.hidden) : new Float32Array(trace.initialHidden),
    initialCell:
      isPadding && trace.cellState
        ? row(trace.cellState)
        : trace.initialCell && new Float32Array(trace.initialCell),
  }
}

/**
 * The Euclidean norm at each token of an axis.
 * @param gradient dL/dh_t of all steps: [steps, units]
 */
export function gradientNorms(
  gradient: Float64Array,
  units: number,
  { tokens, paddingBefore }: Axis,
): Float32Array {
  return Float32Array.from(tokens, (_, token) => {
    const row = (paddingBefore + token) * units
    let sum = 0
    for (let unit = 0; unit < units; unit++) sum += gradient[row + unit] ** 2
    return Math.sqrt(sum)
  })
}
