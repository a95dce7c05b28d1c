// What was looked into, as the reference implementation has it: its equations can then be filled in.
import { gateNames, gatesOf, type GateName, type Matrix } from '#shared/domain/inside/cells'
import type { InspectedLayer } from '#shared/domain/inside/inspection'
import type { GateWeights, LayerWeights } from '#shared/domain/inside/weights'
import type { CellTrace, CellWeights } from '#shared/domain/reference/types'

/** The trace of a layer; row t belongs to token t also where it reads backwards. */
export function traceOf(layer: InspectedLayer, goesBackwards: boolean): CellTrace {
  return {
    steps: layer.hidden.rows,
    input: numbersOf(layer.input),
    hidden: numbersOf(layer.hidden),
    cellState: layer.cellState && numbersOf(layer.cellState),
    preActivations: byGate(layer.preActivations),
    gates: byGate(layer.gates),
    initialHidden: Float64Array.from(layer.initialHidden),
    initialCell: layer.initialCell && Float64Array.from(layer.initialCell),
    goesBackwards,
  }
}

function numbersOf({ values }: Matrix): Float64Array {
  return Float64Array.from(values)
}

function byGate(matrices: InspectedLayer['gates']): CellTrace['gates'] {
  const arrays: Partial<Record<GateName, Float64Array>> = {}
  for (const gate of gateNames) {
    const matrix = matrices[gate]
    if (matrix) arrays[gate] = numbersOf(matrix)
  }
  return arrays
}

/** The gates' weights side by side, in Keras's layout. */
export function cellWeightsOf(
  { cell, inputs, units, gates }: LayerWeights,
  { activation, recurrentActivation }: Pick<InspectedLayer, 'activation' | 'recurrentActivation'>,
): CellWeights {
  const ordered = gatesOf[cell].map((name) => gateNamed(gates, name))
  const hasBias = ordered.every(({ bias }) => bias !== null)
  return {
    ...{ cell, inputs, units, activation },
    recurrentActivation: recurrentActivation ?? 'sigmoid',
    kernel: sideBySide(
      ordered.map(({ kernel }) => kernel),
      units,
    ),
    recurrentKernel: sideBySide(
      ordered.map(({ recurrentKernel }) => recurrentKernel),
      units,
    ),
    bias: hasBias ? Float64Array.from(ordered.flatMap(({ bias }) => Array.from(bias ?? []))) : null,
  }
}

function gateNamed(gates: readonly GateWeights[], name: GateName): GateWeights {
  const found = gates.find(({ gate }) => gate === name)
  if (!found) throw new Error(`The weights have no ${name} gate.`)
  return found
}

/** [rows, units] each to [rows, matrices x units]. */
function sideBySide(matrices: readonly Matrix[], units: number): Float64Array {
  const width = matrices.length * units
  const rows = matrices[0].rows
  const all = new Float64Array(rows * width)
  for (const [index, { values }] of matrices.entries())
    for (let row = 0; row < rows; row++)
      all.set(values.subarray(row * units, (row + 1) * units), row * width + index * units)
  return all
}
