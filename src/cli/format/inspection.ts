// An inspection for people: a table for each recurrent layer, the answer, and how far back the loss reaches.
import { formatScore, plural } from '#shared/domain/format'
import { gatesOf } from '#shared/domain/inside/cells'
import {
  byDistance,
  memoryHorizon,
  type Axis,
  type InspectedLayer,
  type Inspection,
} from '#shared/domain/inside/inspection'
import { formatPrediction } from './prediction'
import { formatTable, type Column } from './table'

const shownUnits = 3
/** Of a longer text the last tokens are shown. */
const shownTokens = 60

/** What there is to say of an inspection, paragraph by paragraph. */
export function formatInspection(inspection: Inspection): string {
  const { layers, prediction, agreement } = inspection
  return [
    ...layers.map((layer) => `${titleOf(layer)}\n${tableOf(layer, axisOf(inspection, layer))}`),
    formatPrediction(prediction),
    [gradientSentence(inspection), ...layers.map(horizonSentence)].join('\n'),
    ...(agreement === null
      ? []
      : [
          `The numbers above and the model's own layers differ by at most ${agreement.largest.toExponential(1)}.`,
        ]),
  ].join('\n\n')
}

function axisOf({ source, target }: Inspection, { axis }: InspectedLayer): Axis {
  return axis === 'target' && target ? target : source
}

function titleOf(layer: InspectedLayer): string {
  return `${nameOf(layer)}: ${layer.cell}, ${plural(layer.units, 'unit')}`
}

function nameOf({ name, direction }: InspectedLayer): string {
  return direction === null ? name : `${name}, ${direction}`
}

function tableOf(layer: InspectedLayer, { tokens }: Axis): string {
  // SimpleRNN's one block is its state, which has a column of its own.
  const gates = layer.cell === 'SimpleRNN' ? [] : gatesOf[layer.cell]
  const columns: Column[] = [
    { title: 'Token' },
    { title: 'Strongest units' },
    ...gates.map((gate): Column => ({ title: gate, align: 'right' })),
    { title: 'Gradient', align: 'right' },
  ]
  const from = Math.max(0, tokens.length - shownTokens)
  const rows = tokens
    .slice(from)
    .map(({ token, isUnknown }, index) => [
      `${visible(token)}${isUnknown ? ' (unknown)' : ''}`,
      strongestOf(layer, from + index),
      ...gates.map((gate) => formatState(meanOf(layer, gate, from + index))),
      formatNorm(layer.gradientNorms[from + index]),
    ])
  const left = from === 0 ? '' : `${plural(from, 'token')} before these are left out here.\n`
  return `${left}${formatTable(columns, rows)}`
}

/** The units farthest from zero, as number and state. */
function strongestOf({ hidden, units }: InspectedLayer, token: number): string {
  const states = hidden.values.subarray(token * units, (token + 1) * units)
  return Array.from(states, (state, unit) => ({ state, unit }))
    .sort((one, other) => Math.abs(other.state) - Math.abs(one.state))
    .slice(0, shownUnits)
    .map(({ state, unit }) => `${unit} ${state < 0 ? '' : '+'}${formatState(state)}`)
    .join('  ')
}

function meanOf(
  { gates, units }: InspectedLayer,
  gate: keyof InspectedLayer['gates'],
  token: number,
): number {
  const values = gates[gate]?.values.subarray(token * units, (token + 1) * units) ?? []
  let sum = 0
  for (const value of values) sum += value
  return sum / units
}

/** Two digits; what rounds to zero has no sign. */
function formatState(value: number): string {
  return formatScore(value, 2).replace(/^-(0\.00)$/, '$1')
}

function formatNorm(norm: number): string {
  return norm === 0 ? '0' : norm.toExponential(1)
}

function gradientSentence({ gradient: { of, loss } }: Inspection): string {
  return `Gradients are of the loss of ${of}, ${formatScore(loss)}.`
}

function horizonSentence(layer: InspectedLayer): string {
  const norms = byDistance(layer)
  const horizon = memoryHorizon(norms)
  const name = nameOf(layer)
  if (norms.every((norm) => norm === 0)) return `${name}: the loss does not reach this layer.`
  return horizon === null
    ? `${name}: the loss reaches back over the whole text.`
    : `${name}: the loss reaches back ${plural(horizon, 'token')}; before that its gradient is under 1 % of its largest.`
}

/** Spaces and line breaks so that they can be seen. */
function visible(token: string): string {
  return /^\S+$/.test(token) ? token : JSON.stringify(token)
}
