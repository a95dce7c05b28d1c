// An inspection as the line of JSON that programs read: nested arrays, [time][units], by the names of the experiment file.
import type { Cell, GateName, Matrix } from '#shared/domain/inside/cells'
import {
  byDistance,
  memoryHorizon,
  type Axis,
  type InspectedLayer,
  type Inspection,
} from '#shared/domain/inside/inspection'

const cellNames: Record<Cell, string> = { SimpleRNN: 'simpleRnn', LSTM: 'lstm', GRU: 'gru' }

/** The keys are contracts; docs/command-line.md says what they are. */
export function inspectionJson(inspection: Inspection): object {
  const { text, snapshot, source, target, layers, outputs } = inspection
  const { prediction, agreement, gradient } = inspection
  const last = layers.at(-1)
  return {
    type: 'inspection',
    ...{ text, snapshot },
    tokens: namesOf(source),
    targetTokens: target && namesOf(target),
    ids: source.tokens.map(({ id }) => id),
    unknown: source.tokens.flatMap(({ isUnknown }, token) => (isUnknown ? [token] : [])),
    ...{ paddingBefore: source.paddingBefore, paddingAfter: source.paddingAfter, cut: source.cut },
    layers: layers.map(layerJson),
    ...{ outputs, prediction, gradient, agreement },
    gradientNorms: last ? distancesOf(last) : [],
  }
}

function layerJson(layer: InspectedLayer): object {
  const { name, cell, direction, axis, units, hidden, cellState } = layer
  return {
    ...{ name, cell: cellNames[cell], direction, axis, units },
    hidden: rowsOf(hidden),
    ...(cellState && { cellState: rowsOf(cellState) }),
    gates: gatesJson(layer.gates),
    initialHidden: Array.from(layer.initialHidden, exact),
    ...(layer.initialCell && { initialCell: Array.from(layer.initialCell, exact) }),
    gradientNorms: distancesOf(layer),
    horizon: memoryHorizon(byDistance(layer)),
  }
}

function gatesJson(gates: InspectedLayer['gates']): Partial<Record<GateName, number[][]>> {
  const rows = Object.entries(gates).map(([gate, matrix]) => [gate, rowsOf(matrix)] as const)
  return Object.fromEntries(rows)
}

function namesOf({ tokens }: Axis): string[] {
  return tokens.map(({ token }) => token)
}

/** [d] is the norm d of the layer's steps before the last one that the output depends on. */
function distancesOf(layer: InspectedLayer): number[] {
  return byDistance(layer).map(exact)
}

function rowsOf({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns), exact),
  )
}

/** Nine digits tell every number of 32 bits from its neighbours. */
function exact(value: number): number {
  return Number(value.toPrecision(9))
}
