// The drawing as a table: for each token what is said after it, and of each layer the norm of h and its strongest unit.
import { formatCount, formatScore } from '#shared/domain/format'
import type { Inspection, InspectedLayer, InspectedOutput } from '#shared/domain/inside/inspection'
import { csvField, csvNumber, csvOf } from '../../../charts/csv-text'
import { normOf, rowOf, strongestUnit, type Strongest } from './cell-state'
import { outputAt, outputText, tokenLabel } from './drawing-words'
import { layerTitle } from './layer-spec'

interface StateEntry extends Strongest {
  readonly norm: number
}

export interface DrawingRow {
  /** Of an encoder-decoder: what is read, or what is written. */
  readonly axis: 'source' | 'target'
  /** From 0. */
  readonly step: number
  readonly token: string
  readonly output: InspectedOutput | null
  /** By layer; null of layers over the other text. */
  readonly states: readonly (StateEntry | null)[]
}

/** A row for each token, those of the source first. */
export function drawingRows({
  source,
  target,
  layers,
  outputs,
}: Inspection): readonly DrawingRow[] {
  const axes = [{ axis: 'source' as const, tokens: source.tokens }]
  const all = target ? [...axes, { axis: 'target' as const, tokens: target.tokens }] : axes
  return all.flatMap(({ axis, tokens }) =>
    tokens.map(({ token }, step) => ({
      ...{ axis, step, token },
      output: outputAt(outputs, axis, step),
      states: layers.map((layer) => (layer.axis === axis ? stateAt(layer, step) : null)),
    })),
  )
}

function stateAt(layer: InspectedLayer, step: number): StateEntry {
  const hidden = rowOf(layer.hidden, step)
  return { norm: normOf(hidden), ...strongestUnit(hidden) }
}

/** Titles of the columns beside a row's token. */
export function columnTitles(layers: readonly InspectedLayer[]): readonly string[] {
  const own = layers.flatMap((layer) => [
    `Norm of h, ${layerTitle(layer)}`,
    `Strongest unit, ${layerTitle(layer)}`,
  ])
  return ['Output', ...own]
}

/** "3 good", of an encoder-decoder's written part "written 3 ␣". */
export function rowTitle({ axis, step, token }: DrawingRow): string {
  return `${axis === 'target' ? 'written ' : ''}${formatCount(step + 1)} ${tokenLabel(token)}`
}

/** What stands in the columns of `columnTitles`. */
export function rowCells({ output, states }: DrawingRow): readonly string[] {
  const own = states.flatMap((state) =>
    state ? [formatScore(state.norm), `${state.unit} (${formatScore(state.value)})`] : ['', ''],
  )
  return [output ? outputText(output) : '', ...own]
}

/** All of it as a CSV file. */
export function drawingCsv(inspection: Inspection): string {
  const titles = inspection.layers.flatMap((layer) =>
    ['norm of h', 'strongest unit', 'its h'].map((what) => `${layerTitle(layer)}: ${what}`),
  )
  const head = ['text', 'step', 'token', 'output', 'probability', ...titles].map(csvField)
  return csvOf([head, ...drawingRows(inspection).map(csvLine)])
}

function csvLine({ axis, step, token, output, states }: DrawingRow): readonly string[] {
  const first = output?.top.at(0)
  const probability = first?.probability ?? null
  return [
    ...[axis, String(step + 1), csvField(token), csvField(first?.label ?? '')],
    probability === null ? '' : csvNumber(probability),
    ...states.flatMap((state) =>
      state ? [csvNumber(state.norm), String(state.unit), csvNumber(state.value)] : ['', '', ''],
    ),
  ]
}
