// A recurrent layer's weights by gate.
import { gatesOf, type GateName, type Matrix } from '#shared/domain/inside/cells'
import type { LayerWeights, WeightsRequest } from '#shared/domain/inside/weights'
import type { CellWeights } from '#shared/domain/reference/types'
import { success, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import { cellWeightsOf } from '../model/network-of'
import { modelPlaces, readerOf } from './networks'
import { findPlace } from './prepare-surgery'
import { spectralRadius } from './spectral-radius'

/**
 * The weights of a layer, of the kept model or of a snapshot. Fails with `data-unusable` for a layer that the model does not
 * have, with `run-unreadable` for a snapshot that the run does not have.
 */
export async function layerWeights(
  run: LoadedRun,
  request: WeightsRequest,
): Promise<Result<LayerWeights>> {
  const place = findPlace(modelPlaces(run.model, run.experiment), request)
  if (!place.ok) return place
  const read = await readerOf(run, request.snapshot)
  if (!read.ok) return read
  const { layer, direction, recurrent } = place.value
  const weights = cellWeightsOf(recurrent, read.value)
  const { cell, inputs, units } = weights
  const gates = gateBlocks(weights).map(({ gate, kernel, recurrentKernel, bias }) => ({
    gate,
    kernel: matrixOf(kernel, inputs, units),
    recurrentKernel: matrixOf(recurrentKernel, units, units),
    bias: bias && Float32Array.from(bias),
    spectralRadius: spectralRadius(recurrentKernel, units),
  }))
  return success({ name: layer, direction, cell, inputs, units, gates })
}

/** A gate's own part of a layer's weights. */
export interface GateBlock {
  readonly gate: GateName
  /** W_g: [inputs, units] */
  readonly kernel: Float64Array
  /** U_g: [units, units] */
  readonly recurrentKernel: Float64Array
  /** b_g: [units] */
  readonly bias: Float64Array | null
}

/** The weights of a cell taken apart by gate. */
export function gateBlocks(weights: CellWeights): GateBlock[] {
  const { cell, inputs, units, kernel, recurrentKernel, bias } = weights
  const names: readonly GateName[] = gatesOf[cell]
  return names.map((gate, index) => {
    const columns = (values: Float64Array, rows: number): Float64Array =>
      columnsOf(values, { rows, width: names.length * units, from: index * units, count: units })
    return {
      gate,
      kernel: columns(kernel, inputs),
      recurrentKernel: columns(recurrentKernel, units),
      bias: bias && columns(bias, 1),
    }
  })
}

interface Columns {
  readonly rows: number
  readonly width: number
  readonly from: number
  readonly count: number
}

function columnsOf(values: Float64Array, { rows, width, from, count }: Columns): Float64Array {
  const found = new Float64Array(rows * count)
  for (let row = 0; row < rows; row++)
    found.set(values.subarray(row * width + from, row * width + from + count), row * count)
  return found
}

function matrixOf(values: Float64Array, rows: number, columns: number): Matrix {
  return { rows, columns, values: Float32Array.from(values) }
}
