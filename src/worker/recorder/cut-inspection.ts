// The part of what a network did with a probe that a record holds: the last tokens, the first units, the likeliest answers.
import type { Matrix } from '#shared/domain/inside/cells'
import type { Axis, InspectedLayer, Inspection } from '#shared/domain/inside/inspection'
import type { TimelineRecord } from '#shared/domain/inside/timeline'
import type { RecordLimits } from './timeline-files'

type Looked = Pick<Inspection, 'text' | 'source' | 'target' | 'layers' | 'outputs'>

/** Copies what stays. */
export function cutInspection(
  looked: Looked,
  limits: RecordLimits,
): TimelineRecord['probes'][number] {
  const { text, source, target, layers, outputs } = looked
  const first = {
    source: tokensLeftOut(source, limits),
    target: target === null ? 0 : tokensLeftOut(target, limits),
  }
  return {
    text,
    source: withoutTokens(source, first.source),
    target: target && withoutTokens(target, first.target),
    layers: layers.map((layer) => cutLayer(layer, first[layer.axis], limits.units)),
    outputs: outputs
      .filter(({ axis, at }) => at >= first[axis])
      .map((output) => ({ ...output, at: output.at - first[output.axis] })),
  }
}

/** How many of an axis's tokens, its first ones, a record leaves out. */
export function tokensLeftOut({ tokens }: Axis, limits: RecordLimits): number {
  return Math.max(0, tokens.length - limits.tokens)
}

function withoutTokens(axis: Axis, first: number): Axis {
  return { ...axis, tokens: axis.tokens.slice(first) }
}

function cutLayer(layer: InspectedLayer, first: number, mostUnits: number): InspectedLayer {
  const units = Math.min(layer.units, mostUnits)
  const cut = (matrix: Matrix): Matrix => cutMatrix(matrix, first, units)
  const before = stateBefore(layer, first)
  return {
    ...layer,
    units,
    input: { rows: layer.hidden.rows - first, columns: 0, values: new Float32Array() },
    hidden: cut(layer.hidden),
    cellState: layer.cellState && cut(layer.cellState),
    initialHidden: before.hidden.slice(0, units),
    initialCell: before.cell?.slice(0, units) ?? null,
    preActivations: {},
    gates: mapValues(layer.gates, cut),
    gradientNorms: layer.gradientNorms.slice(first),
  }
}

/** The state before the first token that stays; a layer that reads backwards begins at the other end. */
function stateBefore(
  { goesBackwards, hidden, cellState, initialHidden, initialCell, units }: InspectedLayer,
  first: number,
): { readonly hidden: Float32Array; readonly cell: Float32Array | null } {
  if (first === 0 || goesBackwards) return { hidden: initialHidden, cell: initialCell }
  const row = ({ values }: Matrix) => values.slice((first - 1) * units, first * units)
  return { hidden: row(hidden), cell: cellState && row(cellState) }
}

function cutMatrix({ rows, columns, values }: Matrix, first: number, units: number): Matrix {
  const kept = new Float32Array((rows - first) * units)
  for (let row = first; row < rows; row++)
    kept.set(values.subarray(row * columns, row * columns + units), (row - first) * units)
  return { rows: rows - first, columns: units, values: kept }
}

function mapValues<Key extends string>(
  record: Partial<Record<Key, Matrix>>,
  change: (matrix: Matrix) => Matrix,
): Partial<Record<Key, Matrix>> {
  const changed: Partial<Record<Key, Matrix>> = {}
  for (const key in record) {
    const matrix = record[key]
    if (matrix) changed[key] = change(matrix)
  }
  return changed
}
