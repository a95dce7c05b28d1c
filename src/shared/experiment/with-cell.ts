// An experiment with another recurrent cell, for comparing cells on the same data.
import { cells, type Cell } from '../domain/inside/cells'
import { recurrentSchema, type LayerSpec, type RecurrentSpec } from './layers'
import type { Experiment } from './schema'

/** The cells of an experiment's recurrent layers, each once, in the order of the network. */
export function cellsOf({ model }: Pick<Experiment, 'model'>): readonly Cell[] {
  const layers = [...model.layers, ...(model.decoder?.layers ?? [])]
  const found = layers.flatMap((layer) => {
    const inner = layer.type === 'Bidirectional' ? layer.layer : layer
    return cells.filter((cell) => cell === inner.type)
  })
  return [...new Set(found)]
}

/**
 * The experiment with every recurrent layer made that cell, also those inside a Bidirectional and of the decoder. Options that
 * the cell has too are kept, among them units and name; others are dropped, and new ones get their defaults. It is named
 * after the cell.
 */
export function withCell(experiment: Experiment, cell: Cell): Experiment {
  const { model, name } = experiment
  const change = (layers: readonly LayerSpec[]): LayerSpec[] =>
    layers.map((layer) => layerWithCell(layer, cell))
  const { decoder } = model
  return {
    ...experiment,
    name: nameWith(name, cell),
    model: {
      ...model,
      layers: change(model.layers),
      ...(decoder && { decoder: { ...decoder, layers: change(decoder.layers) } }),
    },
  }
}

/** For example "Reviews, LSTM" and "GRU" -> "Reviews, GRU": a cell at the end of a name makes room for what is there now. */
export function nameWith(name: string, ending: string): string {
  const cell = cells.find((one) => name.endsWith(`, ${one}`))
  const start = cell ? name.slice(0, -`, ${cell}`.length) : name
  return `${start}, ${ending}`.slice(0, 200)
}

function layerWithCell(layer: LayerSpec, cell: Cell): LayerSpec {
  switch (layer.type) {
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return recurrentWithCell(layer, cell)
    case 'Bidirectional':
      return { ...layer, layer: recurrentWithCell(layer.layer, cell) }
    default:
      return layer
  }
}

function recurrentWithCell(spec: RecurrentSpec, cell: Cell): RecurrentSpec {
  if (spec.type === cell) return spec
  const { shape } = recurrentSchema.options.find((option) => option.shape.type.value === cell) ?? {
    shape: {},
  }
  const kept = Object.entries(spec).filter(([key, value]) => key in shape && value !== undefined)
  return recurrentSchema.parse({ ...Object.fromEntries(kept), type: cell })
}
