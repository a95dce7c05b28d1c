// The recurrent layer that the lessons speak of: the first of the run.
import { gatesOf, type Cell } from '#shared/domain/inside/cells'
import { partsOf, type LayerSummary } from '#shared/domain/model-summary'
import type { LayerSpec, RecurrentSpec } from '#shared/experiment/layers'
import type { LessonRun } from './lesson'

export interface MainLayer {
  readonly summary: LayerSummary
  readonly cell: Cell
  readonly units: number
  /** Width of what it reads at a step. */
  readonly inputs: number
  /** Blocks of W, U and b: 4 of LSTM, 3 of GRU, 1 of SimpleRNN. */
  readonly blocks: number
  /** 2 of a Bidirectional. */
  readonly directions: 1 | 2
}

/** Null: the run has no recurrent layer. */
export function mainLayerOf(run: LessonRun | null): MainLayer | null {
  if (!run) return null
  for (const { layers, names } of partsOf(run.experiment.model))
    for (const [index, layer] of layers.entries()) {
      const spec = recurrentOf(layer)
      const summary = run.summary.layers.find(({ name }) => name === names[index])
      if (spec && summary) return describe(spec, summary, layer.type === 'Bidirectional' ? 2 : 1)
    }
  return null
}

function recurrentOf(layer: LayerSpec): RecurrentSpec | null {
  if (layer.type === 'Bidirectional') return layer.layer
  return layer.type === 'SimpleRNN' || layer.type === 'LSTM' || layer.type === 'GRU' ? layer : null
}

// parameters = directions x blocks x (units x (units + inputs) + units of a bias)
function describe(spec: RecurrentSpec, summary: LayerSummary, directions: 1 | 2): MainLayer {
  const { units, useBias, type: cell } = spec
  const blocks = gatesOf[cell].length
  const block = summary.count / (blocks * directions)
  const inputs = (block - (useBias ? units : 0)) / units - units
  return { summary, cell, units, inputs, blocks, directions }
}
