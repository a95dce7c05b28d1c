// How a layer's weights changed from snapshot to snapshot.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GateName } from '#shared/domain/inside/cells'
import type { WeightHistory, WeightPoint, WeightsRequest } from '#shared/domain/inside/weights'
import { success, type Result } from '#shared/protocol/result'
import type { LoadedRun } from '../inference/load-run'
import { listSnapshots } from '../recorder/snapshots'
import { gateBlocks, type GateBlock } from './layer-weights'
import { cellWeightsOf } from '../model/network-of'
import { modelPlaces, readerOf } from './networks'
import { findPlace } from './prepare-surgery'
import { spectralRadius } from './spectral-radius'

type Weight = WeightHistory['series'][number]['weight']
interface Series {
  readonly gate: GateName
  readonly weight: Weight
  readonly points: WeightPoint[]
}

/**
 * A layer's weights at every snapshot of the run; no series in a run without snapshots. Changes are counted from the earliest one,
 * which is the initial weights unless that file is gone. Fails as `layerWeights` does.
 */
export async function weightHistory(
  run: LoadedRun,
  request: Omit<WeightsRequest, 'snapshot'>,
): Promise<Result<WeightHistory>> {
  const place = findPlace(modelPlaces(run.model, run.experiment), request)
  if (!place.ok) return place
  const snapshots = await listSnapshots(run.folder)
  if (!snapshots.ok) return snapshots
  const { layer, direction, recurrent } = place.value
  let initial: GateBlock[] | undefined
  const series: Series[] = []
  for (const { epoch } of snapshots.value) {
    const read = await readerOf(run, epoch)
    if (!read.ok) return read
    const blocks = gateBlocks(cellWeightsOf(recurrent, read.value))
    initial ??= blocks
    addPoints(series, epoch, blocks, initial)
    await nextTurn()
  }
  return success({ layer, direction, series })
}

function addPoints(
  series: Series[],
  epoch: number,
  blocks: readonly GateBlock[],
  initial: readonly GateBlock[],
): void {
  for (const [index, block] of blocks.entries()) {
    for (const weight of ['kernel', 'recurrentKernel', 'bias'] as const) {
      const values = block[weight]
      if (!values) continue
      const points = pointsOf(series, block.gate, weight)
      points.push({
        epoch,
        norm: normOf(values),
        change: changeOf(values, initial[index][weight] ?? values),
        spectralRadius:
          weight === 'recurrentKernel' ? spectralRadius(values, Math.sqrt(values.length)) : null,
      })
    }
  }
}

function pointsOf(series: Series[], gate: GateName, weight: Weight): WeightPoint[] {
  const found = series.find((one) => one.gate === gate && one.weight === weight)
  if (found) return found.points
  const points: WeightPoint[] = []
  series.push({ gate, weight, points })
  return points
}

/** Frobenius norm. */
function normOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum)
}

function changeOf(values: Float64Array, initial: Float64Array): number {
  const norm = normOf(initial)
  return norm === 0 ? 0 : normOf(values.map((value, index) => value - initial[index])) / norm
}
